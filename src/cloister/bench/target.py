"""The function that is measured, from its creation to its deletion, and signed requests for its tenants."""

import contextlib
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError

from cloister.domain.clock import Clock
from cloister.domain.errors import CloisterError

EVENT = b'{"key1": "value1", "key2": "value2", "n": 1}'
HANDLER = "def handler(event, context):\n    return {'tenant': context.tenant_id}\n"
NAME_TOKEN_BYTES = 4

Client: TypeAlias = Any  # boto3 makes its clients' classes at run time


class NotMeasurable(CloisterError):
    """The endpoint can't be reached, or does not do what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the user of the command may say of the function."""

    endpoint: str | None
    """None for the one that the AWS configuration names."""
    profile: str | None
    region: str | None
    role: str
    runtime: str
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Target:
    """A function that can be invoked."""

    endpoint: str
    name: str
    region: str
    credentials: Credentials

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or ""

    @property
    def port(self) -> int:
        parts = urlsplit(self.endpoint)
        return parts.port or (443 if self.is_encrypted else 80)

    @property
    def is_encrypted(self) -> bool:
        return self.endpoint.startswith("https:")

    def request(self, tenant: str) -> bytes:
        """An invocation as it goes over the wire, signed: good for five minutes."""
        path = f"/2015-03-31/functions/{quote(self.name)}/invocations"
        request = AWSRequest(
            "POST",
            self.endpoint + path,
            data=EVENT,
            headers={"Host": urlsplit(self.endpoint).netloc, "X-Amz-Tenant-Id": tenant},
        )
        SigV4Auth(self.credentials, "lambda", self.region).add_auth(request)
        headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        head = f"POST {path} HTTP/1.1\r\n{headers}Content-Length: {len(EVENT)}\r\n\r\n"
        return head.encode() + EVENT


@contextlib.contextmanager
def target(chosen: Chosen, clock: Clock) -> Iterator[Target]:
    """A new function with tenant isolation, which is deleted afterwards. Raises NotMeasurable with the reason."""
    name = f"cloister-bench-{clock.new_token(NAME_TOKEN_BYTES)}"
    with _told():
        session = boto3.Session(profile_name=chosen.profile, region_name=chosen.region)
        client = session.client(
            "lambda",
            endpoint_url=chosen.endpoint,
            config=Config(connect_timeout=5),
        )
        credentials = session.get_credentials()
    if credentials is None:
        raise NotMeasurable("no AWS credentials: set AWS_SHARED_CREDENTIALS_FILE or --profile")
    with _told():
        _create(client, chosen, name)
    try:
        with _told():
            client.get_waiter("function_active_v2").wait(
                FunctionName=name, WaiterConfig={"Delay": 1}
            )
        yield Target(
            client.meta.endpoint_url.rstrip("/"),
            name,
            client.meta.region_name,
            credentials.get_frozen_credentials(),
        )
    finally:
        with _told():
            client.delete_function(FunctionName=name)


def own_runtime() -> str:
    """The name of the runtime of the interpreter that runs this."""
    return f"python3.{sys.version_info.minor}"


def _create(client: Client, chosen: Chosen, name: str) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", HANDLER)
    client.create_function(
        FunctionName=name,
        Runtime=chosen.runtime,
        Handler="app.handler",
        Role=chosen.role,
        Code={"ZipFile": package.getvalue()},
        MemorySize=chosen.memory_mb,
        TenancyConfig={"TenantIsolationMode": "PER_TENANT"},
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as error:
        # ValueError is botocore's word for an endpoint that is no URL.
        raise NotMeasurable(str(error)) from error
