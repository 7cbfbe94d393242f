"""The host's name is in every log line and certificate request; a sandbox has its own, and can't change it: T5."""

import socket

import pytest

from tests.jail.attacks.probes_kernel import BARE, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    set_ = [answer(call, name, b"forged", 6) for name in ("sethostname", "setdomainname")]
    return {"set": set_, "name": os.uname().nodename}
""")


async def test_a_function_names_no_host(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"set": ["EPERM", "EPERM"], "name": "sandbox"}


async def test_with_neither_filter_nor_empty_capabilities_it_names_its_own_and_not_the_machine(
    lab_without: LabWithout,
) -> None:
    before = socket.gethostname()

    async with lab_without(*BARE) as unguarded:
        found = await unguarded.result(ATTACK)

    assert found == {"set": ["OK", "OK"], "name": "forged"}
    assert socket.gethostname() == before
