"""Tenants and environments of a running server, told on the command line: asked of its own API, with its root key."""

import configparser
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cloister.domain.errors import CloisterError
from cloister.domain.ids import AccountId
from cloister.models import MODELS
from cloister.telemetry.log_store import GroupAddress
from cloister.terminal import print_table

Item: TypeAlias = Mapping[str, Any]  # Any: as boto3 answers
_Client: TypeAlias = Any  # boto3 makes its clients' classes at run time

TENANT_COLUMNS: Final = ("TenantId", "Environments", "ActiveEnvironments", "LastUsedAt")
ENVIRONMENT_COLUMNS: Final = (
    *("EnvironmentId", "State", "FunctionName", "Version", "TenantId", "MemorySize"),
    *("AgeSeconds", "Invocations", "Isolation"),
)
_NOTHING_OF_THE_USERS: Final = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""For a session, in botocore's form: profile, region, endpoint and key are the server's, whatever the user has set."""
PATIENCE_S: Final = 60
"""For an answer, beside the grace that invocations are given."""


class NotServing(CloisterError):
    """No server answers on the data directory, or it refused what was asked."""


class Overview:
    """Prints or gives what a server says. Every method raises NotServing with its reason."""

    def __init__(self, *, ready_file: Path, credentials: Path) -> None:
        """`ready_file` and `credentials` as a server writes them. Raises NotServing where none serves."""
        try:
            served = json.loads(ready_file.read_text())
            keys = configparser.ConfigParser()
            keys.read_string(credentials.read_text())
            key = keys["default"]
            self._endpoint, self._region = str(served["endpoint"]), str(served["region"])
            self._key = key["aws_access_key_id"], key["aws_secret_access_key"]
        except PermissionError as error:
            raise NotServing(
                f"this user may not read {error.filename}: ask as the user who runs the server"
            ) from error
        except (OSError, ValueError, KeyError, configparser.Error) as error:
            raise NotServing(
                f"no server is running on {ready_file.parent}: start `cloister up`"
            ) from error

    def tenants(self, *, form: str) -> None:
        with self._asked() as client:
            pages = client.get_paginator("list_tenants").paginate()
            _print((item for page in pages for item in page["Tenants"]), TENANT_COLUMNS, form=form)

    def environments(self, *, tenant: str | None, function: str | None, form: str) -> None:
        chosen = {"TenantId": tenant, "FunctionName": function}
        given = {name: value for name, value in chosen.items() if value is not None}
        with self._asked() as client:
            pages = client.get_paginator("list_environments").paginate(**given)
            items = (item for page in pages for item in page["Environments"])
            _print(items, ENVIRONMENT_COLUMNS, form=form)

    def evict(self, *, tenant: str, function: str | None, grace_s: int, form: str) -> None:
        """Prints what was destroyed."""
        given = {} if function is None else {"FunctionName": function}
        with self._asked(patience_s=PATIENCE_S + grace_s) as client:
            ended = client.evict_tenant(TenantId=tenant, GraceSeconds=grace_s, **given)
            _print(ended["Environments"], ENVIRONMENT_COLUMNS, form=form)

    def log_group(self, function: str) -> GroupAddress:
        """Where the lines of a function go, which may be named by its ARN."""
        with self._asked(service="lambda") as client:
            told = client.get_function_configuration(FunctionName=function)
        account = AccountId(told["FunctionArn"].split(":")[4])
        return GroupAddress(account, told["LoggingConfig"]["LogGroup"])

    @contextmanager
    def _asked(
        self, *, service: str = "cloister", patience_s: int = PATIENCE_S
    ) -> Iterator[_Client]:
        session = botocore.session.Session(session_vars=_NOTHING_OF_THE_USERS)
        session.get_component("data_loader").search_paths.append(str(MODELS))
        key_id, secret = self._key
        client = session.create_client(
            service,
            region_name=self._region,
            endpoint_url=self._endpoint,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            # No proxies: the server is on this machine.
            config=Config(read_timeout=patience_s, retries={"total_max_attempts": 1}, proxies={}),
        )
        try:
            yield client
        except ClientError as error:
            raise NotServing(str(error.response["Error"].get("Message", error))) from error
        except BotoCoreError as error:
            raise NotServing(str(error)) from error
        finally:
            client.close()


def _print(items: Iterable[Item], columns: Sequence[str], *, form: str) -> None:
    if form == "json":
        for item in items:
            sys.stdout.write(json.dumps(item, default=_iso) + "\n")
        return
    print_table(columns, ([_cell(item.get(column)) for column in columns] for item in items))


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return _iso(value)
        case float():
            return f"{value:.0f}"
        case {"Wall": wall, "EnforcedBounds": bounds}:
            return f"{wall}: {', '.join(bounds)}"
        case _:
            return str(value)


def _iso(value: datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")
