"""Every step of the jail is proven: where one is not done, no sandbox comes of it, and the step is named."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.domain.ids import EnvironmentId
from cloister.domain.limits import MIB, TMP_INODES_PER_MB
from cloister.sandbox.driver import Exit, SandboxDriver, SandboxSpec
from cloister.sandbox.namespaces import compiled
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.interpreters import find_interpreters
from cloister.sandbox.namespaces.jail import plan
from cloister.sandbox.namespaces.layers import build_layers
from cloister.sandbox.namespaces.privileges import ForbidNewPrivileges
from cloister.sandbox.namespaces.program import (
    NotAsWanted,
    Program,
    carry_out,
    follow_in_python,
)
from tests.jail.attacks.rights import IS_ROOT
from tests.support import A_LODGER, A_ROOM, RUNTIME, clock, link_layers

pytestmark = pytest.mark.asyncio(loop_scope="session")

Attempt = Callable[..., Awaitable[Exit]]

C, PYTHON = "C", "Python"
NO_COMPILER = "no-such-compiler"

CHECK = "check the result"
NO_NEW_PRIVILEGES = "set no_new_privs"
BORN_IN_GROUP = () if IS_ROOT else ("join the cgroups",)
"""An ordinary user has v2 only, and a fork is born in its group: there is nothing to join."""
INHERITED = (NO_NEW_PRIVILEGES, *BORN_IN_GROUP)
"""What a fork has already, and is not without. The proof is shown to be one by itself."""
_PLAN = plan(replace(A_ROOM, binds_devices=not IS_ROOT), A_LODGER)
STEPS = [step.describe() for step in _PLAN]


@pytest.fixture(scope="session")
def image_without_c(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Layers as a machine without a compiler makes them."""
    layers = tmp_path_factory.mktemp("without_c") / "layers"
    link_layers(image, layers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "COMPILER", NO_COMPILER)
        build_layers(layers, find_interpreters()[RUNTIME])
    return layers


@pytest_asyncio.fixture(loop_scope="session", params=[C, PYTHON])
async def attempt(
    request: pytest.FixtureRequest,
    image: Path,
    image_without_c: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Attempt]:
    """How a sandbox ends of which some steps are not done, and some not proven: C carries out its plan, or Python."""
    if request.param == PYTHON:
        monkeypatch.setattr(compiled, "COMPILER", NO_COMPILER)
    (tmp_path / "layers").symlink_to(image if request.param == C else image_without_c)
    tree = tmp_path / "tree"
    tree.mkdir(mode=0o755)

    async def end(left_out: list[str], *, unverified: list[str]) -> Exit:
        careless = await NamespaceDriver.start(
            tmp_path,
            installation=clock.new_token(6),
            left_out=left_out,
            unverified=unverified,
            keeps_blanks=False,
        )
        try:
            return await _end(careless, tree)
        finally:
            await careless.close()

    yield end


async def _end(driver: SandboxDriver, tree: Path) -> Exit:
    spec = SandboxSpec(
        runtime=RUNTIME,
        is_strict=True,
        code=tree,
        layers=(tree,),
        memory_bytes=128 * MIB,
        init_cpu_quota=1.0,
        tmp_bytes=512 * MIB,
        tmp_inodes=512 * TMP_INODES_PER_MB,
        processes_max=64,
        files_max=64,
    )
    sandbox = await driver.create(EnvironmentId(clock.new_token(8)), spec)
    try:
        return await sandbox.ended()
    finally:
        await sandbox.destroy()


@pytest.mark.parametrize("step", [name for name in STEPS if name not in (CHECK, *INHERITED)])
async def test_where_a_step_is_not_done_the_environment_fails_by_its_name(
    attempt: Attempt, step: str
) -> None:
    end = await attempt([step], unverified=[])

    assert end.failed is not None
    assert end.failed.startswith(f"{step}: ")


async def test_a_process_that_may_gain_privileges_does_not_pass_for_one_that_may_not() -> None:
    assert ForbidNewPrivileges().describe() in INHERITED

    with pytest.raises(NotAsWanted, match="no_new_privs"):
        carry_out(Program(ForbidNewPrivileges().proof()), follow_in_python)


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("leave the session and set stdio", "ignored signals"),
        ("close every other descriptor", "open descriptors"),
        ("drop every capability", "CapPrm"),
        ("install the system call filter", "Seccomp"),
    ],
)
async def test_what_no_step_has_proven_the_last_one_finds(
    attempt: Attempt, step: str, found: str
) -> None:
    end = await attempt([step], unverified=[step])

    assert end.failed is not None
    assert end.failed.startswith(f"{CHECK}: ")
    assert found in end.failed
