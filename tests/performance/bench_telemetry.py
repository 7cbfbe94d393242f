"""`python -m tests.performance.bench_telemetry`: what telemetry costs warm invocations that print a line each.

The same load by turns against a server as it is, one that keeps no logs, one that does not count, and one that does
neither: medians of the ratios of rounds that followed each other. Server and client share the machine's cores, and on
a machine that does other things beside, the host's CPU time for an invocation says more than throughput.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from cloister import cli
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import TenantId
from cloister.domain.invocation import Invocation
from cloister.telemetry.journal import EnvironmentLog, Journal, unkept
from cloister.telemetry.tally import Tally
from tests.e2e.leftovers import log_writers
from tests.e2e.server import Server
from tests.performance.signed_load import Load, loading

HANDLER = "def handler(event, context):\n    print('one line')\n    return 1\n"
TENANTS = 50
ROUNDS = 40
ROUND_S = 1.5
"""Short, for what else the machine does to be alike for those that are compared; metrics are written in each fourth."""
LOGS, METER = "logs", "meter"
WITHOUT = {
    "all of it": (),
    "no logs": (LOGS,),
    "no meter": (METER,),
    "neither": (LOGS, METER),
}
"""The servers that are compared, by what each is served without."""


def main() -> None:
    """Measure, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory, ExitStack() as stack:
        loads = {
            name: stack.enter_context(_loading(Path(directory, f"without-{number}"), parts))
            for number, (name, parts) in enumerate(WITHOUT.items())
        }
        for load in loads.values():
            load.run(count=TENANTS * 4)
        rounds = []
        for number in range(ROUNDS):
            # Each takes each place as often: what else the machine does comes and goes.
            turns = list(loads.items())
            first = number % len(turns)
            rounds.append({name: _round(load) for name, load in turns[first:] + turns[:first]})
        Console(width=140).print(_table(rounds))


def _loading(directory: Path, parts: tuple[str, ...]) -> AbstractContextManager[Load]:
    class Lesser(Server):
        program = (sys.executable, "-m", "tests.performance.bench_telemetry", ",".join(parts))

    return loading(Lesser(directory), HANDLER, tenants=TENANTS)


def _round(load: Load) -> tuple[float, float]:
    """Invocations a second, and microseconds of the host's CPU for each."""
    cpu_before = _cpu_s(load.server.pid)
    began = time.monotonic()
    count = len(load.run(until=began + ROUND_S))
    took_s = time.monotonic() - began
    return count / took_s, (_cpu_s(load.server.pid) - cpu_before) / count * 1e6


def _table(rounds: list[dict[str, tuple[float, float]]]) -> Table:
    table = Table("served with", "invocations/s", "to neither", "host's CPU, µs each", "to neither")
    for name in WITHOUT:
        cells = []
        for figure in (0, 1):
            own = [each[name][figure] for each in rounds]
            ratios = [each[name][figure] / each["neither"][figure] for each in rounds]
            cells += [f"{statistics.median(own):.0f}", f"{statistics.median(ratios):.3f}"]
        table.add_row(name, *cells)
    return table


def _cpu_s(pid: int) -> float:
    """Of the server's own process, which writes usage, and of the one that writes its logs."""
    return sum(_ticks(each) for each in (pid, *log_writers(pid))) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


# -- A server without ----------------------------------------------------------------------------------


class _Nothing:
    """Takes every count, and keeps none."""

    def ended(self) -> None:
        """It has not been running."""

    def environment_created(self) -> None:
        """Not kept."""

    def provisioned(self) -> None:
        """Not kept."""

    def spilled_over(self) -> None:
        """Not kept."""

    def ran(self, _: object, __: object) -> None:
        """Not kept."""


def _serve_without(parts: list[str]) -> None:
    nothing = _Nothing()

    def began(_: Tally, __: Invocation) -> _Nothing:
        return nothing

    def opened(
        _: Journal, version: FunctionVersion, stream: str, tenant: TenantId | None
    ) -> EnvironmentLog:
        return unkept(version, stream, tenant)

    if METER in parts:
        Tally.began = began  # type: ignore[method-assign, assignment] # what is measured is what this leaves out
    if LOGS in parts:
        Journal.open = opened  # type: ignore[method-assign, assignment] # as above
    cli.main(sys.argv[2:])


if __name__ == "__main__":
    if sys.argv[1:]:
        _serve_without(sys.argv[1].split(","))
    else:
        main()
