"""The walk-through as a program: one tenant-isolated function, three tests, and a look at what should never happen."""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

FUNCTION_NAME = "tenant-counter"
LOG_FILE = "server.log"
START_PATIENCE_S = 120
"""The first start of a data directory copies and compiles the runtime's tree."""
POLL_INTERVAL_S = 0.05

HANDLER = '''\
import json
import os
from datetime import datetime

TENANT_FILE = "/tmp/tenant_data.json"

request_count = 0


def lambda_handler(event, context):
    """Counts requests in a global and lists them in a file: both belong to one tenant only."""
    global request_count
    request_count += 1

    requests = []
    if os.path.exists(TENANT_FILE):
        with open(TENANT_FILE) as file:
            requests = json.load(file)
    requests.append({"tenant": context.tenant_id, "at": datetime.now().isoformat()})
    with open(TENANT_FILE, "w") as file:
        json.dump(requests, file)

    return {
        "tenant_id": context.tenant_id,
        "request_count": request_count,
        "requests_in_file": len(requests),
        "tenants_in_file": sorted({request["tenant"] for request in requests}),
    }
'''

Client: TypeAlias = Any  # boto3 makes its clients' classes at run time


@dataclass(frozen=True, slots=True)
class Visit:
    """A test of the function as one tenant, and what it must show."""

    tenant: str
    count: int


VISITS = (Visit("tenant-A", 1), Visit("tenant-A", 2), Visit("tenant-B", 1))
TENANT_MISSING = "Add a valid tenant ID in your request and try again."


def run_demo(console: Console) -> int:
    """Start a server on a directory of its own, walk through, stop it. The exit code: 0 if all was as it must be."""
    with (
        tempfile.TemporaryDirectory(prefix="cloister-demo-") as directory,
        Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
        ) as progress,
    ):
        step = progress.add_task("Starting Cloister on a directory of its own", total=None)
        server = _start(Path(directory))
        try:
            table = _results_table()
            client = _client(Path(directory), server)
            progress.update(step, description="Creating a function with tenant isolation")
            _create(client)
            failures = _walk_through(
                client, table, lambda text: progress.update(step, description=text)
            )
        except (BotoCoreError, ClientError) as error:
            failures = [f"{error}\nThe server said:\n{(Path(directory) / LOG_FILE).read_text()}"]
        finally:
            progress.update(step, description="Stopping Cloister")
            _stop(server)
    console.print(table)
    for failure in failures:
        console.print(Text("Differs: ", style="red").append(failure, style="default"))
    if not failures:
        console.print(
            "[green]Request counts 1, 2, 1:[/] every tenant has an environment of its own."
        )
    return 1 if failures else 0


def _start(directory: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cloister", "up", "--data-dir", str(directory), "--port", "0"]
    log = (directory / LOG_FILE).open("wb")
    with log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 # our own program


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait(START_PATIENCE_S)


def _client(directory: Path, server: subprocess.Popen[bytes]) -> Client:
    ready = directory / "serving.json"
    deadline = time.monotonic() + START_PATIENCE_S
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"Cloister did not start:\n{(directory / LOG_FILE).read_text()}")
        time.sleep(POLL_INTERVAL_S)
    served = json.loads(ready.read_text())
    # boto3 as anyone has it: only told where the server is and where the credentials stand.
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(directory / "credentials")
    session = boto3.Session(region_name=served["region"], profile_name="default")
    return session.client(
        "lambda",
        endpoint_url=served["endpoint"],
        config=Config(retries={"max_attempts": 0}, proxies={}),
    )


def _create(client: Client) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("lambda_function.py", HANDLER)
    client.create_function(
        FunctionName=FUNCTION_NAME,
        Runtime=f"python3.{sys.version_info.minor}",
        Handler="lambda_function.lambda_handler",
        Role="arn:aws:iam::000000000000:role/demo",
        Code={"ZipFile": package.getvalue()},
        TenancyConfig={"TenantIsolationMode": "PER_TENANT"},
    )
    client.get_waiter("function_active_v2").wait(
        FunctionName=FUNCTION_NAME, WaiterConfig={"Delay": 1}
    )


def _results_table() -> Table:
    table = Table(
        "Test as",
        "Request count",
        "Requests in /tmp file",
        "Answered in",
        title="One function, two tenants",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _walk_through(client: Client, table: Table, tell: Callable[[str], object]) -> list[str]:
    tell("Testing without a tenant ID")
    failures = _test_without_tenant(client, table)
    for visit in VISITS:
        tell(f"Testing as {visit.tenant}")
        failures += _test_as(client, visit, table)
    return failures


def _test_without_tenant(client: Client, table: Table) -> list[str]:
    try:
        client.invoke(FunctionName=FUNCTION_NAME, Payload=b"{}")
    except ClientError as error:
        message = error.response["Error"]["Message"]
        table.add_row("(no tenant)", "refused", "", "")
        return (
            [] if TENANT_MISSING in message else [f"without a tenant ID the error was {message!r}"]
        )
    return ["an invocation without a tenant ID was accepted"]


def _test_as(client: Client, visit: Visit, table: Table) -> list[str]:
    started = time.perf_counter()
    response = client.invoke(FunctionName=FUNCTION_NAME, TenantId=visit.tenant, Payload=b"{}")
    took_ms = (time.perf_counter() - started) * 1000
    answer = json.load(response["Payload"])
    if "FunctionError" in response:
        return [f"{visit.tenant} got {answer}"]
    expected = {
        "tenant_id": visit.tenant,
        "request_count": visit.count,
        "requests_in_file": visit.count,
        "tenants_in_file": [visit.tenant],
    }
    table.add_row(
        visit.tenant,
        str(answer["request_count"]),
        str(answer["requests_in_file"]),
        f"{took_ms:.1f} ms",
    )
    return [] if answer == expected else [f"{visit.tenant} got {answer}, not {expected}"]
