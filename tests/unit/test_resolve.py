"""From a reference to the version that runs: what is there, what is not there yet, and what never will be."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.domain.arn import FunctionReference
from cloister.domain.clock import SystemClock
from cloister.domain.errors import ResourceConflict, ResourceNotFound
from cloister.domain.function import FunctionState
from cloister.domain.ids import FunctionName, RevisionId
from cloister.invoke.resolve import Resolver
from cloister.store.database import Database
from cloister.store.functions import SqlFunctionStore
from tests.unit.stored_functions import ARN, HOME, a_function, a_resolver


@pytest.fixture
async def resolver(tmp_path: Path) -> AsyncIterator[Resolver]:
    functions = (
        a_function("f"),
        a_function("pending", state=FunctionState.PENDING),
        a_function("failed", state=FunctionState.FAILED),
    )
    async with a_resolver(tmp_path, *functions) as resolver:
        yield resolver


def named(name: str, qualifier: str | None = None) -> FunctionReference:
    return FunctionReference(FunctionName(name), qualifier)


@pytest.mark.parametrize("qualifier", [None, "$LATEST"])
def test_a_function_without_a_qualifier_is_its_latest_version(
    resolver: Resolver, qualifier: str | None
) -> None:
    version = resolver.version(named("f", qualifier))

    assert version == a_function("f").latest()
    assert version.version == "$LATEST"


async def test_a_change_of_a_function_is_seen_by_the_next_invocation(tmp_path: Path) -> None:
    function = a_function("f")
    async with Database(tmp_path / "metadata.db") as database:
        store = SqlFunctionStore(database)
        await store.create(function)
        resolver = Resolver(store, HOME, SystemClock())
        before = [resolver.version(named("f")), resolver.version(named("f"))]

        changed = replace(function, reserved_concurrency=7, revision_id=RevisionId("r2"))
        await store.replace(changed, expected=function.revision_id)

        assert before == [function.latest()] * 2
        assert resolver.version(named("f")) == changed.latest()


def test_an_unknown_function_is_told_by_its_arn_with_latest_though_no_qualifier_was_given(
    resolver: Resolver,
) -> None:
    with pytest.raises(ResourceNotFound) as refusal:
        resolver.version(named("nobody"))

    assert str(refusal.value) == f"Function not found: {ARN}:nobody:$LATEST"


@pytest.mark.parametrize("qualifier", ["1", "prod", "$LATEST.PUBLISHED"])
def test_a_qualifier_that_does_not_exist_is_told_with_the_arn(
    resolver: Resolver, qualifier: str
) -> None:
    with pytest.raises(ResourceNotFound) as refusal:
        resolver.version(named("f", qualifier))

    assert str(refusal.value) == f"Function not found: {ARN}:f:{qualifier}"


@pytest.mark.parametrize(("name", "state"), [("pending", "Pending"), ("failed", "Failed")])
def test_a_function_that_cannot_run_is_a_conflict_that_names_its_state(
    resolver: Resolver, name: str, state: str
) -> None:
    with pytest.raises(ResourceConflict) as refusal:
        resolver.version(named(name))

    assert str(refusal.value).startswith(
        "The operation cannot be performed at this time. "
        f"The function is currently in the following state: {state}"
    )


@pytest.mark.parametrize(("qualifier", "ending"), [(None, ""), ("$LATEST", ":$LATEST")])
def test_the_invoked_arn_has_the_qualifier_that_the_caller_gave(
    resolver: Resolver, qualifier: str | None, ending: str
) -> None:
    assert resolver.invoked_arn(named("f", qualifier)) == f"{ARN}:f{ending}"
