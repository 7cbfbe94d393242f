"""Aliases as owners move them: what they may point at, who wins of many writers, and which version runs."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.control.aliases import AliasChange
from cloister.control.configuration import ConfigurationChange
from cloister.control.event_invoke import EventInvokeChange
from cloister.control.versions import Publication
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import (
    InvalidParameterValue,
    PreconditionFailed,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.release import Alias, AliasName
from cloister.invoke.resolve import Resolver
from tests.unit.example_functions import (
    ARN,
    HOME,
    NAME,
    REFERENCE,
    Disk,
    Server,
    StandingClock,
    a_new_function,
)

LIVE = AliasName("live")
TO_1, TO_2, TO_LATEST = (AliasChange(version=version) for version in ("1", "2", "$LATEST"))
A_QUARTER_TO_2 = replace(TO_1, weights={"2": 0.25})


class DrawingClock(StandingClock):
    """Draws what the test gives it."""

    def __init__(self, draws: Callable[[], float]) -> None:
        super().__init__()
        self._draws = draws

    def draw(self) -> float:
        return self._draws()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """With a function that has versions 1 and 2, which differ from each other and from $LATEST."""
    async with Disk(tmp_path).server() as server:
        await server.active(a_new_function())
        for memory_mb in (256, 512):
            await server.versions.publish(REFERENCE, Publication(), revision=None)
            change = ConfigurationChange(memory_mb=memory_mb)
            await server.settled()
            await server.functions.update_configuration(REFERENCE, change, revision=None)
            await server.settled()
        yield server


def at(qualifier: str) -> FunctionReference:
    return FunctionReference(NAME, qualifier)


def resolver(server: Server, draws: Callable[[], float]) -> Resolver:
    return Resolver(server.store, HOME, DrawingClock(draws))


async def test_an_alias_runs_the_version_that_it_points_at_and_follows_when_it_is_moved(
    server: Server,
) -> None:
    resolve = resolver(server, lambda: 0.0)
    run = []

    await server.aliases.create(REFERENCE, LIVE, TO_1)
    for move in (TO_2, TO_LATEST, TO_1):
        run.append(resolve.version(at("live")).version)
        await server.aliases.update(REFERENCE, LIVE, move, revision=None)

    assert run == ["1", "2", "$LATEST"]


async def test_an_alias_that_is_made_again_finds_no_settings_of_the_one_before(
    server: Server,
) -> None:
    events, urls = server.plane.event_invoke_configs, server.plane.urls
    for name in (LIVE, AliasName("kept")):
        await server.aliases.create(REFERENCE, name, TO_1)
        await events.put(at(name), EventInvokeChange(retries_max=0))
        await urls.create(at(name), auth_type="NONE", invoke_mode="BUFFERED", cors=None)

    await server.aliases.delete(REFERENCE, LIVE)
    await server.aliases.create(REFERENCE, LIVE, TO_1)

    assert (
        {*await events.of_function(REFERENCE)} == {*await urls.of_function(REFERENCE)} == {"kept"}
    )


async def test_a_version_goes_with_its_settings(server: Server) -> None:
    events = server.plane.event_invoke_configs
    await events.put(at("1"), EventInvokeChange(retries_max=0))

    await server.versions.delete(at("1"))

    assert await events.of_function(REFERENCE) == {}


async def test_an_alias_shares_the_environments_of_its_version(server: Server) -> None:
    await server.aliases.create(REFERENCE, LIVE, TO_1)
    resolve = resolver(server, lambda: 0.0)

    assert resolve.version(at("live")) == resolve.version(at("1"))
    assert resolve.invoked_arn(at("live")) == f"{ARN}:live"


@pytest.mark.parametrize(
    ("draw", "version"), [(0.0, "2"), (0.2499, "2"), (0.25, "1"), (0.9999, "1")]
)
async def test_the_second_version_runs_for_its_share_of_the_draws(
    server: Server, draw: float, version: str
) -> None:
    await server.aliases.create(REFERENCE, LIVE, A_QUARTER_TO_2)

    assert resolver(server, lambda: draw).version(at("live")).version == version


async def test_of_many_invocations_a_quarter_runs_the_second_version(server: Server) -> None:
    await server.aliases.create(REFERENCE, LIVE, A_QUARTER_TO_2)
    resolve = resolver(server, random.Random(7).random)  # a seed, not a secret

    run = Counter(resolve.version(at("live")).version for _ in range(2000))

    assert 450 <= run["2"] <= 550
    assert run["1"] + run["2"] == 2000


@pytest.mark.parametrize(("weight", "version"), [(0.0, "1"), (1.0, "2")])
async def test_no_share_and_the_whole_share_leave_nothing_to_chance(
    server: Server, weight: float, version: str
) -> None:
    await server.aliases.create(REFERENCE, LIVE, replace(TO_1, weights={"2": weight}))

    draws = iter([0.0, 0.5, 0.9999])
    resolve = resolver(server, lambda: next(draws))
    assert {resolve.version(at("live")).version for _ in range(3)} == {version}


async def test_weights_stay_until_others_are_given(server: Server) -> None:
    await server.aliases.create(REFERENCE, LIVE, A_QUARTER_TO_2)

    described = await server.aliases.update(
        REFERENCE, LIVE, AliasChange(description="new"), revision=None
    )
    cleared = await server.aliases.update(REFERENCE, LIVE, AliasChange(weights={}), revision=None)

    assert (described.second_version, described.second_weight) == (2, 0.25)
    assert (cleared.second_version, cleared.second_weight) == (None, None)
    assert (cleared.version, cleared.description) == (1, "new")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            replace(TO_1, weights={"2": 0.1, "1": 0.1}),
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ),
        (
            replace(TO_1, weights={"1": 0.1}),
            "Invalid function version 1. Function version 1 is already included in routing configuration.",
        ),
        (
            replace(TO_LATEST, weights={"1": 0.1}),
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ),
    ],
)
async def test_weights_that_say_nothing_are_refused(
    server: Server, asked: AliasChange, told: str
) -> None:
    with pytest.raises(InvalidParameterValue) as refused:
        await server.aliases.create(REFERENCE, LIVE, asked)

    assert str(refused.value) == told
    assert server.aliases.list(REFERENCE, version=None) == []


@pytest.mark.parametrize("asked", [AliasChange(version="9"), replace(TO_1, weights={"9": 0.1})])
async def test_an_alias_of_a_version_that_is_not_there_is_refused(
    server: Server, asked: AliasChange
) -> None:
    with pytest.raises(ResourceNotFound, match=f"^Function not found: {ARN}:9$"):
        await server.aliases.create(REFERENCE, LIVE, asked)


async def test_of_twenty_who_move_one_revision_at_once_exactly_one_wins(server: Server) -> None:
    alias = await server.aliases.create(REFERENCE, LIVE, TO_1)

    outcomes = await asyncio.gather(
        *(
            server.aliases.update(
                REFERENCE, LIVE, replace(TO_2, description=f"{number}"), revision=alias.revision_id
            )
            for number in range(20)
        ),
        return_exceptions=True,
    )

    [winner] = [it for it in outcomes if isinstance(it, Alias)]
    assert server.aliases.get(REFERENCE, LIVE) == winner
    assert sum(isinstance(it, PreconditionFailed) for it in outcomes) == 19


async def test_of_twenty_who_name_no_revision_all_are_heard_one_after_another(
    server: Server,
) -> None:
    await server.aliases.create(REFERENCE, LIVE, TO_1)

    moved = await asyncio.gather(
        *(
            server.aliases.update(
                REFERENCE, LIVE, AliasChange(description=f"{number}"), revision=None
            )
            for number in range(20)
        )
    )

    assert {alias.description for alias in moved} == {f"{number}" for number in range(20)}
    assert server.aliases.get(REFERENCE, LIVE) in moved


async def test_of_twenty_who_create_the_same_alias_at_once_one_does(server: Server) -> None:
    outcomes = await asyncio.gather(
        *(server.aliases.create(REFERENCE, LIVE, TO_1) for _ in range(20)), return_exceptions=True
    )

    refused = [it for it in outcomes if isinstance(it, ResourceConflict)]
    assert {str(it) for it in refused} == {f"Alias already exists: {ARN}:live"}
    assert len(refused) == 19


@pytest.mark.parametrize("asked", [TO_1, replace(TO_2, weights={"1": 0.5})])
async def test_a_version_is_not_deleted_while_an_alias_points_at_it(
    server: Server, asked: AliasChange
) -> None:
    for name in ("live", "beta"):
        await server.aliases.create(REFERENCE, AliasName(name), asked)

    with pytest.raises(ResourceConflict) as refused:
        await server.versions.delete(at("1"))

    assert str(refused.value) == (
        "Unable to delete version because the following aliases reference it: [beta, live]"
    )
    for name in ("live", "beta"):
        await server.aliases.delete(REFERENCE, AliasName(name))
    await server.versions.delete(at("1"))
    assert [it.version for it in server.versions.list(REFERENCE)] == ["$LATEST", "2"]


async def test_aliases_are_listed_by_a_version_that_they_may_run(server: Server) -> None:
    aliases = {
        "first": TO_1,
        "second": TO_2,
        "both": A_QUARTER_TO_2,
        "newest": TO_LATEST,
    }
    for name, asked in aliases.items():
        await server.aliases.create(REFERENCE, AliasName(name), asked)

    listed = {
        version: sorted(alias.name for alias in server.aliases.list(REFERENCE, version=version))
        for version in ("1", "2", "$LATEST", "9")
    }

    assert listed == {
        "1": ["both", "first"],
        "2": ["both", "second"],
        "$LATEST": ["newest"],
        "9": [],
    }
