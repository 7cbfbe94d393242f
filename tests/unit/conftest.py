"""A server without sandboxes, and the folder that it keeps its packages and its database in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.example_functions import Disk, Server


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
async def server(disk: Disk) -> AsyncIterator[Server]:
    async with disk.server() as server:
        yield server
