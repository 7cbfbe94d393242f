"""Operations asked as their cases say, by boto3 and a running server."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from botocore import xform_name
from botocore.exceptions import ClientError

from cloister.api.lambda_.operations import OPERATIONS
from cloister.api.not_built import NOT_BUILT
from tests.api.cases import (
    aliases,
    event_sources,
    events,
    functions,
    invoke,
    layers,
    policies,
    provisioned,
    settings,
    signing,
    tags,
    urls,
)
from tests.api.exchange import Answered, Caller, Case, Exchange
from tests.api.world import World
from tests.e2e.lambda_client import Client, Refusal, refusal

MODULES: tuple[ModuleType, ...] = (
    aliases,
    event_sources,
    events,
    functions,
    invoke,
    layers,
    policies,
    provisioned,
    settings,
    signing,
    tags,
    urls,
)
DONE = tuple(operation.name for operation in OPERATIONS if operation.name not in NOT_BUILT)
"""What docs/api.md, which is written from the same two, calls done or stored."""


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
            outcome = outcome_of(client_of(exchange, world), operation, exchange.sent)
            exchange.check(outcome)
            answer = outcome if isinstance(outcome, Mapping) else {}
            yield exchange
    except StopIteration:
        return


def outcome_of(client: Client, operation: str, sent: Mapping[str, object]) -> Answered | Refusal:
    """The members of the answer, streams as the bytes in them; or the refusal."""
    try:
        answer = getattr(client, xform_name(operation))(**sent)
    except ClientError as error:
        return refusal(error)
    del answer["ResponseMetadata"]
    return {
        name: member.read() if hasattr(member, "read") else member
        for name, member in answer.items()
    }


def client_of(exchange: Exchange, world: World) -> Client:
    """boto3 checks what is to be answered, as it does for everyone; what is to be refused, it sends as it is."""
    match exchange.caller:
        case Caller.FORGER:
            return world.forger
        case Caller.STRANGER:
            return world.stranger
        case Caller.OWNER:
            return world.careless if isinstance(exchange.expected, Refusal) else world.aws
