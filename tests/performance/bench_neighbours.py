"""`python -m tests.performance.bench_neighbours`: how long eight tenants wait while a ninth attacks.

Each victim invokes, waits for the answer, pauses, and invokes again; all in this process, which is the server as well.
The quiet time is measured right before each attack, so that both have the same machine. Nothing is asserted.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Returned
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import Lab, a_pool, clock

VICTIMS = 8
PAUSE_S = 0.01
MEASURED_S = 4.0
ATTACKER_MEMORY_MB = (128, 1769)
"""The smallest share of CPU, and a whole core."""
ATTACK_TIMEOUT_S = 2
RESULTS = Path("build/bench_neighbours.json")

VICTIM = "def handler(event, context):\n    return event['n']"
ATTACKS = {
    "fork bomb": """
        import os
        def handler(event, context):
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
    """,
    "memory bomb": """
        def handler(event, context):
            held = []
            while True:
                held.append(bytearray(1 << 20))
    """,
    "disk and inode fill": """
        import os
        def handler(event, context):
            while True:
                for number in range(40_000):
                    try:
                        with open(f"/tmp/{number}", "wb") as file:
                            file.write(bytes(1 << 16))
                    except OSError:
                        break
                for name in os.listdir("/tmp"):
                    os.unlink("/tmp/" + name)
    """,
    "descriptor exhaustion": """
        import os, socket
        def handler(event, context):
            while True:
                held = []
                try:
                    while True:
                        held += [*socket.socketpair(), *map(os.fdopen, os.pipe(), "rb wb".split())]
                except OSError:
                    for opened in held:
                        opened.close()
    """,
    "output flood": """
        import os
        def handler(event, context):
            while True:
                os.write(1, b"x" * 65536)
    """,
    "8 threads that spin": """
        import hashlib, threading
        def handler(event, context):
            def spin():
                while True:
                    hashlib.sha256(bytes(1 << 20))
            for _ in range(8):
                threading.Thread(target=spin, daemon=True).start()
            threading.Event().wait()
    """,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One attack: what the victims waited before it and during it, in milliseconds."""

    attack: str
    memory_mb: int
    attacks: int
    quiet_ms: list[float]
    attacked_ms: list[float]

    def figures(self) -> dict[str, Any]:  # Any: JSON
        quiet, attacked = _percentiles(self.quiet_ms), _percentiles(self.attacked_ms)
        return {
            "attack": self.attack,
            "attacker_memory_mb": self.memory_mb,
            "attacks": self.attacks,
            "quiet": quiet,
            "attacked": attacked,
            "ratio_p50": attacked["p50_ms"] / quiet["p50_ms"],
            "ratio_p99": attacked["p99_ms"] / quiet["p99_ms"],
        }


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_neighbours.json."""
    figures = [row.figures() for row in asyncio.run(_measure())]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(figures))


async def _measure() -> list[Row]:
    rounds = [(attack, memory) for memory in ATTACKER_MEMORY_MB for attack in ATTACKS]
    async with _lab() as lab:
        victims = lab.version(VICTIM)
        await _victims(lab, victims, 1.0)
        return [
            await _row(lab, victims, attack=attack, memory_mb=memory)
            for attack, memory in track(rounds, "Attacks")
        ]


async def _row(lab: Lab, victims: FunctionVersion, *, attack: str, memory_mb: int) -> Row:
    quiet = await _victims(lab, victims, MEASURED_S)
    version = lab.version(
        ATTACKS[attack], name="attacker", memory_mb=memory_mb, timeout_s=ATTACK_TIMEOUT_S
    )
    done = asyncio.Event()
    attacker = asyncio.create_task(_attack(lab, version, done))
    attacked = await _victims(lab, victims, MEASURED_S)
    done.set()
    return Row(attack, memory_mb, await attacker, quiet, attacked)


async def _attack(lab: Lab, version: FunctionVersion, done: asyncio.Event) -> int:
    """How often it was begun: each ends by its timeout, or by its own doing."""
    count = 0
    while not done.is_set():
        await lab.run(version, "attacker")
        count += 1
    return count


async def _victims(lab: Lab, version: FunctionVersion, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as tasks:
        running = [
            tasks.create_task(_victim(lab, version, f"victim-{number}", until))
            for number in range(VICTIMS)
        ]
    return [waited for task in running for waited in task.result()]


async def _victim(lab: Lab, version: FunctionVersion, tenant: str, until: float) -> list[float]:
    waited: list[float] = []
    while (started := time.perf_counter()) < until:
        run = await lab.run(version, tenant, event={"n": len(waited)})
        waited.append((time.perf_counter() - started) * 1000)
        if run.outcome != Returned(b"%d" % (len(waited) - 1)):
            raise RuntimeError(f"a wrong answer: {run.outcome}")
        await asyncio.sleep(PAUSE_S)
    return waited


@asynccontextmanager
async def _lab() -> AsyncIterator[Lab]:
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as name:
        directory = Path(name)
        driver = await NamespaceDriver.start(directory / "driver", installation=clock.new_token(6))
        try:
            async with a_pool(driver, directory / "code") as lab:
                yield lab
        finally:
            await driver.close()


def _percentiles(values_ms: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values_ms, n=100)
    return {
        "invocations": len(values_ms),
        "p50_ms": statistics.median(values_ms),
        "p99_ms": cuts[98],
    }


def _table(figures: list[dict[str, Any]]) -> Table:  # Any: JSON
    table = Table(
        "Attack",
        "Memory",
        "quiet p50",
        "p99",
        "attacked p50",
        "p99",
        "ratio of p50",
        "ratio of p99",
    )
    for row in figures:
        table.add_row(
            row["attack"],
            f"{row['attacker_memory_mb']} MB",
            f"{row['quiet']['p50_ms']:.2f} ms",
            f"{row['quiet']['p99_ms']:.2f} ms",
            f"{row['attacked']['p50_ms']:.2f} ms",
            f"{row['attacked']['p99_ms']:.2f} ms",
            f"{row['ratio_p50']:.2f}",
            f"{row['ratio_p99']:.2f}",
        )
    return table


if __name__ == "__main__":
    main()
