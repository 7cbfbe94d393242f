"""T7: whatever is written to the channel that is no answer to the outstanding attempt ends its own environment only.

That the same bytes from a child process are not believed either is in ../test_endings.py; the parser's own tests and
fuzzing are in tests/unit/test_wire.py.
"""

import pytest

from cloister.domain.invocation import Returned
from cloister.wire.session import HostSession
from tests.jail.attacks.probes_channel import CHANNEL, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER = 'frame(RETURNED, {"attempt": attempt()})'
WRONG_ATTEMPT = 'frame(RETURNED, {"attempt": "0" * 32})'
FORGERIES = {
    "another attempt": WRONG_ATTEMPT,
    "no attempt": "frame(RETURNED, {})",
    "an attempt that is no text": 'frame(RETURNED, {"attempt": [attempt()]})',
    "an attempt in another alphabet": 'frame(RETURNED, {"attempt": "\\u0660" * 32})',
    "two answers at once": f"{ANSWER} + {ANSWER}",
    "an answer and a byte": f"{ANSWER} + b'x'",
    "a length over the bound": 'struct.pack("!I", 0xFFFFFFFF) + bytes(100)',
    "a length of zero": 'struct.pack("!I", 0) + bytes(100)',
    "metadata longer than the frame": 'struct.pack("!IBH", 10, RETURNED, 60_000) + bytes(7)',
    "metadata nested deeply": 'raw_frame(RETURNED, b\'{"attempt":\' + b"[" * 16_000)',
    "metadata in no UTF-8": 'raw_frame(RETURNED, b\'{"attempt":"\\xff\\xfe\\xc0\\x80"}\')',
    "half a surrogate pair": 'raw_frame(RETURNED, b\'{"attempt":"\\\\ud800"}\')',
    "a number of five thousand digits": 'raw_frame(RETURNED, b\'{"attempt":\' + b"9" * 5000 + b"}")',
    "metadata that is a list": 'raw_frame(RETURNED, b"[1]")',
    "a kind that nobody knows": 'frame(255, {"attempt": attempt()})',
    "a word of the host's": 'frame(2, {"attempt": attempt()})',
    "another hello": "frame(16, {})",
}


def writes(forgery: str) -> str:
    return CHANNEL + (
        f"def handler(event, context):\n    channel.sendall({forgery})\n    time.sleep(10)\n"
    )


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_what_is_no_answer_ends_the_environment(lab: Lab, forgery: str) -> None:
    error = await fails(lab, writes(FORGERIES[forgery]))

    assert error["errorType"] == "Runtime.Unknown"


async def test_a_neighbour_is_answered_all_the_same(lab: Lab) -> None:
    version = lab.version("def handler(event, context):\n    return event['n']")
    await lab.run(version, "victim", event={"n": 1})

    await fails(lab, writes(FORGERIES["metadata nested deeply"]))

    assert Returned(b"2") == (await lab.run(version, "victim", event={"n": 2})).outcome


async def test_the_same_with_the_right_attempt_would_be_believed(lab: Lab) -> None:
    run = await lab.run(lab.version(writes(ANSWER)), "attacker")

    assert run.outcome == Returned(b'"forged"')


async def test_a_host_that_compared_no_attempts_would_believe_another(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HostSession, "_expect_attempt", lambda *_: None)

    run = await lab.run(lab.version(writes(WRONG_ATTEMPT)), "attacker")

    assert run.outcome == Returned(b'"forged"')
