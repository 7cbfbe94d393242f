"""Every operation done, by boto3 and a running server: each answer is what its case says, and what the model allows."""

import pytest
from botocore import xform_name

from cloister.api.lambda_.operations import OPERATIONS
from tests.api.asking import DONE, MODULES, carried_out, case_of
from tests.api.members import askable, asked_for
from tests.api.model import LAMBDA
from tests.api.world import World
from tests.e2e.lambda_client import Refusal

pytestmark = pytest.mark.timeout(180)  # the first test of all waits for the server

REFUSALS_MIN = 2


@pytest.mark.parametrize("operation", DONE)
def test_an_operation_takes_every_member_answers_as_its_case_says_and_refuses_in_two_ways(
    world: World, operation: str
) -> None:
    case = case_of(operation)

    shape = LAMBDA.operation_model(operation).input_shape
    met = list(carried_out(case, world, operation))

    asked = {member for exchange in met for member in asked_for(exchange.sent, shape)}
    assert sorted(set(askable(shape)) - asked) == []
    refusals = {exchange.expected for exchange in met if isinstance(exchange.expected, Refusal)}
    assert len(refusals) >= REFUSALS_MIN
    statuses = {refusal.status for refusal in refusals}
    assert ("RevisionId" in shape.members) == (412 in statuses)
    assert any(not isinstance(exchange.expected, Refusal) for exchange in met)


def test_every_case_is_of_an_operation_that_is_done() -> None:
    names = {xform_name(operation) for operation in DONE}

    cases = [name for module in MODULES for name in vars(module) if name in ALL_NAMES]

    assert sorted(cases) == sorted(names)


ALL_NAMES = frozenset(xform_name(operation.name) for operation in OPERATIONS)
