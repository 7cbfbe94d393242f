"""Blanks as a test finds them from outside: by their groups, and by the processes that wait in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cloister.domain.limits import BLANKS_MIN
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import RUNTIME, Lab, a_pool, clock, until

PATIENCE_S = 40
PROCESSES = 2
"""Init and the runtime process."""


@asynccontextmanager
async def a_stocked_driver(
    like: NamespaceDriver, directory: Path
) -> AsyncIterator[NamespaceDriver]:
    """A driver that keeps blanks; it uses the other one's layers."""
    await like.prepare(RUNTIME)
    (directory / "layers").symlink_to(like.directory / "layers")
    own = await NamespaceDriver.start(directory, installation=clock.new_token(6), keeps_blanks=True)
    try:
        await own.prepare(RUNTIME)
        yield own
    finally:
        await own.close()


@asynccontextmanager
async def a_stocked_pool(driver: NamespaceDriver, code_root: Path) -> AsyncIterator[Lab]:
    """A lab, with blanks for as many environments as most tests need."""
    async with a_pool(driver, code_root) as first, first.lease(first.version("")):
        """Nothing is kept ready where nothing was wanted for long."""
    async with a_pool(driver, code_root) as lab:
        await stand_ready(driver)
        yield lab


def groups_of(driver: NamespaceDriver) -> dict[str, Path]:
    """The groups of all its sandboxes by name, in one hierarchy."""
    bases = [Path(line) for line in (driver.directory / "cgroups").read_text().splitlines()]
    counted = [base for base in bases if "memory" in str(base) or (base / "memory.max").exists()]
    base = (counted or bases)[0]
    return {path.name: path for path in base.iterdir() if path.is_dir() and path.name != "spawner"}


def processes_of(group: Path) -> list[int]:
    return [int(pid) for pid in (group / "cgroup.procs").read_text().split()]


async def stand_ready(driver: NamespaceDriver, count: int = BLANKS_MIN) -> dict[str, Path]:
    """The groups of blanks, once there are so many and their runtime processes wait."""

    def standing() -> dict[str, Path]:
        blanks = {
            name: group
            for name, group in groups_of(driver).items()
            if sum(map(_waits, processes_of(group))) == PROCESSES
        }
        return blanks if len(blanks) >= count else {}

    return await until(standing, within_s=PATIENCE_S)


def _waits(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state == "S"
