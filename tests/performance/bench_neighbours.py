"""`python -m tests.performance.bench_neighbours [attack ...]`: how long eight tenants wait while a ninth attacks.

Each victim invokes, waits for the answer, pauses, and invokes again; all in this process, which is the server as well
and keeps logs as one. The quiet time is measured right before each attack, so that both have the same machine, and
the attacks are made in turns, several times: the figures are medians. Nothing is asserted. A thread that spins is no
attack: it is there for what a neighbour costs that computes, and so what of an attack is more than that.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Returned
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.telemetry.journal import Journal
from tests.loose import Json
from tests.support import Lab, a_pool, clock

VICTIMS = 8
PAUSE_S = 0.01
MEASURED_S = 2.5
ROUNDS = 3
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
    "flood of short lines": """
        import os
        def handler(event, context):
            while True:
                os.write(1, b"a hostile line\\n" * 4096)
    """,
    "lines of 10 MB": """
        import os
        def handler(event, context):
            line = b"x" * 10_000_000 + b"\\n"
            while True:
                os.write(1, line)
    """,
    "flood of NULs": """
        import os
        def handler(event, context):
            while True:
                os.write(1, bytes(65536))
    """,
    "a thread that spins": """
        def handler(event, context):
            while True:
                pass
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
class Attack:
    name: str
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One attack, once: what the victims waited before it and during it, in milliseconds."""

    begun: int
    """How often the attacker was invoked."""
    quiet_ms: list[float]
    attacked_ms: list[float]
    server_peak_mb: float
    """The most memory that this process had during it, and how much that was above what it had before."""
    server_grew_mb: float


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_neighbours.json."""
    figures = asyncio.run(_measure(sys.argv[1:] or list(ATTACKS)))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console(width=140).print(_table(figures))


async def _measure(names: list[str]) -> list[dict[str, Json]]:
    attacks = [Attack(name, memory) for memory in ATTACKER_MEMORY_MB for name in names]
    turns: dict[Attack, list[Turn]] = {attack: [] for attack in attacks}
    async with _lab() as lab:
        victims = lab.version(VICTIM)
        await _victims(lab, victims, 1.0)
        for attack in track(attacks * ROUNDS, "Attacks"):
            turns[attack].append(await _turn(lab, victims, attack))
    return [_figures(attack, taken) for attack, taken in turns.items()]


async def _turn(lab: Lab, victims: FunctionVersion, attack: Attack) -> Turn:
    quiet = await _victims(lab, victims, MEASURED_S)
    version = lab.version(
        ATTACKS[attack.name],
        name="attacker",
        memory_mb=attack.memory_mb,
        timeout_s=ATTACK_TIMEOUT_S,
    )
    done = asyncio.Event()
    before_mb = _forget_peak_mb()
    attacker = asyncio.create_task(_attack(lab, version, done))
    attacked = await _victims(lab, victims, MEASURED_S)
    done.set()
    begun = await attacker
    peak_mb = _memory_mb("VmHWM")
    return Turn(begun, quiet, attacked, peak_mb, peak_mb - before_mb)


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
            async with AsyncExitStack() as opened:
                journal = Journal(directory / "logs.db", clock, workplace=driver.background)
                await opened.enter_async_context(journal)
                pool = a_pool(driver, directory / "code", opens_log=journal.open)
                yield await opened.enter_async_context(pool)
        finally:
            await driver.close()


def _forget_peak_mb() -> float:
    """What this process has now; the kernel's peak of it begins anew (proc_pid_clear_refs(5))."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory_mb("VmRSS")


def _memory_mb(field: str) -> float:
    _, _, rest = Path("/proc/self/status").read_text().partition(f"{field}:")
    return int(rest.split()[0]) / 1024


def _figures(attack: Attack, turns: list[Turn]) -> dict[str, Json]:
    quiet = [_percentiles(turn.quiet_ms) for turn in turns]
    attacked = [_percentiles(turn.attacked_ms) for turn in turns]
    pairs = list(zip(quiet, attacked, strict=True))
    return {
        "attack": attack.name,
        "attacker_memory_mb": attack.memory_mb,
        "begun": sum(turn.begun for turn in turns),
        "quiet": {name: statistics.median(each[name] for each in quiet) for name in quiet[0]},
        "attacked": {name: statistics.median(each[name] for each in attacked) for name in quiet[0]},
        "ratio_p50": statistics.median(
            after["p50_ms"] / before["p50_ms"] for before, after in pairs
        ),
        "ratio_p99": statistics.median(
            after["p99_ms"] / before["p99_ms"] for before, after in pairs
        ),
        "server_peak_mb": max(turn.server_peak_mb for turn in turns),
        "server_grew_mb": max(turn.server_grew_mb for turn in turns),
    }


def _percentiles(values_ms: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values_ms, n=100)
    return {
        "invocations": len(values_ms),
        "p50_ms": statistics.median(values_ms),
        "p99_ms": cuts[98],
    }


def _table(figures: list[dict[str, Json]]) -> Table:
    table = Table(
        "Attack",
        "Memory",
        "quiet p50",
        "p99",
        "attacked p50",
        "p99",
        "ratio of p50",
        "ratio of p99",
        "server's peak",
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
            f"{row['server_peak_mb']:.0f} MB, +{row['server_grew_mb']:.0f}",
        )
    return table


if __name__ == "__main__":
    main()
