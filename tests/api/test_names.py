"""Whichever operation is asked: a function is named in each of AWS's forms, or where it is said to be is told."""

from collections.abc import Mapping

import pytest

from tests.api.asking import DONE, case_of, outcome_of
from tests.api.cases.functions import DERIVED
from tests.api.model import LAMBDA
from tests.api.world import ACCOUNT, World
from tests.e2e.lambda_client import Refusal

pytestmark = pytest.mark.timeout(180)  # the first test of all waits for the server

ELSEWHERE = "111111111111"
NOT_REACHABLE = "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"
BY_NAME = {"CreateFunction"}
"""It would make the function that the others do not find."""


def that_take(*members: str) -> list[str]:
    """The operations done that have all of these members."""
    return [
        operation
        for operation in DONE
        if {*members} <= LAMBDA.operation_model(operation).input_shape.members.keys()
    ]


def without_a_part(world: World, operation: str) -> Mapping[str, object]:
    """What the operation's case sends first, of the whole function, unless it is for parts only."""
    sent = next(case_of(operation)(world)).sent
    required = LAMBDA.operation_model(operation).input_shape.metadata.get("required", [])
    return {name: value for name, value in sent.items() if name != "Qualifier" or name in required}


@pytest.mark.parametrize("operation", sorted({*that_take("FunctionName")} - BY_NAME))
def test_a_function_that_there_is_not_is_told_in_the_same_words_whatever_the_form_of_its_name(
    world: World, operation: str
) -> None:
    sent = without_a_part(world, operation)
    forms = (
        "nobody",
        f"{ACCOUNT}:function:nobody",
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:nobody",
    )

    told = {outcome_of(world.careless, operation, {**sent, "FunctionName": form}) for form in forms}

    [refusal] = told
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.error_type) == (404, "ResourceNotFoundException")


@pytest.mark.parametrize("operation", that_take("FunctionName"))
def test_a_function_of_another_account_is_denied_and_one_of_another_region_is_not_reachable(
    world: World, operation: str
) -> None:
    sent = without_a_part(world, operation)

    def told(name: str) -> object:
        return outcome_of(world.careless, operation, {**sent, "FunctionName": name})

    of_another_account = f"arn:aws:lambda:us-east-1:{ELSEWHERE}:function:f"
    denied = told(of_another_account)
    assert isinstance(denied, Refusal)
    assert (denied.status, denied.error_type) == (403, "AccessDeniedException")
    assert told(f"{ELSEWHERE}:function:f") == denied
    assert told(f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f") == Refusal(
        404, "ResourceNotFoundException", NOT_REACHABLE
    )


@pytest.mark.parametrize("operation", that_take("FunctionName", "Qualifier"))
def test_a_qualifier_in_the_name_is_the_one_beside_it(world: World, operation: str) -> None:
    sent = without_a_part(world, operation)
    named = {**sent, "FunctionName": f"{sent['FunctionName']}:live", "Qualifier": "next"}

    told = outcome_of(world.careless, operation, named)

    assert told == Refusal(400, "InvalidParameterValueException", DERIVED)
