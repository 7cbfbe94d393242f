"""chroot() below one's working directory and then `..` leads out of every chroot, but not out of a pivoted root: T5."""

from pathlib import Path

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    if "jail" in event:
        os.chroot(event["jail"])
        os.chdir("/")
    os.makedirs("/tmp/below", exist_ok=True)
    os.chdir("/")
    second = answer(os.chroot, "/tmp/below")
    for _ in range(64):
        os.chdir("..")
    return [second, os.path.exists(event["wanted"].lstrip("/"))]
""")


async def test_a_function_does_not_leave_its_root(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "wanted").touch()

    assert await lab.result(ATTACK, event={"wanted": str(tmp_path / "wanted")}) == ["EPERM", False]


async def test_with_chroot_allowed_there_is_nothing_above_the_pivoted_root(
    lab_without: LabWithout, tmp_path: Path
) -> None:
    (tmp_path / "wanted").touch()

    async with lab_without(*BARE) as unguarded:
        found = await unguarded.result(ATTACK, event={"wanted": str(tmp_path / "wanted")})

    assert found == ["OK", False]


async def test_a_process_that_was_only_chrooted_walks_out(tmp_path: Path) -> None:
    (tmp_path / "wanted").touch()
    (tmp_path / "jail/tmp").mkdir(parents=True)

    found = await outside(
        ATTACK, {"wanted": str(tmp_path / "wanted"), "jail": str(tmp_path / "jail")}
    )

    assert found == ["OK", True]
