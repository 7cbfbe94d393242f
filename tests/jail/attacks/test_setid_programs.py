"""A setuid program or a file capability gives what its file says; here is no such file, nor can one be made: T5."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import shutil
PLACE, ANOTHERS = "/tmp/setid", 12345
ALL_CAPABILITIES = struct.pack("=5I", 0x02000001, 0xFFFFFFFF, 0, 0xFFFFFFFF, 0)
def is_setid(path):
    mode = os.lstat(path).st_mode
    return mode & 0o6000 and not mode & 0o40000 or "security.capability" in os.listxattr(path, follow_symlinks=False)
def setid_files():
    places = [place for place in os.listdir("/") if place not in ("proc", "dev", "tmp")]
    walks = (os.walk("/" + place) for place in places)
    return [path for walk in walks for d, _, files in walk for f in files if is_setid(path := f"{d}/{f}")]
def handler(event, context):
    os.mkdir(PLACE)
    shutil.copy("/usr/bin/id", PLACE)
    return {
        "there": setid_files(),
        "given away": [answer(os.chown, PLACE + "/id", uid, -1) for uid in (0, ANOTHERS)],
        "capability": answer(os.setxattr, PLACE + "/id", "security.capability", ALL_CAPABILITIES),
        "root": [answer(os.setuid, 0), answer(os.setresuid, -1, 0, 0), answer(os.setgroups, [0])],
    }
""")
RUNNING_ONE = """
import ctypes, os, shutil, subprocess, tempfile
MINE, ANOTHERS, PR_SET_NO_NEW_PRIVS = 54321, 12345, 38
def handler(event, context):
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        program = shutil.copy("/usr/bin/id", place)
        os.chown(program, ANOTHERS, ANOTHERS)
        os.chmod(program, 0o4755)
        libc = ctypes.CDLL(None)
        if event["guarded"]:
            libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return int(subprocess.check_output([program, "-u"], user=MINE, group=MINE, extra_groups=[]))
"""


async def test_a_function_has_no_setid_program_and_makes_none(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {
        "there": [],
        "given away": ["EINVAL", "EINVAL"],
        "capability": "EPERM",
        "root": ["EINVAL", "EINVAL", "EPERM"],
    }


async def test_a_process_without_a_jail_runs_one_as_another_user_unless_privileges_are_locked() -> (
    None
):
    # With no_new_privs, which every sandbox has (test_twins.py), even the host's own would give nothing.
    assert await outside(RUNNING_ONE, {"guarded": False}) == 12345
    assert await outside(RUNNING_ONE, {"guarded": True}) == 54321
