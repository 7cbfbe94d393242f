"""The operations on function URLs."""

from tests.api.exchange import (
    MARKER,
    TIME,
    Exchanges,
    Like,
    answered,
    conflict,
    invalid,
    malformed,
    not_found,
    satisfies,
)
from tests.api.world import World, arn
from tests.e2e.lambda_client import PER_TENANT
from tests.loose import Given, Json

NO_URL = "The resource you requested does not exist."
URL = Like(r"http://[0-9a-f]{32}\.lambda-url\.us-east-1\.127\.0\.0\.1:\d+/")
CORS = {
    "AllowCredentials": True,
    "AllowHeaders": ["Date"],
    "AllowMethods": ["GET"],
    "AllowOrigins": ["https://www.example.com"],
    "ExposeHeaders": ["Keep-Alive"],
    "MaxAge": 60,
}
ITEMS = ("maxItems", 51, "Member must have value less than or equal to 50")


def with_an_alias(world: World) -> str:
    name = world.function()
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion="$LATEST")
    return name


def url(name: str, qualifier: str | None = None, **changed: Given) -> dict[str, Json]:
    return {
        "FunctionUrl": URL,
        "FunctionArn": arn(name, qualifier),
        "AuthType": "NONE",
        "CreationTime": TIME,
        "InvokeMode": "BUFFERED",
        **changed,
    }


def create_function_url_config(world: World) -> Exchanges:
    name = with_an_alias(world)
    chosen = {"AuthType": "AWS_IAM", "Cors": CORS, "InvokeMode": "RESPONSE_STREAM"}
    yield answered(
        {"FunctionName": name, "Qualifier": "live", **chosen}, **url(name, "live", **chosen)
    )
    yield answered({"FunctionName": name, "AuthType": "NONE"}, **url(name))

    yield conflict(
        f"Failed to create function url config for [functionArn = {arn(name)}]. "
        "Error message:  FunctionUrlConfig exists for this Lambda function",
        FunctionName=name,
        AuthType="NONE",
    )
    yield not_found("Function does not exist", FunctionName="nobody", AuthType="NONE")
    yield malformed(
        ("authType", "ALL", "Member must satisfy enum value set: [NONE, AWS_IAM]"),
        FunctionName=name,
        AuthType="ALL",
    )
    isolated = world.function(**PER_TENANT)
    yield invalid(
        "Function URL is not supported for functions enabled with tenancy configuration",
        FunctionName=isolated,
        AuthType="NONE",
    )


def get_function_url_config(world: World) -> Exchanges:
    name = with_an_alias(world)
    world.aws.create_function_url_config(
        FunctionName=name, Qualifier="live", AuthType="NONE", Cors=CORS
    )
    yield answered(
        {"FunctionName": name, "Qualifier": "live"},
        **url(name, "live", Cors=CORS, LastModifiedTime=TIME),
    )

    yield not_found(NO_URL, FunctionName=name)
    yield malformed(
        ("qualifier", "1", satisfies("FunctionUrlQualifier")), FunctionName=name, Qualifier="1"
    )


def update_function_url_config(world: World) -> Exchanges:
    name = with_an_alias(world)
    of = {"FunctionName": name, "Qualifier": "live"}
    world.aws.create_function_url_config(**of, AuthType="NONE")
    chosen = {"AuthType": "AWS_IAM", "Cors": CORS, "InvokeMode": "RESPONSE_STREAM"}
    yield answered({**of, **chosen}, **url(name, "live", LastModifiedTime=TIME, **chosen))

    yield not_found(NO_URL, FunctionName=name, AuthType="NONE")
    yield malformed(
        ("invokeMode", "SLOW", "Member must satisfy enum value set: [BUFFERED, RESPONSE_STREAM]"),
        **of,
        InvokeMode="SLOW",
    )


def delete_function_url_config(world: World) -> Exchanges:
    name = with_an_alias(world)
    of = {"FunctionName": name, "Qualifier": "live"}
    world.aws.create_function_url_config(**of, AuthType="NONE")
    yield answered(of)

    yield not_found(NO_URL, **of)
    yield malformed(
        ("functionName", "a.b", satisfies("FunctionUrlFunctionName")), FunctionName="a.b"
    )


def list_function_url_configs(world: World) -> Exchanges:
    name = with_an_alias(world)
    for more in ({}, {"Qualifier": "live"}):
        world.aws.create_function_url_config(FunctionName=name, AuthType="NONE", Cors=CORS, **more)
    whole, alias = (url(name, of, Cors=CORS, LastModifiedTime=TIME) for of in (None, "live"))
    page = yield answered(
        {"FunctionName": name, "MaxItems": 1}, FunctionUrlConfigs=[whole], NextMarker=MARKER
    )
    yield answered({"FunctionName": name, "Marker": page["NextMarker"]}, FunctionUrlConfigs=[alias])

    yield not_found("Function does not exist", FunctionName="nobody")
    yield malformed(ITEMS, FunctionName=name, MaxItems=51)
