"""The operations on environments that are held ready for a version or an alias."""

from typing import Final

from tests.api.exchange import (
    MARKER,
    Exchanges,
    Like,
    answered,
    conflict,
    invalid,
    malformed,
    not_found,
    refused,
)
from tests.api.world import World, arn
from tests.e2e.server import eventually
from tests.loose import Json

SECOND: Final = Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000")
NOT_CONFIGURABLE = "The function resource provided must be an alias or a published version."
ONE = {"ProvisionedConcurrentExecutions": 1}
PATIENCE_S = 60


def of_version(world: World) -> dict[str, str]:
    """What names the version of a new function."""
    name = world.function()
    return {"FunctionName": name, "Qualifier": world.version(name)}


def held_ready(world: World, of: dict[str, str]) -> dict[str, Json]:
    """What is shown once one is held ready."""
    get = world.aws.get_provisioned_concurrency_config
    world.aws.put_provisioned_concurrency_config(**of, **ONE)
    eventually(lambda: get(**of)["Status"] == "READY", within_s=PATIENCE_S)
    return shown(ready=1, status="READY")


def shown(*, ready: int, status: str) -> dict[str, Json]:
    return {
        "RequestedProvisionedConcurrentExecutions": 1,
        "AvailableProvisionedConcurrentExecutions": ready,
        "AllocatedProvisionedConcurrentExecutions": ready,
        "Status": status,
        "LastModified": SECOND,
    }


def put_provisioned_concurrency_config(world: World) -> Exchanges:
    of = of_version(world)
    name, version = of.values()
    yield answered({**of, **ONE}, **shown(ready=0, status="IN_PROGRESS"))

    yield not_found(
        f"Function not found: {arn('nobody', '1')}", FunctionName="nobody", Qualifier="1", **ONE
    )
    yield not_found(
        f"Cannot find alias arn: {arn(name, 'live')}", FunctionName=name, Qualifier="live", **ONE
    )
    yield invalid(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        FunctionName=name,
        Qualifier="$LATEST",
        **ONE,
    )
    yield invalid(
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [100].",
        **of,
        ProvisionedConcurrentExecutions=1000,
    )
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    yield conflict(
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
        FunctionName=name,
        Qualifier="live",
        **ONE,
    )
    yield malformed(
        (
            "provisionedConcurrentExecutions",
            0,
            "Member must have value greater than or equal to 1",
        ),
        **of,
        ProvisionedConcurrentExecutions=0,
    )
    world.aws.delete_function(FunctionName=name)


def get_provisioned_concurrency_config(world: World) -> Exchanges:
    of = of_version(world)
    name = of["FunctionName"]
    yield refused(
        404,
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
        **of,
    )
    expected = held_ready(world, of)
    yield answered(of, **expected)

    yield not_found(f"Function not found: {arn(name, '9')}", FunctionName=name, Qualifier="9")
    yield invalid(NOT_CONFIGURABLE, FunctionName=name, Qualifier="$LATEST")
    world.aws.delete_function(FunctionName=name)


def delete_provisioned_concurrency_config(world: World) -> Exchanges:
    of = of_version(world)
    name = of["FunctionName"]
    world.aws.put_provisioned_concurrency_config(**of, **ONE)
    yield answered(of)
    yield answered(of)

    yield not_found(
        f"Cannot find alias arn: {arn(name, 'live')}", FunctionName=name, Qualifier="live"
    )
    yield invalid(NOT_CONFIGURABLE, FunctionName=name, Qualifier="$LATEST")


def list_provisioned_concurrency_configs(world: World) -> Exchanges:
    of = of_version(world)
    name, version = of.values()
    yield answered({"FunctionName": name}, ProvisionedConcurrencyConfigs=[])
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    world.aws.create_alias(FunctionName=name, Name="next", FunctionVersion=version)
    held_ready(world, {"FunctionName": name, "Qualifier": "live"})
    first = {"FunctionArn": arn(name, "live"), **held_ready(world, {**of, "Qualifier": "next"})}
    page = yield answered(
        {"FunctionName": name, "MaxItems": 1},
        ProvisionedConcurrencyConfigs=[first],
        NextMarker=MARKER,
    )
    yield answered(
        {"FunctionName": name, "MaxItems": 1, "Marker": page["NextMarker"]},
        ProvisionedConcurrencyConfigs=[{**first, "FunctionArn": arn(name, "next")}],
    )

    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield malformed(
        ("maxItems", 51, "Member must have value less than or equal to 50"),
        FunctionName=name,
        MaxItems=51,
    )
    world.aws.delete_function(FunctionName=name)
