"""`python -m tests.performance.bench_cold`: each way in which a tenant that was never seen gets its first answer.

Over HTTP, signed before the clock starts, from the first byte sent to the last one received. The ways take turns in
every round, so that whatever else the machine does falls on all of them:

- `prepared`: the function has served others; an environment that has run init stands ready.
- `prepared, imports boto3`: the same, of a function whose init takes long.
- `blank`: the first invocation of its function; a sandbox without a function stands ready.
- `fork`: nothing stands ready (`--no-stock`).

Beside them a bare `python3 -c pass`, and the same behind bubblewrap's walls where it is installed. Then as many new
tenants as eight clients can ask for, for some seconds.
"""

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.performance.bench import (
    HANDLER,
    Server,
    _cloister,
    _connect,
    _create_function,
    _invoke,
    _percentiles,
    _timed,
)

ROUNDS = 60
PAUSE_S = 0.1
"""Between two measurements: what was taken of the stock is made again."""
CLIENTS = 8
FLOOD_S = 3
BARE = [sys.executable, "-c", "pass"]
WALLED = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--", *BARE]
RESULTS = Path("build/bench_cold.json")

Ways = dict[str, Iterator[Callable[[], object]]]
"""Name to what is to be timed, anew in every round."""


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_cold.json."""
    with (
        tempfile.TemporaryDirectory(prefix="cloister-bench-") as name,
        _cloister(Path(name)) as stocked,
    ):
        empty_directory = Path(name, "empty")
        (empty_directory / "sandboxes").mkdir(parents=True)
        # Built once, for both.
        (empty_directory / "sandboxes/layers").symlink_to(Path(name, "sandboxes/layers"))
        with _cloister(empty_directory, "--no-stock") as empty:
            latencies = _take_turns(_ways(stocked, empty))
            rates = {"stock": _rate(stocked), "no stock": _rate(empty)}
    figures = {"ms": latencies, "environments_per_s": rates}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(latencies))
    Console().print({way: f"{rate:.0f} new environments a second" for way, rate in rates.items()})


def _ways(stocked: Server, empty: Server) -> Ways:
    _create_function(stocked)
    _create_function(stocked, "heavy", f"import boto3\n{HANDLER}")
    _create_function(empty)
    firsts = [f"first-{number}" for number in range(ROUNDS)]
    for name in track(firsts, "Functions to be invoked once"):
        _create_function(stocked, name)
    walled = {"bwrap python3 -c pass": itertools.repeat(_running(WALLED))}
    return {
        "prepared": _new_tenants(stocked, itertools.repeat("bench")),
        "prepared, imports boto3": _new_tenants(stocked, itertools.repeat("heavy")),
        "blank": _new_tenants(stocked, iter(firsts)),
        "fork": _new_tenants(empty, itertools.repeat("bench")),
        "python3 -c pass": itertools.repeat(_running(BARE)),
        **(walled if shutil.which("bwrap") else {}),
    }


def _new_tenants(server: Server, functions: Iterator[str]) -> Iterator[Callable[[], object]]:
    connection = _connect(server)
    for number, function in enumerate(functions):
        yield _invoke(connection, server, f"tenant-{number}", function=function)


def _running(command: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True)


def _take_turns(ways: Ways) -> dict[str, dict[str, float]]:
    took_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in track(range(ROUNDS), "New tenants, each way in turn"):
        for name, actions in ways.items():
            time.sleep(PAUSE_S)
            took_ms[name].append(_timed(next(actions)))
    # A function's very first tenant may find nothing prepared.
    return {name: _percentiles(values[1:]) for name, values in took_ms.items()}


def _rate(server: Server) -> float:
    """New tenants answered in a second, asked for by all clients at once."""

    def flood(client: int) -> int:
        connection = _connect(server)
        until = time.monotonic() + FLOOD_S
        for number in itertools.count():
            if time.monotonic() > until:
                return number
            _invoke(connection, server, f"flood-{client}-{number}")()
        return 0

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(flood, range(CLIENTS))) / FLOOD_S


def _table(latencies: dict[str, dict[str, float]]) -> Table:
    baseline = latencies["python3 -c pass"]["p50"]
    table = Table("First answer", "p50", "p99", "p50 to python3 -c pass")
    for name, figures in latencies.items():
        table.add_row(
            name,
            f"{figures['p50']:.2f} ms",
            f"{figures['p99']:.2f} ms",
            f"{figures['p50'] / baseline:.2f}",
        )
    return table


if __name__ == "__main__":
    main()
