"""`python -m tests.performance.bench_jail`: what a warm invocation costs in the jail and without it.

Environment.run() in three kinds of room, interleaved in one process. `jail` is what tenants get. `process` is the same
interpreter, runtime client and handler in a plain process: no namespaces, mounts, cgroups, filter or freezing.
`unfiltered` is the jail without its filter and Landlock, which tells what these two cost of the difference.
All of them and the host share one core: to wake another one takes 50 µs or nothing, by chance, and hides the rest.
"""

import asyncio
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from types import MappingProxyType

import uvloop
from rich.console import Console
from rich.progress import track
from rich.table import Table

from cloister.domain.function import FunctionVersion
from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation
from cloister.pool.environment import Environment
from cloister.sandbox.driver import HOST_KERNEL, Enforcement, Exit, SandboxSpec
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.loose import Json
from tests.support import RUNTIME, a_pool, an_invocation, clock

BLOCKS = 30
BLOCK_ROUNDS = 200
WARM_UP_ROUNDS = 200
MEMORY_MB = 1769
"""One vCPU: smaller functions are slower by their quota, which is not what is measured here."""
HANDLER = "def handler(event, context):\n    return {'tenant': context.tenant_id}\n"
EVENT = {"key1": "value1", "key2": "value2", "n": 1}
FILTERS = ("install the system call filter", "restrict itself by Landlock")
BASELINE = "process"
TEMPLATE_ENVIRON = {"AWS_EXECUTION_ENV": f"AWS_Lambda_{RUNTIME}"}
"""What the runtime client chooses its encoder by, in templates as here."""
RESULTS = Path("build/bench_jail.json")

_BARE = """
import functools, socket, sys
from cloister.runtime import process, python
serve = functools.partial(python.run, task_root=sys.argv[1])
process.be_runtime(serve, socket.socket(fileno=int(sys.argv[2])))
"""


class BareProcess:
    """A runtime process behind no wall at all, as far as an Environment needs a sandbox."""

    def __init__(
        self,
        environment_id: EnvironmentId,
        process: asyncio.subprocess.Process,
        channel: socket.socket,
        log_fd: int,
    ) -> None:
        self.id = environment_id
        self.channel = channel
        self.log_fd = log_fd
        self._process = process

    @property
    def enforcement(self) -> Enforcement:
        return Enforcement(
            wall=Isolation.JAIL,
            kernel=HOST_KERNEL,
            bounds=frozenset(),
            has_own_uid=False,
            system_calls=None,
        )

    def memory_peak_bytes(self) -> int:
        return 0

    def limit_cpu(self, quota: float) -> None:
        """There is no bound on it."""

    def freeze(self) -> None:
        """It waits for its channel anyway."""

    def thaw(self) -> None:
        """It was not stopped."""

    async def ended(self) -> Exit:
        return Exit(exit_code=await self._process.wait())

    async def destroy(self) -> Exit:
        if self._process.returncode is None:
            self._process.kill()
        end = await self.ended()
        if self.channel.fileno() >= 0:
            self.channel.close()
            os.close(self.log_fd)
        return end


class BareProcesses:
    """A driver that walls nothing off."""

    @property
    def runtimes(self) -> Mapping[str, str]:
        return MappingProxyType({RUNTIME: ".".join(map(str, sys.version_info[:3]))})

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> BareProcess:
        channel, its_channel = socket.socketpair()
        channel.settimeout(0)
        log_fd, its_log_fd = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(log_fd, False)
        with its_channel:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-c", _BARE, str(spec.code), str(its_channel.fileno())),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=its_log_fd,
                stderr=its_log_fd,
                pass_fds=(its_channel.fileno(),),
                env=TEMPLATE_ENVIRON,
            )
        os.close(its_log_fd)
        return BareProcess(sandbox_id, process, channel, log_fd)

    async def close(self) -> None:
        """The pool has destroyed what it made."""


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of room with a warm environment in it."""

    name: str
    environment: Environment
    version: FunctionVersion


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_jail.json."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory:
        figures = uvloop.run(_measure(Path(directory)))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(figures))


async def _measure(directory: Path) -> list[dict[str, Json]]:
    async with AsyncExitStack() as opened:
        jail = await opened.enter_async_context(_driver(directory / "jail"))
        layers = directory / "jail" / "layers"
        unfiltered = await opened.enter_async_context(
            _driver(directory / "unfiltered", layers, left_out=FILTERS)
        )
        rooms = [
            await opened.enter_async_context(_room("jail", jail, directory)),
            await opened.enter_async_context(_room("unfiltered", unfiltered, directory)),
            await opened.enter_async_context(_room("process", BareProcesses(), directory)),
        ]
        blocks = [
            await _block(rooms, random.Random(number))
            for number in track(range(BLOCKS), "The same invocation in three kinds of room")
        ]
    return [_figures(room.name, blocks) for room in rooms]


async def _block(rooms: list[Room], order: random.Random) -> dict[str, list[float]]:
    """Milliseconds of run() in each room; the rooms take turns, in another order in every round."""
    took_ms: dict[str, list[float]] = {room.name: [] for room in rooms}
    for _ in range(BLOCK_ROUNDS):
        for room in order.sample(rooms, len(rooms)):
            took_ms[room.name].append(await _timed_run(room))
    return took_ms


async def _timed_run(room: Room) -> float:
    invocation = an_invocation(room.version, "blue", EVENT)
    started = time.perf_counter()
    run = await room.environment.run(invocation)
    took_ms = (time.perf_counter() - started) * 1000
    if run.outcome.payload != b'{"tenant": "blue"}':
        raise RuntimeError(f"a wrong answer: {run.outcome}")
    return took_ms


def _figures(name: str, blocks: list[dict[str, list[float]]]) -> dict[str, Json]:
    """The ratio is the median of the blocks' own: what else the machine does changes between them."""
    values = [value for block in blocks for value in block[name]]
    ratios = [median(block[name]) / median(block[BASELINE]) for block in blocks]
    return {
        "room": name,
        "rounds": len(values),
        "p50_ms": median(values),
        "p99_ms": quantiles(values, n=100)[98],
        "ratio_p50": median(ratios),
    }


@asynccontextmanager
async def _driver(
    directory: Path, layers: Path | None = None, *, left_out: tuple[str, ...] = ()
) -> AsyncIterator[NamespaceDriver]:
    """A driver with its template standing, on the layers of another one where they are given."""
    if layers is not None:
        _lend(directory, layers)
    driver = await NamespaceDriver.start(
        directory,
        installation=clock.new_token(6),
        left_out=left_out,
        # The check at the end would find what is missing, and end the sandbox.
        unverified=[*left_out, "check the result"] if left_out else [],
        # Blanks prove every step, those that are left out as well.
        keeps_blanks=not left_out,
    )
    try:
        await driver.prepare(RUNTIME)
        yield driver
    finally:
        await driver.close()


def _lend(directory: Path, layers: Path) -> None:
    directory.mkdir()
    (directory / "layers").symlink_to(layers)


@asynccontextmanager
async def _room(
    name: str, driver: NamespaceDriver | BareProcesses, directory: Path
) -> AsyncIterator[Room]:
    async with a_pool(driver, directory / "code", keeps_stock=False) as lab:
        version = lab.version(HANDLER, memory_mb=MEMORY_MB)
        async with lab.lease(version, "blue") as environment:
            room = Room(name, environment, version)
            for _ in range(WARM_UP_ROUNDS):
                await _timed_run(room)
            yield room


def _table(figures: list[dict[str, Json]]) -> Table:
    table = Table("Room", "Rounds", "p50", "p99", f"p50 to {BASELINE}'s")
    for row in figures:
        table.add_row(
            row["room"],
            str(row["rounds"]),
            f"{row['p50_ms']:.3f} ms",
            f"{row['p99_ms']:.3f} ms",
            f"{row['ratio_p50']:.3f}",
        )
    return table


if __name__ == "__main__":
    main()
