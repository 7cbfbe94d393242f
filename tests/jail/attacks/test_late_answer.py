"""T1 (DESIGN 6.3): the answer of a timed-out attempt never reaches a later request. Three guards stand for it."""

import pytest

from cloister.domain.invocation import Returned
from cloister.pool.conversation import Conversation
from cloister.wire import session
from cloister.wire.messages import Invoke
from cloister.wire.session import Turn
from tests.jail.attacks.probes_channel import believe_any_attempt
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import time
def handler(event, context):
    # Longer or shorter than its timeout, as the event says.
    time.sleep(event["s"])
    return event["n"]
"""
TIMEOUT_S = 1
LATE = {"s": 1.5, "n": "of the first"}
NEXT = {"s": 0.5, "n": "of the second"}
"""It runs while the first answer comes, and has half of its time to spare on a machine that is busy."""


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment is in doubt: the first guard, its end after a timeout, is gone."""
    never = property(lambda conversation: False, lambda conversation, doubt: None)
    monkeypatch.setattr(Conversation, "is_in_doubt", never, raising=False)


@pytest.fixture
def talking_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second guard is gone: the host sends an event though an answer is outstanding."""
    monkeypatch.setitem(session.MESSAGES, (Turn.BUSY, Invoke), Turn.BUSY)


async def second_answer(lab: Lab) -> object:
    version = lab.version(SOURCE, timeout_s=TIMEOUT_S)
    await lab.run(version, event=LATE)
    return (await lab.run(version, event=NEXT)).outcome


async def test_the_second_request_gets_its_own_answer(lab: Lab) -> None:
    assert await second_answer(lab) == Returned(b'"of the second"')


@pytest.mark.usefixtures("kept")
async def test_an_environment_that_was_kept_is_not_spoken_to(lab: Lab) -> None:
    assert getattr(await second_answer(lab), "error_type", None) == "Runtime.Unknown"


@pytest.mark.usefixtures("kept", "talking_out_of_turn")
async def test_one_that_is_spoken_to_is_not_believed(lab: Lab) -> None:
    assert getattr(await second_answer(lab), "error_type", None) == "Runtime.Unknown"


@pytest.mark.usefixtures("kept", "talking_out_of_turn")
async def test_with_all_three_guards_gone_the_wrong_answer_comes(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    believe_any_attempt(monkeypatch)

    assert await second_answer(lab) == Returned(b'"of the first"')
