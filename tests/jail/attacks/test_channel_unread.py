"""T7, T12: a runtime that never reads its events, or answers by halves, holds nobody up but itself."""

import asyncio
import json

import pytest

from cloister.domain.invocation import FunctionFailed, Returned
from tests.jail.attacks.probes_channel import CHANNEL, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

PARTS = {
    "half a length": 'b"\\0\\0"',
    "a length and nothing": 'struct.pack("!I", 1000)',
    "half an answer": "answer()[:-2]",
    "a byte less than the largest": 'struct.pack("!I", 6_356_992) + bytes(6_356_991)',
}
ANSWERS_AND = (
    CHANNEL
    + """
def handler(event, context):
    channel.sendall(answer())
    # Not back before the host has read it: a second answer, the runtime's own, is another attack.
    time.sleep(0.1)
"""
)


@pytest.mark.parametrize("part", PARTS)
async def test_half_an_answer_is_none(lab: Lab, part: str) -> None:
    source = (
        f"def handler(event, context):\n    channel.sendall({PARTS[part]})\n    time.sleep(60)\n"
    )

    error = await fails(lab, CHANNEL + source, timeout_s=0.5)

    assert error["errorType"] == "Sandbox.Timedout"


async def test_the_whole_one_is(lab: Lab) -> None:
    whole = PARTS["half an answer"].removesuffix("[:-2]")
    source = f"def handler(event, context):\n    channel.sendall({whole})\n    time.sleep(60)\n"

    run = await lab.run(lab.version(CHANNEL + source))

    assert run.outcome == Returned(b'"forged"')


async def test_an_event_that_nobody_reads_is_given_up_in_time(lab: Lab) -> None:
    version = lab.version(ANSWERS_AND + "    time.sleep(60)\n", timeout_s=0.5)
    neighbour = lab.version("def handler(event, context):\n    return 1")
    await lab.run(version, "attacker")
    large = {"padding": "x" * 5_000_000}

    unread = asyncio.create_task(lab.run(version, "attacker", event=large))
    beside = [(await lab.run(neighbour, "victim")).outcome for _ in range(10)]
    run = await unread

    assert beside == [Returned(b"1")] * 10
    assert isinstance(run.outcome, FunctionFailed)
    assert run.outcome.error_type == "Sandbox.Timedout"


async def test_a_runtime_that_dies_with_events_unread_is_told_as_an_exit(lab: Lab) -> None:
    version = lab.version(ANSWERS_AND + "    os._exit(3)\n", timeout_s=5)
    await lab.run(version, "attacker")

    run = await lab.run(version, "attacker", event={"padding": "x" * 5_000_000})

    assert json.loads(run.outcome.payload)["errorType"] == "Runtime.ExitError"
