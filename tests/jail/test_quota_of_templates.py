"""T3: the kernel counts waiting signals for the uid that made a user namespace as well: the template's, for all."""

import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.privileges import SIGNALS_PENDING_LEAST
from tests.jail.attacks.probes_neighbours import of_one_function
from tests.support import RUNTIME, Lab, a_pool, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_FEW_FOR_TWO = SIGNALS_PENDING_LEAST * 3 // 2
SOURCE = """
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])

def queue(count):
    return [answer(call, "sigqueue", os.getpid(), signal.SIGRTMIN, 0) for _ in range(count)][-1]

def most():
    return resource.getrlimit(resource.RLIMIT_SIGPENDING)[1]
"""


@asynccontextmanager
async def an_installation(driver: NamespaceDriver, directory: Path) -> AsyncIterator[Lab]:
    """One whose server was started with a low soft limit of signals that wait."""
    await driver.prepare(RUNTIME)
    (directory / "layers").symlink_to(driver.directory / "layers")
    soft, hard = resource.getrlimit(resource.RLIMIT_SIGPENDING)
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (TOO_FEW_FOR_TWO, hard))
    try:
        poor = await NamespaceDriver.start(directory, installation=clock.new_token(6))
    finally:
        resource.setrlimit(resource.RLIMIT_SIGPENDING, (soft, hard))
    try:
        async with a_pool(poor, directory) as lab:
            yield lab
    finally:
        await poor.close()


async def test_a_neighbour_who_queues_all_its_signals_leaves_others_theirs(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    async with an_installation(driver, tmp_path) as lab:
        tenants = of_one_function(lab, SOURCE)
        most = await tenants.does("attacker", "most")

        assert await tenants.does("attacker", "queue", count=most + 1) == "EAGAIN"
        assert await tenants.does("victim", "queue", count=most) == "OK"


async def test_with_a_hard_limit_on_all_together_it_does_not(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    async with an_installation(driver, tmp_path) as lab:
        limited = (TOO_FEW_FOR_TWO, TOO_FEW_FOR_TWO)
        resource.prlimit(_spawner_of(lab), resource.RLIMIT_SIGPENDING, limited)
        tenants = of_one_function(lab, SOURCE)
        most = await tenants.does("attacker", "most")
        await tenants.does("attacker", "queue", count=most)

        assert await tenants.does("victim", "queue", count=most) == "EAGAIN"


def _spawner_of(lab: Lab) -> int:
    driver = lab.pool._driver
    assert isinstance(driver, NamespaceDriver)
    return driver._spawner.process.pid
