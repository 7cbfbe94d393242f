"""The operations on how asynchronous invocations of a function are tried."""

from tests.api.exchange import (
    MARKER,
    MOMENT,
    Exchanges,
    answered,
    invalid,
    malformed,
    not_found,
)
from tests.api.world import ACCOUNT, World, arn
from tests.loose import Given, Json

NO_FUNCTION = "The function doesn't exist."
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:outcomes"
RETRIES = ("maximumRetryAttempts", 3, "Member must have value less than or equal to 2")
ITEMS = ("maxItems", 51, "Member must have value less than or equal to 50")


def no_event_config(name: str, qualifier: str = "$LATEST") -> str:
    return f"The function {arn(name, qualifier)} doesn't have an EventInvokeConfig"


def events(name: str, qualifier: str = "$LATEST", **changed: Given) -> dict[str, Json]:
    return {
        "LastModified": MOMENT,
        "FunctionArn": arn(name, qualifier),
        "DestinationConfig": {"OnSuccess": {}, "OnFailure": {}},
        **changed,
    }


def put_function_event_invoke_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    to = {"OnSuccess": {"Destination": QUEUE}, "OnFailure": {"Destination": QUEUE}}
    chosen = {
        "MaximumRetryAttempts": 1,
        "MaximumEventAgeInSeconds": 60,
        "DestinationConfig": to,
    }
    of = {"FunctionName": name, "Qualifier": version}
    yield answered({**of, **chosen}, **events(name, version, **chosen))

    yield not_found(NO_FUNCTION, FunctionName="nobody", MaximumRetryAttempts=1)
    yield malformed(RETRIES, FunctionName=name, MaximumRetryAttempts=3)
    yield invalid(
        "You must specify at least one of error handling or destination setting.",
        FunctionName=name,
    )


def update_function_event_invoke_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    of = {"FunctionName": name, "Qualifier": version}
    yield not_found(no_event_config(name, version), **of, MaximumRetryAttempts=0)
    world.aws.put_function_event_invoke_config(**of, MaximumRetryAttempts=2)
    to = {"OnSuccess": {}, "OnFailure": {"Destination": QUEUE}}
    yield answered(
        {
            **of,
            "MaximumEventAgeInSeconds": 60,
            "DestinationConfig": {"OnFailure": {"Destination": QUEUE}},
        },
        **events(
            name,
            version,
            MaximumRetryAttempts=2,
            MaximumEventAgeInSeconds=60,
            DestinationConfig=to,
        ),
    )
    yield answered(
        {
            **of,
            "MaximumRetryAttempts": 0,
            "DestinationConfig": {"OnSuccess": {"Destination": QUEUE}},
        },
        **events(
            name,
            version,
            MaximumRetryAttempts=0,
            MaximumEventAgeInSeconds=60,
            DestinationConfig={"OnSuccess": {"Destination": QUEUE}, "OnFailure": {}},
        ),
    )

    yield not_found(NO_FUNCTION, FunctionName="nobody", MaximumRetryAttempts=1)
    yield malformed(RETRIES, **of, MaximumRetryAttempts=3)


def get_function_event_invoke_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    of = {"FunctionName": name, "Qualifier": version}
    world.aws.put_function_event_invoke_config(**of, MaximumRetryAttempts=0)
    yield answered(of, **events(name, version, MaximumRetryAttempts=0))

    yield not_found(no_event_config("nobody"), FunctionName="nobody")
    yield not_found(no_event_config(name), FunctionName=name)


def delete_function_event_invoke_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    of = {"FunctionName": name, "Qualifier": version}
    world.aws.put_function_event_invoke_config(**of, MaximumRetryAttempts=0)
    yield answered(of)

    yield not_found(no_event_config(name, version), **of)
    yield not_found(no_event_config("nobody"), FunctionName="nobody")


def list_function_event_invoke_configs(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    for qualifier in ("$LATEST", version):
        world.aws.put_function_event_invoke_config(
            FunctionName=name, Qualifier=qualifier, MaximumRetryAttempts=0
        )
    first, second = (
        events(name, qualifier, MaximumRetryAttempts=0) for qualifier in ("$LATEST", version)
    )
    page = yield answered(
        {"FunctionName": name, "MaxItems": 1},
        FunctionEventInvokeConfigs=[first],
        NextMarker=MARKER,
    )
    yield answered(
        {"FunctionName": name, "Marker": page["NextMarker"]}, FunctionEventInvokeConfigs=[second]
    )

    yield not_found(NO_FUNCTION, FunctionName="nobody")
    yield malformed(ITEMS, FunctionName=name, MaxItems=51)
