"""`python -m tests.performance.bench_load`: known tenants under wrk, at one connection and at 16, beside a bare echo.

The echo answers on the same server stack without routing, signature or sandbox. The two take turns, and the figures
are the medians of the rounds. Every request is signed before its round starts; wrk shares the machine's cores.
"""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.loose import Json
from tests.performance.target import EVENT, Target, cloister_up, create_function, echo_server

TENANTS = 16
CONNECTIONS = (1, 16)
ROUNDS = 3
ROUND_S = 3
PATH = "/2015-03-31/functions/bench/invocations"
SCRIPT = Path(__file__).with_name("load.lua")
RESULTS = Path("build/bench_load.json")
RESULT_MARK = "RESULT "


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one round of wrk."""

    figures: dict[str, float]
    """`rate` in calls a second, `p50_ms` and `p99_ms`. For an answer that took long wrk counts those besides that would
    have come meanwhile, so that its 99th percentile is more than that of the answers.
    """
    percentiles_ms: list[float]
    """The first to the 99th."""


def main() -> None:
    """Measure, print the table, and keep the figures in build/bench_load.json."""
    with (
        tempfile.TemporaryDirectory(prefix="cloister-bench-") as name,
        cloister_up(Path(name)) as target,
        echo_server() as echo,
    ):
        create_function(target)
        load(target, max(CONNECTIONS))
        figures = [_measure(target, echo, each) for each in CONNECTIONS]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))
    Console().print(_table(figures))


def load(target: Target, connections: int) -> Load:
    """One round of as many known tenants as connections. None has two invocations at once: they would be of two
    environments, and the second one new.
    """
    return _wrk(target.endpoint, _invocations(target)[:connections], connections)


def load_echo(echo: str, connections: int) -> Load:
    """The same of an echo server."""
    return _wrk(echo, [_line(EVENT, "/", {"Host": "echo"})] * connections, connections)


def _measure(target: Target, echo: str, connections: int) -> dict[str, Json]:
    ours, baseline = [], []
    for _ in track(range(ROUNDS), f"wrk, {connections} connections"):
        ours.append(load(target, connections).figures)
        baseline.append(load_echo(echo, connections).figures)
    return {
        "connections": connections,
        "ours": {name: median(each[name] for each in ours) for name in ours[0]},
        "baseline": {name: median(each[name] for each in baseline) for name in baseline[0]},
        "rounds": {"ours": ours, "baseline": baseline},
    }


def _wrk(endpoint: str, lines: list[str], connections: int) -> Load:
    """CalledProcessError for a wrong answer, RuntimeError if a request failed: figures of errors tell nothing."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration"]
    command += [f"{ROUND_S}s", "--script", str(SCRIPT), endpoint, "--"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        ran = subprocess.run([*command, file.name], capture_output=True, text=True, check=True)
    [line] = [line for line in ran.stdout.splitlines() if line.startswith(RESULT_MARK)]
    result = json.loads(line.removeprefix(RESULT_MARK))
    if result["failed"] or not result["requests"]:
        raise RuntimeError(f"{result['failed']} failed, {result['requests']} were answered")
    percentiles_ms = [us / 1000 for us in result["percentiles_us"]]
    figures = {
        "rate": result["requests"] / result["duration_us"] * 1e6,
        "p50_ms": percentiles_ms[49],
        "p99_ms": percentiles_ms[98],
    }
    return Load(figures, percentiles_ms)


def _invocations(target: Target) -> list[str]:
    """A signed request for each tenant, as load.lua has it."""
    lines = []
    for number in range(TENANTS):
        tenant = f"tenant-{number}"
        headers = {"Host": urlsplit(target.endpoint).netloc, "X-Amz-Tenant-Id": tenant}
        request = AWSRequest("POST", target.endpoint + PATH, headers=headers, data=EVENT)
        SigV4Auth(target.credentials, "lambda", target.region).add_auth(request)
        answer = json.dumps({"tenant": tenant}).encode()
        lines.append(_line(answer, PATH, dict(request.headers.items())))
    return lines


def _line(answer: bytes, path: str, headers: dict[str, str]) -> str:
    """What is to be answered, and the request, its line ends escaped."""
    fields = [f"{name}: {value}" for name, value in headers.items()]
    head = [f"POST {path} HTTP/1.1", *fields, f"Content-Length: {len(EVENT)}", "", ""]
    return f"{answer.decode()}\t" + "\\r\\n".join(head) + EVENT.decode()


def _table(figures: list[dict[str, Json]]) -> Table:
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
