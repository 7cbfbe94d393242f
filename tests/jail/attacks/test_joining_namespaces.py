"""setns() into process 1's namespaces, by its /proc files or by pidfd, is how `nsenter` leaves a container: T5."""

import os

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def by_file(pid):
    call("setns", os.open(f"/proc/{pid}/ns/net", os.O_RDONLY), 0)
def by_pidfd(pid):
    call("setns", os.pidfd_open(pid), 0x40000000)
def handler(event, context):
    own, parent = os.getpid(), os.getppid()
    return {"1": answer(by_file, event["first"]), "own": answer(by_file, own), "pidfd": answer(by_pidfd, parent)}
""")


async def test_a_function_joins_no_namespace(lab: Lab) -> None:
    found = await lab.result(ATTACK, event={"first": 1})

    assert found == {"1": "ENOENT", "own": "EPERM", "pidfd": "EPERM"}


async def test_a_process_without_a_jail_joins_those_of_another() -> None:
    # The other is the test's own process, which is the attacker's parent as well.
    found = await outside(ATTACK, {"first": os.getpid()})

    assert found == {"1": "OK", "own": "OK", "pidfd": "OK"}


async def test_without_filter_and_empty_capabilities_process_1_is_out_of_sight_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(*BARE) as unguarded:
        answers = await unguarded.result(ATTACK, event={"first": 1})

    assert (answers["1"], answers["own"]) == ("ENOENT", "OK")
