"""`python -m tests.performance.bench_cold`: each way in which a tenant that was never seen gets its first answer.

Over HTTP, signed before the clock starts, from the first byte sent to the last one received. The ways take turns in
every round, so that whatever else the machine does falls on all of them:

- `prepared`: the function has served others; an environment that has run init stands ready.
- `prepared, imports boto3`: the same, of a function whose init takes long.
- `blank`: the first invocation of its function; a sandbox without a function stands ready.
- `fork`: nothing stands ready (`--no-stock`).

Each comes after a rest of the machine, which then has to wake up and to find its memory again. What that alone takes
is told by a known tenant and by a bare HTTP echo, which rest as long. Beside them a bare `python3 -c pass`, one that
imports boto3, and one behind bubblewrap's walls where that is installed.

Then `prepared, in a row`: after such a rest as many new tenants as environments were held ready, each when the one
before has its answer. What they take is made again meanwhile, as always. Then as many new tenants, and as many bare
interpreters, as eight clients can ask for in some seconds.
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
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.performance.target import (
    EVENT,
    FUNCTION,
    HANDLER,
    Target,
    await_ready,
    cloister_up,
    connect,
    connected,
    create_function,
    create_ready,
    echo_server,
    invocation,
    percentiles,
    timed,
)

PREPARED, HEAVY, BLANK, FORK = "prepared", "prepared, imports boto3", "blank", "fork"
IN_A_ROW = "prepared, in a row"
KNOWN_AFTER_REST, ECHO_AFTER_REST = "known tenant, rested", "bare HTTP echo, rested"
BARE, BARE_HEAVY = "python3 -c pass", "python3 -c 'import boto3'"
WALLED = "bwrap python3 -c pass"
ROUNDS = 60
PAUSE_S = 0.1
"""Between two measurements: what was taken of the stock is made again."""
HELD_READY = 40
ROWS = 6
CLIENTS = 8
FLOOD_S = 3
INTERPRETER = [sys.executable, "-c", "pass"]
IN_WALLS = ["bwrap", "--unshare-all", *("--ro-bind", "/", "/"), "--proc", "/proc", "--"]
RESULTS = Path("build/bench_cold.json")

Ways = dict[str, Iterator[Callable[[], object]]]
"""Name to what is to be timed, anew in every round."""


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_cold.json."""
    with two_servers() as (stocked, empty), echo_server() as echo:
        ways = {**main_ways(stocked, empty, echo), **_more_ways(stocked)}
        waited = take_turns(ways, ROUNDS, told="New tenants, each way in turn")
        waited[IN_A_ROW] = in_a_row(stocked, create_ready(stocked, "row", HELD_READY))
        rates = {"stock": flood(stocked), "no stock": flood(empty), BARE: flood_of_interpreters()}
    latencies = {name: percentiles(values) for name, values in waited.items()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"ms": latencies, "environments_per_s": rates}, indent=2))
    Console().print(_table(latencies))
    Console().print({way: f"{rate:.0f} a second" for way, rate in rates.items()})


@contextmanager
def two_servers() -> Iterator[tuple[Target, Target]]:
    """One with stock and one without, each with the function; the first one's imports boto3 under the name `heavy`."""
    with (
        tempfile.TemporaryDirectory(prefix="cloister-bench-") as name,
        cloister_up(Path(name)) as stocked,
    ):
        empty_directory = Path(name, "empty")
        (empty_directory / "sandboxes").mkdir(parents=True)
        # Built once, for both.
        (empty_directory / "sandboxes/layers").symlink_to(Path(name, "sandboxes/layers"))
        with cloister_up(empty_directory, "--no-stock") as empty:
            create_function(stocked)
            create_function(stocked, "heavy", f"import boto3\n{HANDLER}")
            create_function(empty)
            yield stocked, empty


def main_ways(stocked: Target, empty: Target, echo: str) -> Ways:
    """What every new tenant of a known function has, with its baselines."""
    return {
        PREPARED: _new_tenants(stocked, itertools.repeat(FUNCTION)),
        HEAVY: _new_tenants(stocked, itertools.repeat("heavy")),
        FORK: _new_tenants(empty, itertools.repeat(FUNCTION)),
        KNOWN_AFTER_REST: _one_tenant(stocked),
        ECHO_AFTER_REST: itertools.repeat(_echoed(echo)),
        BARE: itertools.repeat(_running(INTERPRETER)),
        BARE_HEAVY: itertools.repeat(_running([sys.executable, "-c", "import boto3"])),
    }


def take_turns(ways: Ways, rounds: int, *, told: str) -> dict[str, list[float]]:
    """What each way took in each round but the first, in milliseconds."""
    took_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in track(range(rounds), told):
        for name, actions in ways.items():
            time.sleep(PAUSE_S)
            took_ms[name].append(timed(next(actions)))
    # A function's very first tenant may find nothing prepared.
    return {name: values[1:] for name, values in took_ms.items()}


def in_a_row(target: Target, function: str, *, name: str = "row") -> list[float]:
    """What new tenants waited of whom each found an environment ready, in milliseconds. Their names begin with this
    one; the function is of `create_ready`.
    """
    connection = connect(target)
    took_ms: list[float] = []
    for row in range(ROWS):
        tenants = [f"{name}-{row}-{number}" for number in range(HELD_READY)]
        # Signed before the rest.
        calls = [invocation(connection, target, tenant, function=function) for tenant in tenants]
        await_ready(target, function)
        time.sleep(PAUSE_S)
        took_ms += map(timed, calls)
    return took_ms


def flood(target: Target, *, name: str = "flood") -> float:
    """New tenants answered in a second, asked for by all clients at once. Their names begin with this one."""

    def invocations(client: int) -> Iterator[Callable[[], object]]:
        connection = connect(target)
        tenants = (f"{name}-{client}-{number}" for number in itertools.count())
        return (invocation(connection, target, tenant) for tenant in tenants)

    return _rate(invocations)


def flood_of_interpreters() -> float:
    """Bare interpreters that came and went in a second, as many at once as there are clients."""
    return _rate(lambda _: itertools.repeat(_running(INTERPRETER)))


def _rate(actions: Callable[[int], Iterator[Callable[[], object]]]) -> float:
    def act(client: int) -> int:
        until = time.monotonic() + FLOOD_S
        done = 0
        for action in actions(client):
            if time.monotonic() > until:
                break
            action()
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(act, range(CLIENTS))) / FLOOD_S


def _more_ways(stocked: Target) -> Ways:
    firsts = [f"first-{number}" for number in range(ROUNDS)]
    for name in track(firsts, "Functions to be invoked once"):
        create_function(stocked, name)
    walled = {WALLED: itertools.repeat(_running([*IN_WALLS, *INTERPRETER]))}
    return {
        BLANK: _new_tenants(stocked, iter(firsts)),
        **(walled if shutil.which("bwrap") else {}),
    }


def _new_tenants(target: Target, functions: Iterator[str]) -> Iterator[Callable[[], object]]:
    connection = connect(target)
    for number, function in enumerate(functions):
        yield invocation(connection, target, f"tenant-{number}", function=function)


def _one_tenant(target: Target) -> Iterator[Callable[[], object]]:
    connection = connect(target)
    while True:
        yield invocation(connection, target, "known")


def _echoed(endpoint: str) -> Callable[[], object]:
    connection = connected(endpoint)

    def send() -> None:
        connection.request("POST", "/", EVENT)
        connection.getresponse().read()

    return send


def _running(command: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True)


def _table(latencies: dict[str, dict[str, float]]) -> Table:
    baseline = latencies[BARE]["p50_ms"]
    table = Table("First answer", "p50", "p99", f"p50 to {BARE}")
    for name, figures in latencies.items():
        table.add_row(
            name,
            f"{figures['p50_ms']:.2f} ms",
            f"{figures['p99_ms']:.2f} ms",
            f"{figures['p50_ms'] / baseline:.2f}",
        )
    return table


if __name__ == "__main__":
    main()
