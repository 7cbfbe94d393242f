"""Invoke."""

import base64

from tests.api.exchange import Bytes, Exchanges, Like, answered, invalid, not_found, refused
from tests.api.world import World, arn
from tests.e2e.lambda_client import PER_TENANT

BASE64 = r"[A-Za-z0-9+/]+={0,2}"


def invoke(world: World) -> Exchanges:
    name = world.function(**PER_TENANT)
    version = world.version(name)
    given = {
        "FunctionName": name,
        "Qualifier": version,
        "InvocationType": "RequestResponse",
        "LogType": "Tail",
        "ClientContext": base64.b64encode(b'{"client":{}}').decode(),
        "TenantId": "blue",
        "Payload": b'{"a": 1}',
    }
    yield answered(
        given, StatusCode=200, ExecutedVersion=version, LogResult=Like(BASE64), Payload=b'{"a": 1}'
    )
    yield answered(
        {"FunctionName": name, "TenantId": "blue", "Payload": b'"fail"'},
        StatusCode=200,
        FunctionError="Unhandled",
        ExecutedVersion="$LATEST",
        Payload=Bytes(rb".*ValueError.*"),
    )
    yield answered(
        {"FunctionName": name, "TenantId": "blue", "InvocationType": "DryRun"},
        StatusCode=204,
        Payload=b"",
    )

    yield from _invocation_mistakes(world, name)


def _invocation_mistakes(world: World, name: str) -> Exchanges:
    yield not_found(f"Function not found: {arn('nobody', '$LATEST')}", FunctionName="nobody")
    yield invalid(
        "The invoked function is enabled with tenancy configuration. "
        "Add a valid tenant ID in your request and try again.",
        FunctionName=name,
    )
    yield invalid(
        "The invoked function is not enabled with tenancy configuration. "
        "Remove the tenant ID from your request and try again.",
        FunctionName=world.function(),
        TenantId="blue",
    )
    yield refused(
        501,
        "NotImplementedException",
        "DurableExecutionName is not available: durable executions are not built yet.",
        FunctionName=name,
        DurableExecutionName="once",
    )
