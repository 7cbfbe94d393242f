"""T7: whatever is written to the channel that is no answer to the outstanding attempt ends its own environment only.

That the same bytes from a child process are not believed either is in ../test_endings.py; the parser's own tests and
fuzzing are in tests/unit/test_wire.py.
"""

import pytest

from cloister.domain.invocation import Returned
from tests.jail.attacks.probes_channel import CHANNEL, believe_any_attempt, fails
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER = "answer()"
WRONG_ATTEMPT = """frame(RETURNED, b'0' * 32, b'"forged"')"""
FORGERIES = {
    "another attempt": WRONG_ATTEMPT,
    "no attempt": "frame(RETURNED)",
    "half an attempt": "frame(RETURNED, attempt()[:16])",
    "an attempt in another place": "frame(RETURNED, b'0', attempt(), b'1')",
    "an attempt in another alphabet": 'frame(RETURNED, ("\\u0660" * 32).encode())',
    "an attempt in no alphabet": "frame(RETURNED, bytes(range(224, 256)), b'1')",
    "two answers at once": f"{ANSWER} + {ANSWER}",
    "an answer and a byte": f"{ANSWER} + b'x'",
    "a length over the bound": 'struct.pack("!I", 0xFFFFFFFF) + bytes(100)',
    "a length of zero": 'struct.pack("!I", 0) + bytes(100)',
    "an error's name longer than the frame": 'frame(FAILED, attempt(), b"\\xff\\xffE")',
    "an error's name longer than it may be": 'frame(FAILED, attempt(), b"\\x40\\x01", b"E" * 16_385)',
    "an error's name in no UTF-8": 'frame(FAILED, attempt(), b"\\x00\\x04\\xff\\xfe\\xc0\\x80")',
    "half a surrogate pair": 'frame(FAILED, attempt(), b"\\x00\\x03\\xed\\xa0\\x80")',
    "an error without a name": "frame(FAILED, attempt(), b'E')",
    "JSON nested deeply": 'frame(RETURNED, b\'{"attempt":\' + b"[" * 16_000)',
    "a number of five thousand digits": 'frame(RETURNED, b\'{"attempt":\' + b"9" * 5000 + b"}")',
    "a kind that nobody knows": "frame(255, attempt())",
    "a word of the host's": "frame(2, attempt())",
    "another hello": "frame(16)",
    "a hello with a body": "frame(16, b'{}')",
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

    await fails(lab, writes(FORGERIES["JSON nested deeply"]))

    assert Returned(b"2") == (await lab.run(version, "victim", event={"n": 2})).outcome


async def test_the_same_with_the_right_attempt_would_be_believed(lab: Lab) -> None:
    run = await lab.run(lab.version(writes(ANSWER)), "attacker")

    assert run.outcome == Returned(b'"forged"')


async def test_a_host_that_compared_no_attempts_would_believe_another(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    believe_any_attempt(monkeypatch)

    run = await lab.run(lab.version(writes(WRONG_ATTEMPT)), "attacker")

    assert run.outcome == Returned(b'"forged"')
