"""T2: a tenant's processes have no number that another tenant could send a signal to."""

from pathlib import Path

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
caught = []
signal.signal(signal.SIGUSR1, lambda number, frame: caught.append(number))
signal.signal(signal.SIGUSR2, lambda number, frame: caught.append(number))

def pid():
    return [os.getpid(), os.getpgid(0), os.getsid(0)]

def attack(host_pids):
    visible = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    others = {*range(1, 40_000), *host_pids} - {1, os.getpid()}
    found = [pid for pid in others if answer(os.kill, pid, signal.SIGUSR1) != "ESRCH"]
    return [visible, found, answer(os.kill, -1, signal.SIGUSR2)]

def attack_one(pid):
    return answer(os.kill, pid, signal.SIGUSR1)

def heard():
    return len(caught)
"""


def pids_of_the_machine() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


@NEIGHBOURHOODS
async def test_no_guessed_number_is_a_neighbours_process(
    lab: Lab, neighbours: Neighbourhood
) -> None:
    tenants = neighbours(lab, SOURCE)
    assert await tenants.does("victim", "pid") == [2, 1, 1]
    host_pids = pids_of_the_machine()

    visible, found, everybody = await tenants.does("attacker", "attack", host_pids=host_pids)

    assert (visible, found, everybody) == ([2], [], "ESRCH")
    assert await tenants.does("victim", "heard") == 0


async def test_in_one_pid_namespace_it_is_reached() -> None:
    async with without_a_jail(SOURCE) as tenants:
        pid, *_ = await tenants.does("victim", "pid")

        assert await tenants.does("attacker", "attack_one", pid=pid) == "OK"
        assert await tenants.does("victim", "heard") == 1
