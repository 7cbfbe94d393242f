"""A driver that keeps blanks, for tests that want to know what they are given."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.standing_ready import a_stocked_driver, a_stocked_pool
from tests.support import Lab


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stocked_driver(
    driver: NamespaceDriver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[NamespaceDriver]:
    async with a_stocked_driver(driver, tmp_path_factory.mktemp("stocked")) as stocked:
        yield stocked


@pytest_asyncio.fixture(loop_scope="session")
async def lab_of_blanks(stocked_driver: NamespaceDriver, tmp_path: Path) -> AsyncIterator[Lab]:
    """An empty pool whose next environments were blanks."""
    async with a_stocked_pool(stocked_driver, tmp_path) as lab:
        yield lab
