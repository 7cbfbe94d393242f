"""T3: what is still told of the machine as a whole, as docs/jail.md says, and no more than that.

sysinfo(2) can't be refused: the C library asks it for the memory, and goes on with whatever its stack held when there
is no answer (sysdeps/unix/sysv/linux/getsysstats.c of glibc 2.36).
"""

import os

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
def memory():
    return os.sysconf("SC_PHYS_PAGES")

def load():
    return os.getloadavg()

def of_networks():
    return sorted(name for name in os.listdir("/proc/self/net") if sums(name))

def sums(name):
    # The kernel counts pages for all network namespaces in one; what else is there counts for one's own alone.
    try:
        with open("/proc/self/net/" + name) as file:
            return " mem" in file.read()
    except OSError:
        return False
"""


async def test_the_c_library_learns_of_the_machines_memory(lab: Lab) -> None:
    pages = await lab.result(PRELUDE + SOURCE, event={"act": "memory"})

    assert pages == os.sysconf("SC_PHYS_PAGES")


async def test_it_learns_of_the_machines_load(lab: Lab) -> None:
    one, five, fifteen = await lab.result(PRELUDE + SOURCE, event={"act": "load"})

    assert min(one, five, fifteen) >= 0


async def test_sockets_of_the_machine_are_told_in_known_files_only(lab: Lab) -> None:
    told = await lab.result(PRELUDE + SOURCE, event={"act": "of_networks"})

    assert {"sockstat"} <= set(told) <= {"protocols", "sockstat", "sockstat6"}
