"""`make bench`: what tenants wait for and take, in one table beside what it is to be and a baseline of the same run.

Some hundred tenants come to rest. Then three runs: new tenants come as in bench_cold.py, each way in turn with its
baseline, known ones as in bench_load.py. Of new tenants the table has the percentiles of all calls together, since a
run has too few for a 99th; of everything else the medians of the runs. What takes longer is told as `make density`
found it last. All figures are in build/bench.json, and distributions in build/bench.png.
"""

import itertools
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from tests.performance import bench_cold as cold
from tests.performance import density
from tests.performance.bench_load import Load, load, load_echo
from tests.performance.bench_table import ECHO, FLOOD, FLOOD_OF_BARE, KNOWN, Figures, Rest, table
from tests.performance.memory import available_mb, family_pss_mb
from tests.performance.plots import Line, Panel, plot
from tests.performance.target import (
    Target,
    connect,
    create_ready,
    echo_server,
    invocation,
    percentiles,
)

RUNS: Final = 3
ROUNDS: Final = 110
"""So that three calls of each way are slower than its 99th percentile."""
CONNECTIONS: Final = (1, 16)
AT_REST: Final = 400
RESTING_STEPS: Final = 8
LINE_WIDTH: Final = 150
RESULTS: Final = Path("build/bench.json")
PLOT: Final = Path("build/bench.png")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    waited_ms: dict[str, list[float]]
    """Of new tenants and their baselines, each call."""
    percentiles_ms: dict[str, list[float]]
    """Of known tenants and the echo, the first to the 99th."""
    figures: dict[str, Figures]
    """Of all but new tenants."""


@dataclass(frozen=True, slots=True)
class Memory:
    """With so many tenants at rest."""

    tenants: int
    less_available_mb: float
    """Of the whole machine, since there were none."""
    family_pss_mb: float


def main() -> None:
    """Measure, print the table, and keep figures and plot in build/."""
    began = time.monotonic()
    with cold.two_servers() as (stocked, empty), echo_server() as echo:
        memory = _come_to_rest(stocked)
        ways = cold.main_ways(stocked, empty, echo)
        ready = create_ready(stocked, "row", cold.HELD_READY)
        runs = [_run(each, stocked, echo, ways=ways, ready=ready) for each in range(1, RUNS + 1)]
    figures = {**_of_all_calls(runs), **_medians(runs)}
    rest = _of_density()
    RESULTS.parent.mkdir(exist_ok=True)
    told: dict[str, object] = {
        "figures": figures,
        "runs": [asdict(run) for run in runs],
        "at_rest": [asdict(each) for each in memory],
        "density": rest and asdict(rest),
    }
    RESULTS.write_text(json.dumps(told, indent=2))
    _plot(runs, memory)
    # Where there is no terminal, rich takes it for a narrow one.
    console = Console() if sys.stdout.isatty() else Console(width=LINE_WIDTH)
    console.print(table(figures, rest))
    console.print(f"{time.monotonic() - began:.0f} s. Figures: {RESULTS}. Plot: {PLOT}")


def _run(number: int, stocked: Target, echo: str, *, ways: cold.Ways, ready: str) -> Measured:
    """`ready` is the function that new tenants come to in a row."""
    waited = cold.take_turns(ways, ROUNDS, told=f"Run {number} of {RUNS}: new tenants")
    waited[cold.IN_A_ROW] = cold.in_a_row(stocked, ready, name=f"row-{number}")
    loads = {}
    for connections in track(CONNECTIONS, f"Run {number} of {RUNS}: known tenants"):
        loads[KNOWN.format(connections)] = _settled(stocked, connections)
        loads[ECHO.format(connections)] = load_echo(echo, connections)
    rates = {
        FLOOD: {"rate": cold.flood(stocked, name=f"flood-{number}")},
        FLOOD_OF_BARE: {"rate": cold.flood_of_interpreters()},
    }
    return Measured(
        waited_ms=waited,
        percentiles_ms={name: each.percentiles_ms for name, each in loads.items()},
        figures={
            **{name: each.figures for name, each in loads.items()},
            **rates,
        },
    )


def _of_all_calls(runs: Sequence[Measured]) -> dict[str, Figures]:
    return {
        name: percentiles([waited for run in runs for waited in run.waited_ms[name]])
        for name in runs[0].waited_ms
    }


def _medians(runs: Sequence[Measured]) -> dict[str, Figures]:
    return {
        name: {what: statistics.median(run.figures[name][what] for run in runs) for what in each}
        for name, each in runs[0].figures.items()
    }


def _settled(target: Target, connections: int) -> Load:
    """A load of tenants that are known: their first invocations are not in the figures."""
    connection = connect(target)
    for number in range(connections):
        invocation(connection, target, f"tenant-{number}")()
    return load(target, connections)


def _come_to_rest(target: Target) -> list[Memory]:
    connection = connect(target)
    invocation(connection, target, "first")()
    before, tenants = available_mb(), (f"rest-{number}" for number in itertools.count())
    taken = [Memory(0, 0, family_pss_mb(target.pid))]
    for step in track(range(1, RESTING_STEPS + 1), "Tenants come to rest"):
        for tenant in itertools.islice(tenants, AT_REST // RESTING_STEPS):
            invocation(connection, target, tenant)()
        at_rest, less_mb = step * AT_REST // RESTING_STEPS, before - available_mb()
        taken.append(Memory(at_rest, less_mb, family_pss_mb(target.pid)))
    return taken


def _of_density() -> Rest | None:
    """What `make density` found last on this checkout."""
    if not density.RESULTS.exists():
        return None
    found = json.loads(density.RESULTS.read_text())
    first, last = found["steps"][0], found["steps"][-1]
    crowd = found["crowd"]
    half, end = crowd[len(crowd) // 2], crowd[-1]
    return Rest(
        tenants=last["tenants"],
        mb_each=(first["available_mb"] - last["available_mb"]) / last["tenants"],
        warm_ratio=last["warm_p50_ms"] / first["warm_p50_ms"],
        calls_of_crowd=end["calls"],
        crowd_s=end["at_s"],
        crowd_took_mb=half["available_mb"] - end["available_mb"],
    )


def _plot(runs: Sequence[Measured], memory: Sequence[Memory]) -> None:
    new = {
        name: sorted(itertools.chain(*(run.waited_ms[name] for run in runs)))
        for name in runs[0].waited_ms
    }
    known = {
        name: sorted(itertools.chain(*(run.percentiles_ms[name] for run in runs)))
        for name in runs[0].percentiles_ms
    }
    tenants = [each.tenants for each in memory]
    resting = [
        Line("the machine has less", tenants, [each.less_available_mb for each in memory]),
        Line("all processes (PSS)", tenants, [each.family_pss_mb for each in memory]),
    ]
    panels = [
        Panel(
            "% of calls", across, [_distribution(*each) for each in it.items()], is_logarithmic=True
        )
        for across, it in (("new tenant waits, ms", new), ("known tenant waits, ms", known))
    ]
    panels.append(Panel("MB", "tenants at rest", resting))
    plot(PLOT, title="What tenants wait for and take", panels=panels)


def _distribution(name: str, waited_ms: Sequence[float]) -> Line:
    """Which part of the calls was answered within a time."""
    return Line(name, waited_ms, [100 * (at + 1) / len(waited_ms) for at in range(len(waited_ms))])


if __name__ == "__main__":
    main()
