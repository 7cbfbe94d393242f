"""T12 (Judge0, Piston 2023): trees that defeat a recursive removal need none: /tmp goes with its mount namespace."""

import pytest

from tests.jail.attacks.probes_exhaustion import strike
from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def deep(levels=2000):
    os.chdir(HERE)
    for _ in range(levels):
        os.mkdir("d" * 255)
        os.chdir("d" * 255)
    os.chdir("/")
    return "made"

def odd():
    for name in (b"-rf", b"\\n", b"\\xff\\xfe", b" ", b"$(reboot)", b"*", b"...", b"~", b"\\x1b[2J", b"a" * 255):
        os.mkdir(os.fsencode(HERE) + b"/" + name)
    return "made"

def locked():
    os.mkdir(HERE + "/locked")
    os.mkdir(HERE + "/locked/within")
    os.chmod(HERE + "/locked", 0)
    return "made"

def sparse():
    with open(HERE + "/sparse", "wb") as file:
        os.ftruncate(file.fileno(), 1 << 43)
    free = os.statvfs(HERE)
    return "made" if free.f_bavail > 0 else "full"

def links():
    for number, target in enumerate(("/", "..", "/proc/self/root", "loop", "/proc/1/cwd")):
        os.symlink(target, f"{HERE}/{number}")
    os.symlink("loop", HERE + "/loop")
    return "made"

def held_open():
    held.append(open(HERE + "/open", "wb"))
    os.chdir(HERE)
    return "made"
"""
ACTS = ("deep", "odd", "locked", "sparse", "links", "held_open")


@pytest.mark.parametrize("act", ACTS)
async def test_whatever_is_in_tmp_is_gone_with_it(lab: Lab, act: str) -> None:
    attack = await strike(lab, PRELUDE + SOURCE, event={"act": act}, timeout_s=10)

    assert attack.result == "made"
    assert attack.remains == []


async def test_a_server_that_removed_trees_by_name_could_not_even_name_it() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "deep", levels=20)
        deepest = processes.here.joinpath(*["d" * 255] * 20)

        with pytest.raises(OSError, match="File name too long"):
            deepest.rmdir()
