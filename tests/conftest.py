"""Fixtures of all tests: one driver for a whole run, since a template is meant to be forked many times."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import Lab, a_pool, clock


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def driver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[NamespaceDriver]:
    """The real driver. Tests that use it run in the session's event loop."""
    directory = tmp_path_factory.mktemp("driver")
    driver = await NamespaceDriver.start(directory, installation=clock.new_token(6))
    yield driver
    await driver.close()


@pytest_asyncio.fixture(loop_scope="session")
async def lab(driver: NamespaceDriver, tmp_path: Path) -> AsyncIterator[Lab]:
    """An empty pool over the real driver."""
    async with a_pool(driver, tmp_path) as lab:
        yield lab
