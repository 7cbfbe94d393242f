"""`python -m tests.performance.bench_egress`: what a network costs a cold start, beside cold starts without one.

Three kinds, interleaved: `none` is a tenant's first invocation without egress, `first` with it, which waits for the
network to be made, and `later` that of the same tenant's second environment. The world is the tests' own.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from cloister.domain.egress import EgressPolicy
from cloister.domain.function import FunctionVersion
from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.egress.world import RESOLVER, a_world
from tests.support import RUNTIME, Lab, a_pool, clock

ROUNDS = 45
HANDLER = "def handler(event, context): ...\n"
BASELINE = "none"


async def main() -> None:
    took_ms: dict[str, list[float]] = {BASELINE: [], "first": [], "later": []}
    with tempfile.TemporaryDirectory() as directory:
        async with _labs(Path(directory)) as (plain, reaching):
            closed, opened = plain.version(HANDLER), reaching.version(HANDLER)
            for tenant in (f"tenant-{number}" for number in range(ROUNDS + 1)):
                took_ms[BASELINE].append(await _timed(plain, closed, tenant))
                took_ms["first"].append(await _timed(reaching, opened, tenant))
                took_ms["later"].append(await _timed_beside(reaching, opened, tenant))
    Console().print(_table({kind: each[1:] for kind, each in took_ms.items()}))


@asynccontextmanager
async def _labs(directory: Path) -> AsyncIterator[tuple[Lab, Lab]]:
    """Pools over one driver, without egress and with it."""
    installation = clock.new_token(6)
    with a_world() as world:
        with world.at_the_host():
            networks = await Networks.start(installation, resolvers=[RESOLVER])
        driver = await NamespaceDriver.start(
            directory / "driver", installation=installation, networks=networks
        )
        await driver.prepare(RUNTIME)
        async with (
            a_pool(driver, directory / "plain") as plain,
            a_pool(driver, directory / "open", egress=EgressPolicy.INTERNET) as reaching,
        ):
            yield plain, reaching
        await driver.close()
        await networks.close()


async def _timed_beside(lab: Lab, version: FunctionVersion, tenant: str) -> float:
    """Of a second environment: the tenant's first one is taken meanwhile."""
    async with lab.lease(version, tenant):
        return await _timed(lab, version, tenant)


async def _timed(lab: Lab, version: FunctionVersion, tenant: str) -> float:
    started = time.perf_counter()
    await lab.run(version, tenant)
    return (time.perf_counter() - started) * 1000


def _table(took_ms: dict[str, list[float]]) -> Table:
    table = Table("cold start", "median ms", "least ms", f"median ÷ {BASELINE}")
    baseline = median(took_ms[BASELINE])
    for kind, each in took_ms.items():
        table.add_row(
            kind, f"{median(each):.1f}", f"{min(each):.1f}", f"{median(each) / baseline:.2f}"
        )
    return table


if __name__ == "__main__":
    asyncio.run(main())
