"""T1, T7: what is written after the answer, when nobody asked, is never taken for the answer to the next event."""

import json

import pytest

from tests.jail.attacks.probes_channel import CHANNEL
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = (
    CHANNEL
    + """
from cloister.runtime.channel import Channel
send = Channel.send
count = 0

def send_and_more(self, message):
    send(self, message)
    if extra:
        channel.send(extra)

def handler(event, context):
    global count, extra
    count += 1
    Channel.send = send_and_more
    extra = answer() if event["write"] == "an answer" else event["write"].encode()
    return {"n": event["n"], "count": count}
"""
)


@pytest.mark.parametrize("more", ["an answer", "garbage", "\\0", "\\0\\0\\0\\4"])
async def test_the_next_event_is_answered_by_itself(lab: Lab, more: str) -> None:
    version = lab.version(SOURCE)
    await lab.run(version, event={"n": 1, "write": more})

    second, third = [
        json.loads((await lab.run(version, event={"n": n, "write": ""})).outcome.payload)
        for n in (2, 3)
    ]

    # The environment ends when the host sees it, perhaps with the next event only: its own tenant's, an error then.
    assert second.get("n") == 2 or second["errorType"] == "Runtime.Unknown"
    assert third["n"] == 3
