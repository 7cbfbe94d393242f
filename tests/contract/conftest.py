"""A metadata database on this machine's disk: the store's contracts are kept by real SQLite, not by a stand-in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloister.store.database import Database


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "metadata.db"


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    async with Database(database_path) as database:
        yield database
