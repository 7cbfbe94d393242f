"""`python -m tests.performance.bench_load`: known tenants under wrk, at one connection and at 16, beside a bare echo.

The echo answers on the same server stack without routing, signature or sandbox. The two take turns, and the figures
are the medians of the rounds. Every request is signed before its round starts; wrk shares the machine's cores.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.performance.bench import EVENT, Server, _cloister, _create_function, _echo_server

TENANTS = 16
CONNECTIONS = (1, 16)
ROUNDS = 3
ROUND_S = 3
PATH = "/2015-03-31/functions/bench/invocations"
SCRIPT = Path(__file__).with_name("load.lua")
RESULTS = Path("build/bench_load.json")
RESULT_MARK = "RESULT "


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_load.json."""
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as name:
        directory = Path(name)
        with _cloister(directory) as server, _echo_server() as echo_port:
            _create_function(server)
            echo = f"http://127.0.0.1:{echo_port}"
            _load(server.endpoint, _invocations(server), 16, directory=directory)
            figures = [_measure(server, echo, each, directory=directory) for each in CONNECTIONS]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(figures))


def _measure(
    server: Server, echo: str, connections: int, *, directory: Path
) -> dict[str, Any]:  # Any: JSON
    ours, baseline = [], []
    for _ in track(range(ROUNDS), f"wrk, {connections} connections"):
        requests = _invocations(server)[:connections]
        ours.append(_load(server.endpoint, requests, connections, directory=directory))
        bare = [_on_the_wire("/", {"Host": "echo"})]
        baseline.append(_load(echo, bare, connections, directory=directory))
    return {
        "connections": connections,
        "ours": {name: median(each[name] for each in ours) for name in ours[0]},
        "baseline": {name: median(each[name] for each in baseline) for name in baseline[0]},
        "rounds": {"ours": ours, "baseline": baseline},
    }


def _load(
    endpoint: str, requests: list[str], connections: int, *, directory: Path
) -> dict[str, float]:
    """One round of wrk. Raises RuntimeError if a request failed: figures of errors tell nothing."""
    file = directory / "requests.txt"
    file.write_text("".join(f"{request}\n" for request in requests))
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration"]
    command += [f"{ROUND_S}s", "--script", str(SCRIPT), endpoint, "--", str(file)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    [line] = [line for line in printed.splitlines() if line.startswith(RESULT_MARK)]
    result = json.loads(line.removeprefix(RESULT_MARK))
    if result["failed"] or not result["requests"]:
        raise RuntimeError(f"{result['failed']} failed, {result['requests']} were answered")
    return {
        "rate": result["requests"] / result["duration_us"] * 1e6,
        "p50_ms": result["p50_us"] / 1000,
        "p99_ms": result["p99_us"] / 1000,
    }


def _invocations(server: Server) -> list[str]:
    """A signed request for each tenant, as wrk sends it."""
    requests = []
    for number in range(TENANTS):
        headers = {"Host": urlsplit(server.endpoint).netloc, "X-Amz-Tenant-Id": f"tenant-{number}"}
        request = AWSRequest("POST", server.endpoint + PATH, headers=headers, data=EVENT)
        SigV4Auth(server.credentials, "lambda", server.region).add_auth(request)
        requests.append(_on_the_wire(PATH, dict(request.headers.items())))
    return requests


def _on_the_wire(path: str, headers: dict[str, str]) -> str:
    """One line, its line ends escaped for the script."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = [f"POST {path} HTTP/1.1", *lines, f"Content-Length: {len(EVENT)}", "", ""]
    return "\\r\\n".join(head) + EVENT.decode()


def _table(figures: list[dict[str, Any]]) -> Table:  # Any: JSON
    table = Table("Connections", "Calls a second", "p50", "p99", "Bare echo", "p50 ", "p99 ")
    for row in figures:
        ours, baseline = (
            (f"{it['rate']:.0f}", f"{it['p50_ms']:.2f} ms", f"{it['p99_ms']:.2f} ms")
            for it in (row["ours"], row["baseline"])
        )
        table.add_row(str(row["connections"]), *ours, *baseline)
    return table


if __name__ == "__main__":
    main()
