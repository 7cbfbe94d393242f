"""T3: sandboxes of two servers on one machine that had the same uids would share the quotas that go by uid."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.probes_neighbours import WHO, of_one_function, without_a_jail
from tests.jail.attacks.test_quota_pipes import SOURCE
from tests.support import RUNTIME, Lab, a_pool, clock

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's servers share its own uids"),
]


@asynccontextmanager
async def an_installation(directory: Path) -> AsyncIterator[Lab]:
    """One with a spawner of its own, whose first sandbox gets the first of its uids."""
    driver = await NamespaceDriver.start(directory, installation=clock.new_token(6))
    try:
        async with a_pool(driver, directory) as lab:
            yield lab
    finally:
        await driver.close()


async def test_a_tenant_of_another_installation_takes_no_room_in_pipes(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    await driver.prepare(RUNTIME)
    layers = driver.directory / "layers"
    for name in WHO:
        (tmp_path / name).mkdir()
        (tmp_path / name / "layers").symlink_to(layers)

    async with (
        an_installation(tmp_path / "attacker") as attacker,
        an_installation(tmp_path / "victim") as victim,
    ):
        exhausted = await of_one_function(attacker, SOURCE).does("attacker", "exhaust")
        got = await of_one_function(victim, SOURCE).does("victim", "need")

    assert exhausted == "EPERM"
    assert got == 64 * 1024


async def test_with_the_uid_of_the_other_it_does() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "exhaust")

        assert await processes.does("victim", "need") == 8 * 1024
