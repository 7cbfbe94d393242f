"""T7, T12: who closes the channel and goes on is stopped by the deadline; its caller is not left without an answer."""

import asyncio

import pytest

from tests.jail.attacks.probes_channel import CHANNEL, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAYS = {
    "shut down": "channel.shutdown(socket.SHUT_RDWR)",
    "shut down for writing": "channel.shutdown(socket.SHUT_WR)",
    "shut down for reading": "channel.shutdown(socket.SHUT_RD)",
    "closed": "channel.close(); os.close(number)",
}


def hangs_up(way: str) -> str:
    return CHANNEL + f"def handler(event, context):\n    {way}\n    time.sleep(60)\n"


@pytest.mark.parametrize("way", WAYS)
async def test_a_function_without_a_channel_times_out(lab: Lab, way: str) -> None:
    error = await fails(lab, hangs_up(WAYS[way]), timeout_s=0.5)

    assert error["errorType"] == "Sandbox.Timedout"


async def test_a_function_that_hangs_up_in_init_is_stopped_as_well(lab: Lab) -> None:
    error = await fails(lab, CHANNEL + "channel.shutdown(2)\nos._exit(0)", timeout_s=0.5)

    assert error["errorType"] == "Runtime.ExitError"


async def test_a_host_that_waited_for_its_end_would_wait_as_long_as_it_likes(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio, "timeout_at", lambda when: asyncio.timeout(None))
    invocation = asyncio.create_task(fails(lab, hangs_up(WAYS["shut down"]), timeout_s=0.5))

    done, _ = await asyncio.wait([invocation], timeout=1)
    invocation.cancel()

    assert not done
