"""T7, T12: an answer that the runtime's own client would not send is cut off by its length, not by memory."""

import resource

import pytest

from tests.jail.attacks.probes_channel import CHANNEL, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

FLOOD = """
def handler(event, context):
    channel.settimeout(5)
    channel.sendall({head})
    for _ in range(200):
        channel.sendall(bytes(1 << 20))
"""
HEADS = {
    "a length of 200 MiB": 'struct.pack("!I", 200 << 20)',
    "a length within the bound, and more than it": 'struct.pack("!I", 6_356_992)',
    "small frames without end": "frame(RETURNED, b'x' * 32) * 1000",
}


@pytest.mark.parametrize("head", HEADS)
async def test_a_flood_is_not_kept(lab: Lab, head: str) -> None:
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    error = await fails(lab, CHANNEL + FLOOD.format(head=HEADS[head]))

    assert error["errorType"] == "Runtime.Unknown"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 64 * 1024


async def test_an_error_as_large_as_a_frame_is_told_within_the_bound(lab: Lab) -> None:
    source = """
        def handler(event, context):
            raise ValueError("x" * 7_000_000)
    """

    error: dict[str, str] = await lab.result(source)

    assert error["errorType"] == "ValueError"
    assert len(error["errorMessage"]) < 256 * 1024
