"""Attacks on what a blank is given only when it is taken are made in one that was a blank as well."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.standing_ready import a_stocked_pool
from tests.support import Lab, a_pool

FRESH, BLANK = "fresh", "blank"
ON_BLANKS_TOO = frozenset(
    {
        "test_channel_closed",
        "test_channel_descriptors",
        "test_channel_frames",
        "test_channel_network",
        "test_control_groups",
        "test_fork_bomb",
        "test_host_paths",
        "test_initial_environ",
        "test_leaked_descriptors",
        "test_memory_bomb",
        "test_memory_of_files",
        "test_memory_search",
        "test_mounts",
        "test_other_namespaces",
        "test_process_1_through_proc",
        "test_quota_processes",
        "test_randomness",
        "test_runtime_taken_over",
        "test_shadowed_modules",
        "test_signals_to_the_host",
        "test_spinning",
        "test_tmp_full",
        "test_tmp_size",
        "test_writing_the_image",
    }
)
"""Modules about mounts, descriptors, bounds, the runtime process and what it has inherited."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    module = metafunc.module.__name__.rpartition(".")[2]
    if "lab" in metafunc.fixturenames and module in ON_BLANKS_TOO:
        metafunc.parametrize("lab", [FRESH, BLANK], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def lab(
    request: pytest.FixtureRequest,
    driver: NamespaceDriver,
    stocked_driver: NamespaceDriver,
    tmp_path: Path,
) -> AsyncIterator[Lab]:
    """An empty pool, of fresh sandboxes or of such that were blanks."""
    is_fresh = getattr(request, "param", FRESH) == FRESH
    pool = a_pool(driver, tmp_path) if is_fresh else a_stocked_pool(stocked_driver, tmp_path)
    async with pool as lab:
        yield lab
