"""`make bench`: cold and warm invocations over HTTP, each beside a baseline measured in the same run, interleaved.

Cold is a tenant that was never seen: first byte sent to last byte received. Its baseline is `python3 -c pass` with the
interpreter that Cloister runs. Warm is a tenant seen before; its baseline is a bare echo on the same server stack.
The requests are signed before the clock starts; server and client share the machine's cores.
"""

import asyncio
import io
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import uvicorn
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from rich.console import Console
from rich.progress import track
from rich.table import Table

COLD_ROUNDS = 200
WARM_ROUNDS = 2000
WARM_UP_ROUNDS = 50
RESTOCK_PAUSE_S = 0.05
"""Long enough for one environment to be prepared: a tenant every 50 ms or so is what stock is for."""
MEMORY_MB = 1769
"""One vCPU: smaller functions are slower by their quota, which is not what is measured here."""
EVENT = b'{"key1": "value1", "key2": "value2", "n": 1}'
HANDLER = "def handler(event, context):\n    return {'tenant': context.tenant_id}\n"
RESULTS = Path("build/bench.json")
START_PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Server:
    endpoint: str
    region: str
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result: ours beside the baseline, in milliseconds."""

    name: str
    ours_ms: list[float]
    baseline: str
    baseline_ms: list[float]

    def figures(self) -> dict[str, Any]:
        ours, base = _percentiles(self.ours_ms), _percentiles(self.baseline_ms)
        return {
            "measurement": self.name,
            "rounds": len(self.ours_ms),
            "ours_ms": ours,
            "baseline": self.baseline,
            "baseline_ms": base,
            "ratio_p50": ours["p50"] / base["p50"],
        }


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench.json."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory:
        with _cloister(Path(directory), "--no-stock") as server:
            _create_function(server)
            rows.append(_cold(server, "new tenant, stock empty", pause_s=0))
        with _cloister(Path(directory)) as server:
            rows.append(_cold(server, "new tenant, stock available", pause_s=RESTOCK_PAUSE_S))
            rows.append(_warm(server))
    figures = [row.figures() for row in rows]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(figures))


def _cold(server: Server, name: str, *, pause_s: float) -> Row:
    connection = _connect(server)
    ours, baseline = [], []
    # The function's very first tenant is not like those that follow.
    _invoke(connection, server, "first")()
    for number in track(range(COLD_ROUNDS), name):
        time.sleep(pause_s)
        baseline.append(_timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)))
        send = _invoke(connection, server, f"cold-{number}")
        ours.append(_timed(send))
    return Row(name, ours, "python3 -c pass", baseline)


def _warm(server: Server) -> Row:
    connection = _connect(server)
    with _echo_server() as echo_port:
        echo = HTTPConnection("127.0.0.1", echo_port)
        ours, baseline = [], []
        for number in track(range(WARM_UP_ROUNDS + WARM_ROUNDS), "known tenant"):
            took_baseline = _timed(lambda: _exchange(echo, "/", EVENT, {}))
            took_ours = _timed(_invoke(connection, server, "warm"))
            if number >= WARM_UP_ROUNDS:
                baseline.append(took_baseline)
                ours.append(took_ours)
        echo.close()
    return Row("known tenant", ours, "bare HTTP echo, same stack", baseline)


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def _connect(server: Server) -> HTTPConnection:
    address = urlsplit(server.endpoint)
    connection = HTTPConnection(str(address.hostname), address.port)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _invoke(
    connection: HTTPConnection, server: Server, tenant: str, *, function: str = "bench"
) -> Callable[[], object]:
    """An invocation, signed already: calling it sends it and reads the whole answer."""
    path = f"/2015-03-31/functions/{function}/invocations"
    request = AWSRequest(
        method="POST", url=server.endpoint + path, data=EVENT, headers={"X-Amz-Tenant-Id": tenant}
    )
    SigV4Auth(server.credentials, "lambda", server.region).add_auth(request)
    headers = dict(request.headers.items())

    def send() -> None:
        body = _exchange(connection, path, EVENT, headers)
        if json.loads(body) != {"tenant": tenant}:
            raise RuntimeError(f"a wrong answer: {body!r}")

    return send


def _exchange(connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    connection.request("POST", path, body, headers)
    return connection.getresponse().read()


def _create_function(server: Server, name: str = "bench", source: str = HANDLER) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", source)
    client = boto3.client(
        "lambda",
        endpoint_url=server.endpoint,
        region_name=server.region,
        aws_access_key_id=server.credentials.access_key,
        aws_secret_access_key=server.credentials.secret_key,
    )
    client.create_function(
        FunctionName=name,
        Runtime=f"python3.{sys.version_info.minor}",
        Handler="app.handler",
        Role="arn:aws:iam::000000000000:role/bench",
        Code={"ZipFile": package.getvalue()},
        MemorySize=MEMORY_MB,
        TenancyConfig={"TenantIsolationMode": "PER_TENANT"},
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})


@contextmanager
def _cloister(directory: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "cloister", "up", "--data-dir", str(directory), "--port", "0"]
    command += options
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        ready = directory / "serving.json"
        deadline = time.monotonic() + START_PATIENCE_S
        while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        served = json.loads(ready.read_text())
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(directory / "credentials")
        found = boto3.Session(profile_name="default").get_credentials()
        yield Server(served["endpoint"], served["region"], found.get_frozen_credentials())
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def _echo_server() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("spawn").Process(target=_echo, args=(listener,))
    process.start()
    try:
        yield listener.getsockname()[1]
    finally:
        process.terminate()
        process.join()
        listener.close()


def _echo(listener: socket.socket) -> None:
    async def application(_: Any, receive: Any, send: Any) -> None:  # Any: ASGI
        event = await receive()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(event["body"]))],
            }
        )
        await send({"type": "http.response.body", "body": event["body"]})

    config = uvicorn.Config(
        application,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    server = uvicorn.Server(config)
    asyncio.Runner(loop_factory=config.get_loop_factory()).run(server.serve(sockets=[listener]))


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": statistics.median(values), "p99": cuts[98], "min": min(values)}


def _table(figures: list[dict[str, Any]]) -> Table:
    table = Table("Measurement", "Rounds", "p50", "p99", "Baseline", "p50 ", "p99 ", "Ratio of p50")
    for row in figures:
        table.add_row(
            row["measurement"],
            str(row["rounds"]),
            f"{row['ours_ms']['p50']:.2f} ms",
            f"{row['ours_ms']['p99']:.2f} ms",
            row["baseline"],
            f"{row['baseline_ms']['p50']:.2f} ms",
            f"{row['baseline_ms']['p99']:.2f} ms",
            f"{row['ratio_p50']:.2f}",
        )
    return table


if __name__ == "__main__":
    main()
