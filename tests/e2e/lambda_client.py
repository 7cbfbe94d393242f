"""AWS's own client, unmodified, and functions made of source text that it deploys and calls."""

import base64
import io
import json
import os
import secrets
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.loose import Given, Json

Client = Any  # boto3 makes its clients' classes at run time
RUNTIME = f"python3.{sys.version_info.minor}"
ROLE = "arn:aws:iam::000000000000:role/test"
PER_TENANT = {"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}}
NOTHING = "def handler(event, context): ..."
QUICKLY = {"Delay": 0.1, "MaxAttempts": 100}
"""For boto3's waiters: the server is next door."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a caller is told: the status, the type in the header, and the text."""

    status: int
    error_type: str
    message: str


@contextmanager
def boto3_client(
    environ: Mapping[str, str], *, service: str = "lambda", **config: Given
) -> Iterator[Client]:
    """boto3's client for the length of the block, told nothing but the environment and, by `config`, of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        client = boto3.Session().client(service, config=Config(**config))
    try:
        yield client
    finally:
        client.close()


def zipped(source: str, *, name: str = "app.py") -> bytes:
    """A package of one module."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(name, dedent(source))
    return package.getvalue()


def new_function(source: str, **chosen: Given) -> dict[str, Json]:
    """CreateFunction's members for a function under a name that nobody else has."""
    return {
        "FunctionName": f"f-{secrets.token_hex(6)}",
        "Runtime": RUNTIME,
        "Handler": "app.handler",
        "Role": ROLE,
        "Code": {"ZipFile": zipped(source)},
        **chosen,
    }


def deploy(client: Client, source: str, **chosen: Given) -> str:
    """The name of a new function that is active."""
    name: str = client.create_function(**new_function(source, **chosen))["FunctionName"]
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
    return name


def call(client: Client, name: str, **more: Given) -> Json:
    """What the function answers, out of its JSON. AssertionError if it fails."""
    response = client.invoke(FunctionName=name, **more)
    payload = response["Payload"].read()
    assert "FunctionError" not in response, payload
    return json.loads(payload)


def refusal(error: ClientError) -> Refusal:
    """What the server sent, out of what boto3 made of it."""
    sent = error.response["ResponseMetadata"]
    return Refusal(
        status=sent["HTTPStatusCode"],
        error_type=sent["HTTPHeaders"]["x-amzn-errortype"],
        message=error.response["Error"]["Message"],
    )


def refused(operation: Callable[..., object], **members: object) -> Refusal:
    """What the operation of a client is answered. Fails if it is done."""
    with pytest.raises(ClientError) as error:
        operation(**members)
    return refusal(error.value)


def log_of(response: Mapping[str, str]) -> str:
    """The log that an invocation's answer brings, where it was asked for."""
    return base64.b64decode(response["LogResult"]).decode()


def all_events(logs: Client, **asked: Given) -> list[dict[str, Json]]:
    """Those of a group that are found, page after page."""
    pages = logs.get_paginator("filter_log_events").paginate(**asked)
    return [event for page in pages for event in page["events"]]
