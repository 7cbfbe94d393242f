"""`python -m tests.performance.bench_path`: how much Python the event loop runs for one invocation, by file.

Bytecodes and calls, counted by servers of its own: while a few known tenants invoke in turns, and while new ones come
one after the other and find nothing ready. What other processes do to the machine changes nothing of it, but for what
is done once in a while, so that two states of the code can be compared where times can not. It does not see what one
bytecode costs, nor anything that is done in C.
"""

import itertools
import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.e2e.server import eventually
from tests.performance.counted import COUNTS, Row
from tests.performance.target import Target, cloister_up, connect, create_function, invocation

TENANTS = 4
WARM_UP_ROUNDS = 20
WARM_INVOCATIONS = 400
NEW_TENANTS = 100
SETTLE_S = 0.2
"""For a signal to be noticed, and for what an answer leaves behind to be done."""
PATIENCE_S = 30
FILES_SHOWN = 45
FUNCTIONS_SHOWN = 60
LINE_WIDTH = 120
ALL = "all of them"


@dataclass(frozen=True, slots=True)
class Way:
    """What is counted: a number of invocations, after others that are not."""

    what: str
    options: Sequence[str]
    """Of the server."""
    counted: int
    uncounted: int
    tenants: Callable[[], Iterator[str]]


WAYS = (
    Way(
        "One warm invocation",
        (),
        WARM_INVOCATIONS,
        TENANTS * WARM_UP_ROUNDS,
        lambda: itertools.cycle(f"tenant-{number}" for number in range(TENANTS)),
    ),
    Way(
        "A new tenant's first invocation, nothing ready",
        ("--no-stock",),
        NEW_TENANTS,
        WARM_UP_ROUNDS,
        lambda: (f"tenant-{number}" for number in itertools.count()),
    ),
)


def main() -> None:
    """Count, and print two tables for each way."""
    console = Console(width=LINE_WIDTH)
    for way in WAYS:
        with tempfile.TemporaryDirectory(prefix="cloister-bench-") as name:
            rows = _counted(Path(name), way)
        bytecodes, calls = Counter[str](), Counter[str]()
        for file, _, executed, called in rows:
            for name in (ALL, file):
                bytecodes[name] += executed
                calls[name] += called
        files = [(file, count, calls[file]) for file, count in bytecodes.most_common(FILES_SHOWN)]
        functions = [
            (f"{file} {name}", executed, called)
            for file, name, executed, called in rows[:FUNCTIONS_SHOWN]
        ]
        console.print(_table(way, "file", files))
        console.print(_table(way, "function", functions))


def _counted(directory: Path, way: Way) -> Sequence[Row]:
    results = directory / "counts.json"
    os.environ[COUNTS] = str(results)
    with cloister_up(directory, *way.options, module="tests.performance.counted") as target:
        create_function(target)
        invocations = _invocations(target, way.tenants())
        _go_through(itertools.islice(invocations, way.uncounted))
        # Signed before: what the client does then is not waited for.
        counted = list(itertools.islice(invocations, way.counted))
        os.kill(target.pid, signal.SIGUSR1)
        time.sleep(SETTLE_S)  # nothing tells that the signal was noticed
        _go_through(counted)
        os.kill(target.pid, signal.SIGUSR2)
        eventually(results.exists, within_s=PATIENCE_S)
        rows: Sequence[Row] = [tuple(row) for row in json.loads(results.read_text())]
    return rows


def _invocations(target: Target, tenants: Iterator[str]) -> Iterator[Callable[[], object]]:
    """One after the other for these tenants, by a few connections in turns."""
    connections = itertools.cycle([connect(target) for _ in range(TENANTS)])
    for connection, tenant in zip(connections, tenants, strict=False):
        yield invocation(connection, target, tenant)


def _go_through(invocations: Iterable[Callable[[], object]]) -> None:
    for invoke in invocations:
        invoke()


def _table(way: Way, what: str, rows: Iterable[tuple[str, int, int]]) -> Table:
    table = Table(title=f"{way.what}, in the event loop's thread")
    table.add_column(what)
    table.add_column("bytecodes", justify="right")
    table.add_column("calls", justify="right")
    for name, bytecodes, calls in rows:
        table.add_row(name, f"{bytecodes / way.counted:,.0f}", f"{calls / way.counted:.1f}")
    return table


if __name__ == "__main__":
    main()
