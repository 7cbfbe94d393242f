"""The operations on aliases."""

from tests.api.exchange import (
    MARKER,
    REVISION,
    Exchanges,
    answered,
    conflict,
    invalid,
    malformed,
    not_found,
    satisfies,
    stale,
)
from tests.api.world import World, arn
from tests.loose import Given, Json

NOBODY = f"Function not found: {arn('nobody')}"
HALF = {"AdditionalVersionWeights": {"2": 0.5}}


def with_two_versions(world: World) -> str:
    """The name of a new function that has versions 1 and 2."""
    name = world.function()
    world.version(name)
    world.aws.update_function_configuration(FunctionName=name, Description="changed")
    world.settled(name)
    world.version(name)
    return name


def shown(name: str, alias: str, **changed: Given) -> dict[str, Json]:
    """All members of an alias of version 1, with no choices of its owner's but these."""
    return {
        "AliasArn": arn(name, alias),
        "Name": alias,
        "FunctionVersion": "1",
        "Description": "",
        "RevisionId": REVISION,
        **changed,
    }


def create_alias(world: World) -> Exchanges:
    name = with_two_versions(world)
    given = {
        "FunctionName": name,
        "Name": "live",
        "FunctionVersion": "1",
        "Description": "in use",
        "RoutingConfig": HALF,
    }
    yield answered(given, **shown(name, "live", Description="in use", RoutingConfig=HALF))
    latest = {"FunctionName": name, "Name": "next", "FunctionVersion": "$LATEST"}
    yield answered(latest, **shown(name, "next", FunctionVersion="$LATEST"))

    yield conflict(f"Alias already exists: {arn(name, 'live')}", **given)
    yield not_found(NOBODY, FunctionName="nobody", Name="live", FunctionVersion="1")
    yield not_found(
        f"Function not found: {arn(name, '9')}", FunctionName=name, Name="old", FunctionVersion="9"
    )
    yield malformed(
        ("name", "12", satisfies("Alias")), FunctionName=name, Name="12", FunctionVersion="1"
    )
    yield invalid(
        "$LATEST is not supported for an alias pointing to more than 1 version",
        FunctionName=name,
        Name="both",
        FunctionVersion="$LATEST",
        RoutingConfig=HALF,
    )
    yield invalid(
        "Number of items in AdditionalVersionWeights cannot be greater than 1",
        FunctionName=name,
        Name="all",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"1": 0.1, "2": 0.1}},
    )


def get_alias(world: World) -> Exchanges:
    name = with_two_versions(world)
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion="1", RoutingConfig=HALF)
    yield answered(
        {"FunctionName": name, "Name": "live"}, **shown(name, "live", RoutingConfig=HALF)
    )

    yield not_found(NOBODY, FunctionName="nobody", Name="live")
    yield not_found(f"Cannot find alias arn: {arn(name, 'none')}", FunctionName=name, Name="none")


def list_aliases(world: World) -> Exchanges:
    name = with_two_versions(world)
    world.aws.create_alias(FunctionName=name, Name="a", FunctionVersion="1", RoutingConfig=HALF)
    world.aws.create_alias(FunctionName=name, Name="b", FunctionVersion="1")
    first, second = shown(name, "a", RoutingConfig=HALF), shown(name, "b")
    page = yield answered({"FunctionName": name, "MaxItems": 1}, Aliases=[first], NextMarker=MARKER)
    yield answered({"FunctionName": name, "Marker": page["NextMarker"]}, Aliases=[second])
    yield answered({"FunctionName": name, "FunctionVersion": "2"}, Aliases=[first])

    yield not_found(NOBODY, FunctionName="nobody")
    yield malformed(
        ("maxItems", 10_001, "Member must have value less than or equal to 10000"),
        FunctionName=name,
        MaxItems=10_001,
    )


def update_alias(world: World) -> Exchanges:
    name = with_two_versions(world)
    created = world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion="2")
    given = {
        "FunctionName": name,
        "Name": "live",
        "FunctionVersion": "1",
        "Description": "in use",
        "RoutingConfig": HALF,
        "RevisionId": created["RevisionId"],
    }
    yield answered(given, **shown(name, "live", Description="in use", RoutingConfig=HALF))
    alone = {
        "FunctionName": name,
        "Name": "live",
        "RoutingConfig": {"AdditionalVersionWeights": {}},
    }
    yield answered(alone, **shown(name, "live", Description="in use"))

    yield stale("GetFunction/GetAlias", **given)
    yield not_found(NOBODY, FunctionName="nobody", Name="live")
    yield not_found(f"Alias not found: {arn(name, 'none')}", FunctionName=name, Name="none")
    yield malformed(
        ("functionVersion", "one", satisfies("VersionWithLatestPublished")),
        FunctionName=name,
        Name="live",
        FunctionVersion="one",
    )


def delete_alias(world: World) -> Exchanges:
    name = world.function()
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion="$LATEST")
    yield answered({"FunctionName": name, "Name": "live"})

    yield not_found(NOBODY, FunctionName="nobody", Name="live")
    yield malformed(("name", "a.b", satisfies("Alias")), FunctionName=name, Name="a.b")
