"""T3: the machine's counters, from which others' activity is read to the millisecond, are not there.

What is still told, and is no secret of anybody's but shows that something goes on: sysinfo(2), numbers of inodes and
mounts that the kernel counts for all, the free space below the overlays, and how fast one's own work goes.
"""

import pytest

from tests.jail.attacks.probes_neighbours import PRELUDE, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
COUNTERS = (
    "stat", "loadavg", "meminfo", "vmstat", "interrupts", "softirqs", "schedstat", "uptime", "locks", "timer_list",
    "diskstats", "pressure/cpu", "sys/fs/file-nr", "sys/fs/inode-nr", "sys/kernel/ns_last_pid", "buddyinfo", "slabinfo",
    "key-users", "keys", "zoneinfo", "pagetypeinfo", "kpagecount", "net/unix", "self/net/unix", "self/net/tcp",
)
# The heading, and both ends of the channel, which are in the network of the sandbox.
OWN_LINES = {"self/net/unix": 3}

def readable():
    def read(name):
        with open("/proc/" + name, "rb") as file:
            return file.read(4096)
    return [
        name for name in COUNTERS
        if answer(read, name) == "OK" and read(name).count(b"\\n") > OWN_LINES.get(name, 1)
    ]
"""


async def test_no_counter_of_the_machine_can_be_read(lab: Lab) -> None:
    assert await lab.result(PRELUDE + SOURCE, event={"act": "readable"}) == []


async def test_without_a_jail_they_can() -> None:
    async with without_a_jail(SOURCE) as processes:
        told = await processes.does("attacker", "readable")

    assert {"stat", "meminfo", "vmstat", "interrupts"} <= set(told)
