"""`python -m tests.performance.bench_path`: how much Python the event loop runs for one warm invocation, by file.

Bytecodes and calls, counted by a server of its own while a few known tenants invoke in turns. What other processes do
to the machine changes nothing of it, so that two states of the code can be compared where times can not. It does not
see what one bytecode costs, nor anything that is done in C.
"""

import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.e2e.server import eventually
from tests.performance.counted import COUNTS, Row
from tests.performance.target import Target, cloister_up, connect, create_function, invocation

TENANTS = 4
WARM_UP_ROUNDS = 20
ROUNDS = 100
INVOCATIONS = TENANTS * ROUNDS
SETTLE_S = 0.2
"""For a signal to be noticed, and for what an answer leaves behind to be done."""
PATIENCE_S = 30
FILES_SHOWN = 45
FUNCTIONS_SHOWN = 60
LINE_WIDTH = 120
ALL = "all of them"


def main() -> None:
    """Count, and print both tables."""
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as name:
        rows = _counted(Path(name))
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
    console = Console(width=LINE_WIDTH)
    console.print(_table("file", files))
    console.print(_table("function", functions))


def _counted(directory: Path) -> Sequence[Row]:
    results = directory / "counts.json"
    os.environ[COUNTS] = str(results)
    with cloister_up(directory, module="tests.performance.counted") as target:
        create_function(target)
        round_ = _round(target)
        _times(WARM_UP_ROUNDS, round_)
        os.kill(target.pid, signal.SIGUSR1)
        time.sleep(SETTLE_S)  # nothing tells that the signal was noticed
        _times(ROUNDS, round_)
        os.kill(target.pid, signal.SIGUSR2)
        eventually(results.exists, within_s=PATIENCE_S)
        rows: Sequence[Row] = [tuple(row) for row in json.loads(results.read_text())]
    return rows


def _round(target: Target) -> Callable[[], None]:
    """Each tenant invokes once, by its own connection."""
    invoke = [invocation(connect(target), target, f"tenant-{number}") for number in range(TENANTS)]

    def once() -> None:
        for each in invoke:
            each()

    return once


def _times(count: int, action: Callable[[], None]) -> None:
    for _ in range(count):
        action()


def _table(what: str, rows: Iterable[tuple[str, int, int]]) -> Table:
    table = Table(title="One warm invocation, in the event loop's thread")
    table.add_column(what)
    table.add_column("bytecodes", justify="right")
    table.add_column("calls", justify="right")
    for name, bytecodes, calls in rows:
        table.add_row(name, f"{bytecodes / INVOCATIONS:,.0f}", f"{calls / INVOCATIONS:.1f}")
    return table


if __name__ == "__main__":
    main()
