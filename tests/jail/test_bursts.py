"""A spawner that has no time for a burst of orders loses none of them, and nobody takes it for gone."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.orders import Kill
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

BURST = 2_000
"""As many environments end when a function of as many tenants gets new code."""


@contextmanager
def no_time(driver: NamespaceDriver) -> Iterator[None]:
    """The spawner reads nothing in the block."""
    os.kill(driver._spawner.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(driver._spawner.process.pid, signal.SIGCONT)


COUNTER = """
    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        return calls
"""


async def test_orders_that_the_spawner_has_no_time_for_wait_and_every_sandbox_lives_on(
    lab: Lab, driver: NamespaceDriver
) -> None:
    version = lab.version(COUNTER)
    await lab.run(version, "tenant-A")

    with no_time(driver):
        for number in range(BURST):
            driver.order(Kill(f"nobody-{number}"))
    known = await lab.run(version, "tenant-A")
    new = await lab.run(version, "tenant-B")

    assert known.outcome.payload == b"2"
    assert new.outcome.payload == b"1"


async def test_environments_that_end_while_the_spawner_has_no_time_end_when_it_has(
    lab: Lab, driver: NamespaceDriver
) -> None:
    version = lab.version(COUNTER)
    await lab.run(version, "tenant-A")
    sandboxes = list(driver._sandboxes.values())

    with no_time(driver):
        for number in range(BURST):
            driver.order(Kill(f"nobody-{number}"))
        lab.pool.retire(version.account, version.name, version.revision)
    for sandbox in sandboxes:
        await sandbox.ended()

    assert not set(sandboxes) & set(driver._sandboxes.values())
