"""T3 (isolation.md 0.3): which pages of shared files are in memory tells what others read; nobody may ask.

How long a read takes still tells (docs/jail.md, "does not do yet"): the cache below the overlays is one.
"""

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE, LabWithout, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import mmap, sysconfig
PAGES = 8
FILE = HERE + "/library" if "HERE" in os.environ else sysconfig.get_path("stdlib") + "/turtle.py"
PREADV2, CACHESTAT = (327 if os.uname().machine == "x86_64" else 286), 451
NOWAIT = 8

def make():
    with open(FILE, "wb") as file:
        file.write(bytes(PAGES * mmap.PAGESIZE))
        os.fsync(file.fileno())
    forget()

def forget():
    fd = os.open(FILE, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)

def read():
    open(FILE, "rb").read()

def ask_by_preadv2():
    fd, buffer = os.open(FILE, os.O_RDONLY), ctypes.create_string_buffer(1)
    vector = struct.pack("PN", ctypes.addressof(buffer), 1)
    return answer(call, "syscall", PREADV2, fd, vector, 1, 0, 0, NOWAIT)

def ask_by_cachestat():
    fd = os.open(FILE, os.O_RDONLY)
    return answer(call, "syscall", CACHESTAT, fd, struct.pack("2Q", 0, 0), ctypes.create_string_buffer(64), 0)

def ask_by_mincore():
    fd = os.open(FILE, os.O_RDONLY)
    libc.mmap.restype = ctypes.c_void_p
    size = PAGES * mmap.PAGESIZE
    address = libc.mmap(None, ctypes.c_long(size), mmap.PROT_READ, mmap.MAP_SHARED, fd, ctypes.c_long(0))
    told = ctypes.create_string_buffer(PAGES)
    libc.mincore(ctypes.c_void_p(address), ctypes.c_long(size), told)
    return sum(told.raw)
"""


async def test_nobody_may_ask(lab: Lab) -> None:
    assert await lab.result(PRELUDE + SOURCE, event={"act": "ask_by_preadv2"}) == "EPERM"
    assert await lab.result(PRELUDE + SOURCE, event={"act": "ask_by_cachestat"}) == "ENOSYS"


async def test_mincore_answers_the_same_whatever_is_there(lab: Lab) -> None:
    # Since Linux 5.2 all pages of a file that the asker couldn't write count as resident.
    assert await lab.result(PRELUDE + SOURCE, event={"act": "ask_by_mincore"}) == 8


async def test_without_the_filter_the_overlay_does_not_tell_either(lab_without: LabWithout) -> None:
    async with lab_without("install the system call filter") as unfiltered:
        answer = await unfiltered.result(PRELUDE + SOURCE, event={"act": "ask_by_preadv2"})

    assert answer == "ENOTSUP"


async def test_without_a_jail_the_owner_sees_what_a_neighbour_read() -> None:
    async with without_a_jail(SOURCE) as processes:
        await processes.does("attacker", "make")
        before = await processes.does("attacker", "ask_by_mincore")
        await processes.does("victim", "read")

        assert await processes.does("attacker", "ask_by_mincore") > before
        assert await processes.does("attacker", "ask_by_preadv2") == "OK"
