"""`python -m tests.performance.density`: thousands of tenants at rest, each having answered once, and what they cost.

Memory is what the machine has less of (MemAvailable), so page tables, kernel stacks and namespaces count as well. It is
looked at once more when all have rested for so long that they give back no more (docs/adr/0031-what-a-fork-costs.md).
The warm figure is one known tenant's, asked between the others' coming. Then 10,000 tenants come in a random order
where 2,500 environments are allowed: nothing fails, and memory stays where it is.
"""

import argparse
import asyncio
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from cloister.bench.command import MEMORY_MB_DEFAULT
from cloister.bench.connection import Connection
from cloister.bench.target import Chosen, Target, own_runtime, target
from cloister.domain.clock import SystemClock
from tests.e2e.lambda_client import ROLE
from tests.e2e.leftovers import alive, family, leftovers
from tests.e2e.server import Server, eventually, running
from tests.performance.memory import available_mb
from tests.performance.plots import Line, Panel, plot

FUNCTIONS_CAP = 2500
"""Environments of one function: 2.5 for each of the account's thousand."""
TENANTS = 5000
STEPS = 10
WARM_CALLS = 400
CROWD = 10_000
CROWD_S = 600
CONNECTIONS = 4
GOING_PATIENCE_S = 30
REST_LOOK_S = 20
"""Between looks at what those at rest have given back."""
REST_ENOUGH_MB_A_TENANT = 0.01
"""Given back from one look to the next: so little is no more."""
REST_S_MAX = 600
RESULTS = Path("build/density.json")
PLOT = Path("build/density.png")


@dataclass(frozen=True, slots=True)
class Step:
    """So many tenants are at rest."""

    tenants: int
    rested_s: float
    """Since the last of them came."""
    available_mb: float
    """Of the whole machine: its other users count as well, so it should have none."""
    warm_p50_ms: float
    processes: int


@dataclass(frozen=True, slots=True)
class Sample:
    """While the crowd comes."""

    at_s: float
    available_mb: float
    calls: int


def main() -> None:
    """Measure, plot, and keep the figures in build/density.json; status 1 if anything was left.

    Raises at the first wrong answer.
    """
    chosen = _arguments()
    with tempfile.TemporaryDirectory(prefix="cloister-density-") as name:
        directory = Path(name, "data")
        with running(directory) as server:
            steps, samples = asyncio.run(_measure(server, chosen))
            _keep(steps, samples)
            family_of_all = server.family()
            server.signal(signal.SIGTERM)
            # The last of ten thousand processes are on their way out still when their groups are gone.
            eventually(lambda: not alive(family_of_all), within_s=GOING_PATIENCE_S)
        left = leftovers(directory)
    _tell(steps, samples, left)
    sys.exit(1 if left else 0)


def _keep(steps: list[Step], samples: list[Sample]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    told = {
        "steps": [asdict(each) for each in steps],
        "crowd": [asdict(each) for each in samples],
    }
    RESULTS.write_text(json.dumps(told, indent=2))
    _plot(steps, samples)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=TENANTS)
    parser.add_argument("--crowd-seconds", type=float, default=CROWD_S)
    return parser.parse_args()


async def _measure(server: Server, chosen: argparse.Namespace) -> tuple[list[Step], list[Sample]]:
    with _functions(server, -(-chosen.tenants // FUNCTIONS_CAP)) as functions, Progress() as bar:
        steps = []
        filling = bar.add_task("Tenants come to rest", total=chosen.tenants)
        await _ask([(functions[0], "warm")] * WARM_CALLS, functions)
        steps.append(await _step(server, functions, tenants=0))
        for number in range(STEPS):
            first = chosen.tenants * number // STEPS
            beyond = chosen.tenants * (number + 1) // STEPS
            calls = [
                (functions[each % len(functions)], f"t{each}") for each in range(first, beyond)
            ]
            await _ask(calls, functions)
            steps.append(await _step(server, functions, tenants=beyond))
            bar.update(filling, completed=beyond)
        resting = bar.add_task("They give back memory", total=None)
        rested_s = await _rest(chosen.tenants)
        steps.append(await _step(server, functions, tenants=chosen.tenants, rested_s=rested_s))
        bar.update(resting, total=rested_s, completed=rested_s)
        crowding = bar.add_task("A crowd passes", total=chosen.crowd_seconds)
        samples = await _crowd(
            functions[0],
            seconds=chosen.crowd_seconds,
            tell=lambda passed: bar.update(crowding, completed=passed),
        )
    return steps, samples


async def _rest(tenants: int) -> float:
    """Until they give back no more. How long that took, in seconds."""
    began, before_mb = time.monotonic(), available_mb()
    while (rested_s := time.monotonic() - began) < REST_S_MAX:
        await asyncio.sleep(REST_LOOK_S)
        now_mb = available_mb()
        if now_mb - before_mb < REST_ENOUGH_MB_A_TENANT * tenants:
            break
        before_mb = now_mb
    return rested_s


async def _step(
    server: Server, functions: list[Target], *, tenants: int, rested_s: float = 0
) -> Step:
    at_rest_mb = available_mb()
    warm = await _ask([(functions[0], "warm")] * WARM_CALLS, functions, connections=1)
    return Step(
        tenants=tenants,
        rested_s=rested_s,
        available_mb=at_rest_mb,
        warm_p50_ms=statistics.median(warm),
        processes=len(family(server.pid)),
    )


async def _crowd(function: Target, *, seconds: float, tell: Any) -> list[Sample]:  # Any: a callable
    chance, began = random.Random(0), time.monotonic()
    samples, calls = [Sample(0, available_mb(), 0)], 0
    while (passed := time.monotonic() - began) < seconds:
        some = [(function, f"crowd-{chance.randrange(CROWD)}") for _ in range(200)]
        calls += len(await _ask(some, [function]))
        samples.append(Sample(passed, available_mb(), calls))
        tell(passed)
    return samples


async def _ask(
    calls: list[tuple[Target, str]], functions: list[Target], *, connections: int = CONNECTIONS
) -> list[float]:
    """How long each waited. Raises NotMeasurable for a wrong answer, RuntimeError for a throttle."""
    waiting, waited = iter(calls), list[float]()
    opened = [await Connection.open(functions[0]) for _ in range(connections)]

    async def one_after_another(connection: Connection) -> None:
        for function, tenant in waiting:
            answered = await connection.call(function.request(tenant), tenant)
            if answered.is_throttled:
                raise RuntimeError(f"{tenant} was throttled")
            waited.append(answered.took_ms)

    try:
        async with asyncio.TaskGroup() as tasks:
            for connection in opened:
                tasks.create_task(one_after_another(connection))
    finally:
        for connection in opened:
            connection.close()
    return waited


@contextmanager
def _functions(server: Server, count: int) -> Iterator[list[Target]]:
    """Functions that differ in nothing, for more tenants than one may have."""
    chosen = Chosen(
        endpoint=None,
        profile=None,
        region=None,
        role=ROLE,
        runtime=own_runtime(),
        memory_mb=MEMORY_MB_DEFAULT,
    )
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in server.environ.items():
            patch.setenv(name, value)
        yield [stack.enter_context(target(chosen, SystemClock())) for _ in range(count)]


def _plot(steps: list[Step], samples: list[Sample]) -> None:
    tenants = [each.tenants for each in steps]
    taken = [steps[0].available_mb - each.available_mb for each in steps]
    at = [each.at_s for each in samples]
    plot(
        PLOT,
        title="Tenants at rest, and a crowd that passes",
        panels=[
            Panel("MB", "tenants at rest", [Line("memory taken", tenants, taken)]),
            Panel(
                "ms",
                "tenants at rest",
                [Line("known tenant, p50", tenants, [each.warm_p50_ms for each in steps])],
            ),
            Panel(
                "MB available",
                "seconds of the crowd",
                [
                    Line(
                        f"{CROWD:,} tenants at random, {FUNCTIONS_CAP:,} environments allowed",
                        at,
                        [each.available_mb for each in samples],
                    )
                ],
            ),
        ],
    )


def _tell(steps: list[Step], samples: list[Sample], left: list[str]) -> None:
    console, first, last = Console(), steps[0], steps[-1]
    table = Table(
        "Tenants at rest", "For", "Memory taken", "Of each", "Known tenant, p50", "Processes"
    )
    for step in steps:
        taken = first.available_mb - step.available_mb
        each = f"{taken / step.tenants:.2f} MB" if step.tenants else ""
        table.add_row(
            f"{step.tenants:,}",
            f"{step.rested_s:.0f} s",
            f"{taken:,.0f} MB",
            each,
            f"{step.warm_p50_ms:.2f} ms",
            f"{step.processes:,}",
        )
    console.print(table)
    console.print(f"Warm against none at rest: {last.warm_p50_ms / first.warm_p50_ms:.2f}")
    half = samples[len(samples) // 2]
    console.print(
        f"The crowd: {samples[-1].calls:,} calls in {samples[-1].at_s:.0f} s, none failed; available memory "
        f"{half.available_mb:,.0f} MB after half of it, {samples[-1].available_mb:,.0f} MB at its end. Plot: {PLOT}"
    )
    console.print("\n".join(left) if left else "Nothing was left behind.")


if __name__ == "__main__":
    main()
