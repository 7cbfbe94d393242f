"""T1 (isolation.md 1, AWS): code that takes over the runtime reads its own tenant's later events, no others."""

import pytest

from tests.jail.attacks.probes_neighbours import NEIGHBOURHOODS, Neighbourhood, in_one_room
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
from cloister.runtime.python import ChannelClient
wait = ChannelClient.wait_next_invocation

def take_over():
    def wait_and_keep(self):
        request = wait(self)
        held.append([request.tenant_id, bytes(request.event_body).decode()])
        return request
    ChannelClient.wait_next_invocation = wait_and_keep

def bring(secret):
    pass

def loot():
    return [tenant for tenant, body in held], any("canary" in body for tenant, body in held)
"""


@NEIGHBOURHOODS
async def test_it_sees_no_event_of_a_neighbours(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)
    await tenants.does("attacker", "take_over")
    await tenants.does("victim", "bring", secret="canary")

    assert await tenants.does("attacker", "loot") == [["attacker"], False]


async def test_in_one_environment_it_would(lab: Lab) -> None:
    tenants = in_one_room(lab, SOURCE)
    await tenants.does("attacker", "take_over")
    await tenants.does("victim", "bring", secret="canary")

    assert await tenants.does("attacker", "loot") == [["shared", "shared"], True]
