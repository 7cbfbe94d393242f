"""What keeping logs costs a warm invocation: the same function with a journal and without, in turns, as a ratio.

Run it as root: `python -m tests.performance.bench_logs`. The function prints one line; the target is under 10 %.
A busy machine makes a single run mean little.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from cloister.domain.ids import TenantId
from cloister.pool.pool import Pool
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.telemetry.journal import Journal, OpensLog, unkept
from tests.support import a_dispatcher, a_version, an_invocation, clock

ROUNDS = 15
INVOCATIONS = 600
SOURCE = "def handler(event, context):\n    print('one line')\n"
TENANT = TenantId("tenant-A")


async def main() -> None:
    """Print the microseconds of an invocation with and without, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        await asyncio.to_thread(directory.chmod, 0o755)
        driver = await NamespaceDriver.start(directory / "driver", installation=clock.new_token(6))
        try:
            async with Journal(directory / "logs.db", clock) as journal:
                await compare(driver, directory, journal)
        finally:
            await driver.close()


async def compare(driver: NamespaceDriver, directory: Path, journal: Journal) -> None:
    with_us, without_us = [], []
    for _ in range(ROUNDS):
        without_us.append(await one_round(driver, directory, unkept))
        with_us.append(await one_round(driver, directory, journal.open))
    ratio = statistics.median(a / b for a, b in zip(with_us, without_us, strict=True))
    sys.stdout.write(
        f"without logs {statistics.median(without_us):.0f} us, with {statistics.median(with_us):.0f} us, "
        f"ratio {ratio:.3f} (median of {ROUNDS} pairs)\n"
    )


async def one_round(driver: NamespaceDriver, directory: Path, opens_log: OpensLog) -> float:
    """Microseconds of an invocation, on average over a round."""
    async with Pool(
        driver=driver,
        code_tree=lambda digest: directory / "code" / digest,
        clock=clock,
        keeps_stock=False,
        opens_log=opens_log,
    ) as pool:
        version = a_version(SOURCE, directory / "code")
        dispatcher = a_dispatcher(pool)
        for _ in range(50):
            async with dispatcher.dispatch(an_invocation(version, TENANT)):
                pass
        started = time.perf_counter()
        for _ in range(INVOCATIONS):
            async with dispatcher.dispatch(an_invocation(version, TENANT)):
                pass
        return (time.perf_counter() - started) / INVOCATIONS * 1e6


if __name__ == "__main__":
    asyncio.run(main())
