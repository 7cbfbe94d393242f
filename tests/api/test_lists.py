"""Whichever list is asked for: its pages have bounds, and a marker is one that the list gave."""

from collections.abc import Mapping

import pytest

from tests.api.asking import DONE, case_of, outcome_of
from tests.api.exchange import Answered, malformed
from tests.api.model import LAMBDA
from tests.api.world import World
from tests.e2e.lambda_client import Refusal

pytestmark = pytest.mark.timeout(180)  # the first test of all waits for the server

LISTS = [
    operation
    for operation in DONE
    if {"Marker", "MaxItems"} <= LAMBDA.operation_model(operation).input_shape.members.keys()
]


def of_a_case(world: World, operation: str) -> Mapping[str, object]:
    """What the operation's case sends first, without what concerns pages."""
    sent = next(case_of(operation)(world)).sent
    return {name: value for name, value in sent.items() if name not in {"Marker", "MaxItems"}}


@pytest.mark.parametrize("operation", LISTS)
def test_a_page_has_as_many_items_as_the_model_allows(world: World, operation: str) -> None:
    sent = of_a_case(world, operation)
    bounds = LAMBDA.operation_model(operation).input_shape.members["MaxItems"].metadata
    least, most = bounds["min"], bounds["max"]

    def told(items: int) -> Answered | Refusal:
        return outcome_of(world.careless, operation, {**sent, "MaxItems": items})

    too_few = f"Member must have value greater than or equal to {least}"
    too_many = f"Member must have value less than or equal to {most}"
    malformed(("maxItems", least - 1, too_few)).check(told(least - 1))
    malformed(("maxItems", most + 1, too_many)).check(told(most + 1))
    assert isinstance(told(least), dict)
    assert isinstance(told(most), dict)


@pytest.mark.parametrize("marker", ["nothing of ours", "LQ=", "zz"])
@pytest.mark.parametrize("operation", LISTS)
def test_a_marker_that_the_list_did_not_give_is_refused(
    world: World, operation: str, marker: str
) -> None:
    sent = of_a_case(world, operation)

    told = outcome_of(world.careless, operation, {**sent, "Marker": marker})

    assert isinstance(told, Refusal)
    assert (told.status, told.error_type) == (400, "InvalidParameterValueException")
