"""Fixtures of all tests: one driver for a whole run, since a template is meant to be forked many times."""

import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.interpreters import find_interpreters
from cloister.sandbox.namespaces.jail import plan
from cloister.sandbox.namespaces.layers import build_layers
from tests.bundles import Bundles, longest_first
from tests.ordinary_user import OrdinaryUser, an_ordinary_user
from tests.support import A_LODGER, A_ROOM, RUNTIME, Lab, a_pool, clock, link_layers


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    longest_first(items, usual_timeout_s=float(config.getini("timeout")))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Bundles:
    return Bundles(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The layers of RUNTIME, built once for all processes of the run. What else one needs goes beside `linked` ones."""
    own = tmp_path_factory.getbasetemp()
    of_the_run = own if worker_id == "master" else own.parent
    with (of_the_run / "image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_layers(of_the_run / "image", find_interpreters()[RUNTIME])
    return of_the_run / "image"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def driver(
    tmp_path_factory: pytest.TempPathFactory, image: Path
) -> AsyncIterator[NamespaceDriver]:
    """The real driver. Tests that use it run in the session's event loop."""
    directory = tmp_path_factory.mktemp("driver")
    link_layers(image, directory / "layers")
    # Whether a sandbox was a blank would be chance: tests for which it matters have a driver that keeps some.
    driver = await NamespaceDriver.start(
        directory, installation=clock.new_token(6), keeps_blanks=False
    )
    yield driver
    await driver.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def unguarded_driver(
    image: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[..., Awaitable[NamespaceDriver]]]:
    """Drivers whose sandboxes go without the named steps of the jail, one for each set of steps."""
    drivers: dict[frozenset[str], NamespaceDriver] = {}

    async def without(*steps: str) -> NamespaceDriver:
        left_out = frozenset(steps)
        unknown = left_out - {step.describe() for step in plan(A_ROOM, A_LODGER)}
        assert not unknown, f"the jail has no such step: {unknown}"
        if left_out not in drivers:
            directory = tmp_path_factory.mktemp("unguarded")
            link_layers(image, directory / "layers")
            drivers[left_out] = await NamespaceDriver.start(
                directory,
                installation=clock.new_token(6),
                left_out=left_out,
                # The check at the end would find what is missing, and end the sandbox.
                unverified=left_out | {"check the result"},
                keeps_blanks=False,
            )
        return drivers[left_out]

    yield without
    for unguarded in drivers.values():
        await unguarded.close()


@pytest.fixture
def lab_without(
    unguarded_driver: Callable[..., Awaitable[NamespaceDriver]], tmp_path: Path
) -> Callable[..., AbstractAsyncContextManager[Lab]]:
    """`async with lab_without("set no_new_privs") as lab`: for the twin that shows the attack to succeed."""

    @asynccontextmanager
    async def without(*steps: str) -> AsyncIterator[Lab]:
        driver = await unguarded_driver(*steps)
        async with a_pool(driver, tmp_path / "unguarded") as lab:
            yield lab

    return without


@pytest.fixture(scope="session")
def ordinary_user() -> Iterator[OrdinaryUser]:
    """One user for the whole run: installing for another one takes seconds."""
    with an_ordinary_user() as user:
        yield user


@pytest_asyncio.fixture(loop_scope="session")
async def lab(driver: NamespaceDriver, tmp_path: Path) -> AsyncIterator[Lab]:
    """An empty pool over the real driver."""
    async with a_pool(driver, tmp_path) as lab:
        yield lab
