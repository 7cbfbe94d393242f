"""T7: a descriptor sent along with an answer would be opened in the server; it never arrives there."""

import os
from pathlib import Path

import pytest

from cloister.domain.invocation import Returned
from cloister.pool import channel
from tests.jail.attacks.probes_channel import CHANNEL, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = (
    CHANNEL
    + """
def handler(event, context):
    loot = os.memfd_create("sent-by-an-attacker")
    socket.send_fds(channel, [answer()], [loot] * 20)
    # No second answer, the runtime's own: only this one is to be looked at.
    time.sleep(10)
"""
)


def opened_here() -> list[int]:
    """The descriptors of this process, the server's, that an attacker made."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [int(link.name) for link in links if "sent-by-an-attacker" in str(link.readlink())]


async def test_an_answer_with_descriptors_ends_the_environment(lab: Lab) -> None:
    error = await fails(lab, SOURCE)

    assert error["errorType"] == "Runtime.Unknown"
    assert opened_here() == []


async def test_a_host_that_did_not_check_would_believe_the_answer(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel.HostChannel, "_check_sender", lambda *_: None)

    run = await lab.run(lab.version(SOURCE), "attacker")

    assert run.outcome == Returned(b'"forged"')
    assert opened_here() == [], "there is room for a sender's identity only"


async def test_a_host_with_room_for_them_would_have_them_open(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel.HostChannel, "_check_sender", lambda *_: None)
    monkeypatch.setattr(channel, "_ANCILLARY_BYTES", 4096)

    await lab.run(lab.version(SOURCE), "attacker")
    opened = opened_here()
    for number in opened:
        os.close(number)

    assert opened
