"""One runsc driver for a whole run, and pools over it. Without runsc these tests fail: tools/setup.sh installs it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.oci.driver import OciDriver
from cloister.sandbox.oci.runtimes import find_runsc
from tests.support import RUNTIME, Lab, a_pool, clock


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gvisor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OciDriver]:
    """The real driver over the real runsc."""
    driver = await OciDriver.start(
        tmp_path_factory.mktemp("oci"), runtime=find_runsc(), installation=clock.new_token(6)
    )
    await driver.prepare(RUNTIME)
    yield driver
    await driver.close()


@pytest_asyncio.fixture(loop_scope="session")
async def lab(gvisor: OciDriver, tmp_path: Path) -> AsyncIterator[Lab]:
    """An empty pool over runsc: the tests read as those of the jail do."""
    async with a_pool(gvisor, tmp_path) as lab:
        yield lab
