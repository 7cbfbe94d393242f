"""T10, T12: a caller's trace header goes into the sandbox with the event; one over the frame's bound ended it."""

from dataclasses import replace

import pytest

from cloister.domain.invocation import FunctionFailed, Returned
from cloister.domain.limits import TRACE_ID_LENGTH_MAX
from tests.support import Lab, an_invocation

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def outcome_with(lab: Lab, trace_id: str) -> object:
    version = lab.version("def handler(event, context):\n    return 1")
    invocation = replace(an_invocation(version), trace_id=trace_id)
    async with lab.lease(version) as environment:
        return (await environment.run(invocation)).outcome


async def test_the_longest_that_is_let_through_is_told_to_the_function(lab: Lab) -> None:
    # In the alphabet that takes the most room on the way.
    assert await outcome_with(lab, "\u00ff" * TRACE_ID_LENGTH_MAX) == Returned(b"1")


async def test_one_that_was_not_bounded_would_end_the_environment(lab: Lab) -> None:
    outcome = await outcome_with(lab, "x" * 20_000)

    assert isinstance(outcome, FunctionFailed)
    assert outcome.error_type == "Runtime.Unknown"
