"""Every operation done, by boto3 and a running server: each answer is what its case says, and what the model allows."""

from collections.abc import Iterator, Mapping
from types import ModuleType

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from cloister.api.lambda_.operations import OPERATIONS
from cloister.api.not_built import NOT_BUILT
from tests.api.cases import (
    aliases,
    events,
    functions,
    invoke,
    layers,
    policies,
    settings,
    signing,
    tags,
    urls,
)
from tests.api.exchange import Answered, Caller, Case, Exchange
from tests.api.members import askable, asked_for
from tests.api.model import LAMBDA
from tests.api.world import World
from tests.e2e.lambda_client import Refusal, refusal

MODULES: tuple[ModuleType, ...] = (
    aliases,
    events,
    functions,
    invoke,
    layers,
    policies,
    settings,
    signing,
    tags,
    urls,
)
DONE = tuple(operation.name for operation in OPERATIONS if operation.name not in NOT_BUILT)
"""What docs/api.md, which is written from the same two, calls done or stored."""
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
    assert any(not isinstance(exchange.expected, Refusal) for exchange in met)


def test_every_case_is_of_an_operation_that_is_done() -> None:
    names = {xform_name(operation) for operation in DONE}

    cases = [name for module in MODULES for name in vars(module) if name in ALL_NAMES]

    assert sorted(cases) == sorted(names)


ALL_NAMES = frozenset(xform_name(operation.name) for operation in OPERATIONS)


def case_of(operation: str) -> Case:
    """AssertionError for an operation that has none, or more than one."""
    name = xform_name(operation)
    [case] = [vars(module)[name] for module in MODULES if name in vars(module)]
    found: Case = case
    return found


def carried_out(case: Case, world: World, operation: str) -> Iterator[Exchange]:
    """The exchanges of the case, each once it has happened as it says. AssertionError for the first that does not."""
    exchanges = case(world)
    answer: Answered | None = None
    try:
        while True:
            exchange = exchanges.send(answer) if answer is not None else next(exchanges)
            outcome = outcome_of(exchange, world, operation)
            exchange.check(outcome)
            answer = outcome if isinstance(outcome, Mapping) else {}
            yield exchange
    except StopIteration:
        return


def outcome_of(exchange: Exchange, world: World, operation: str) -> Answered | Refusal:
    """The members of the answer, streams as the bytes in them; or the refusal."""
    call = getattr(client_of(exchange, world), xform_name(operation))
    try:
        answer = call(**exchange.sent)
    except ClientError as error:
        return refusal(error)
    del answer["ResponseMetadata"]
    return {
        name: member.read() if hasattr(member, "read") else member
        for name, member in answer.items()
    }


def client_of(exchange: Exchange, world: World) -> object:
    """boto3 checks what is to be answered, as it does for everyone; what is to be refused, it sends as it is."""
    match exchange.caller:
        case Caller.FORGER:
            return world.forger
        case Caller.STRANGER:
            return world.stranger
        case Caller.OWNER:
            return world.careless if isinstance(exchange.expected, Refusal) else world.aws
