"""`python -m tests.performance.bench_metering`: that the meter is exact at size and after a kill, and what it costs.

Exactness: 10,000 invocations over 200 tenants, by the bills in their answers. Cost: the same warm load against a server
that counts and one that does not, interleaved; the host's CPU time per invocation says more than throughput on a
machine that does other things beside. Server and client share its cores.
"""

import base64
import itertools
import os
import re
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from cloister import cli
from cloister.domain.clock import SystemClock
from cloister.domain.invocation import Invocation
from cloister.main import LEDGER_FILE
from cloister.telemetry.tally import Tally
from cloister.telemetry.usage import Step, UsageQuery, all_usage
from tests.e2e.lambda_client import PER_TENANT, boto3_client, deploy
from tests.e2e.server import Server
from tests.e2e.signed_http import FUNCTIONS, signer
from tests.unit.signed_requests import signed

INVOCATIONS = 10_000
TENANTS = 200
CONNECTIONS = 8
ROUNDS = 8
ROUND_S = 5.0
"""As long as metrics take to be written once."""
UNMETERED = "unmetered"
MEMORY_MB = 1769
"""One vCPU, as in bench.py."""
HANDLER = "def handler(event, context):\n    return 1\n"
BILLED = re.compile(rb"Billed Duration: (\d+) ms")
LOG_RESULT = re.compile(rb"x-amz-log-result: ([^\r]+)\r", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: (\d+)\r", re.IGNORECASE)
LEDGER_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Answered:
    """An invocation that its caller has the answer of."""

    at: float
    tenant: str
    billed_ms: int


class UnmeteredServer(Server):
    """The same server, that counts no invocation."""

    program = (sys.executable, "-m", "tests.performance.bench_metering", UNMETERED)


def main() -> None:
    """Measure, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory:
        _exactness(Path(directory, "exact"))
        _after_a_kill(Path(directory, "killed"))
        _cost(Path(directory))


def _exactness(directory: Path) -> None:
    with _serving(Server(directory)) as (server, function):
        began = time.monotonic()
        answered = _load(server, function, count=INVOCATIONS)
        took_s = time.monotonic() - began
        time.sleep(LEDGER_PATIENCE_S)
        requests, billed = _usage(directory, function)
    told = Counter(each.tenant for each in answered)
    told_ms: Counter[str] = Counter()
    for each in answered:
        told_ms[each.tenant] += each.billed_ms
    print(  # noqa: T201 # a script's result
        f"{len(answered)} answers of {len(told)} tenants in {took_s:.1f} s, {sum(told_ms.values())} ms billed; "
        f"the meter has {sum(requests.values())} and {sum(billed.values())} ms: "
        f"{'equal for every tenant' if (requests, billed) == (told, told_ms) else 'NOT EQUAL'}"
    )


def _after_a_kill(directory: Path) -> None:
    with _serving(Server(directory)) as (server, function):
        killer = threading.Timer(3.0, server.signal, (signal.SIGKILL,))
        killer.start()
        answered = _load(server, function)
        killed_at = max(each.at for each in answered)
        killer.join()
        server.start()
        requests, _ = _usage(directory, function)
    metered = sum(requests.values())
    a_second_before = sum(1 for each in answered if each.at <= killed_at - 1)
    is_kept = a_second_before <= metered <= len(answered) + CONNECTIONS
    print(  # noqa: T201 # a script's result
        f"killed after {len(answered)} answers, {a_second_before} of them more than a second before; "
        f"the meter has {metered} ({len(answered) - metered} lost): {'kept' if is_kept else 'NOT KEPT'}"
    )


def _cost(directory: Path) -> None:
    with (
        _serving(Server(directory / "on")) as metered,
        _serving(UnmeteredServer(directory / "off")) as unmetered,
    ):
        for server in (metered, unmetered):
            _load(*server, count=TENANTS)
        rounds = []
        for number in range(ROUNDS):
            # Each goes first as often as the other: what else the machine does comes and goes.
            servers = (metered, unmetered) if number % 2 else (unmetered, metered)
            measured = {server[0]: _round(*server) for server in servers}
            rounds.append((measured[metered[0]], measured[unmetered[0]]))
    table = Table("by round", "metered", "not", "ratio", "its median")
    for name, of in (("invocations/s", 0), ("host's CPU, µs each", 1)):
        pairs = [(on[of], off[of]) for on, off in rounds]
        ratios = [on / off for on, off in pairs]
        table.add_row(
            name,
            ", ".join(f"{on:.0f}" for on, _ in pairs),
            ", ".join(f"{off:.0f}" for _, off in pairs),
            ", ".join(f"{ratio:.2f}" for ratio in ratios),
            f"{statistics.median(ratios):.2f}",
        )
    Console(width=140).print(table)


def _round(server: Server, function: str) -> tuple[float, float]:
    """Invocations a second, and microseconds of the host's CPU for each."""
    cpu_before = _cpu_s(server.pid)
    began = time.monotonic()
    count = len(_load(server, function, until=began + ROUND_S))
    took_s = time.monotonic() - began
    return count / took_s, (_cpu_s(server.pid) - cpu_before) / count * 1e6


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _usage(directory: Path, function: str) -> tuple[Counter[str], Counter[str]]:
    """Requests and billed milliseconds by tenant, as the ledger has them."""
    requests: Counter[str] = Counter()
    billed_ms: Counter[str] = Counter()
    now = SystemClock().now()
    query = UsageQuery(
        account="000000000000",
        since=now.replace(day=1),
        until=now,
        step=Step.HOUR,
        function=function,
    )
    for row in all_usage(directory / LEDGER_FILE, query):
        requests[row.tenant] += row.requests
        billed_ms[row.tenant] += row.billed_ms
    return requests, billed_ms


# -- Load ----------------------------------------------------------------------------------------------


def _load(
    server: Server,
    function: str,
    *,
    count: int | None = None,
    until: float = float("inf"),
) -> list[Answered]:
    """Invokes over CONNECTIONS until so many are answered, or the time is over, or the server is gone."""
    numbers = iter(range(count)) if count is not None else itertools.count()
    requests = [_request(server, function, f"tenant-{number}") for number in range(TENANTS)]
    answered: list[list[Answered]] = [[] for _ in range(CONNECTIONS)]
    address = urlsplit(server.endpoint)

    def work(own: list[Answered]) -> None:
        with socket.create_connection(
            (str(address.hostname), int(address.port or 80))
        ) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in numbers:
                if time.monotonic() > until:
                    return
                connection.sendall(requests[number % TENANTS])
                answer = _answer(connection)
                if answer is None:
                    return
                own.append(Answered(time.monotonic(), f"tenant-{number % TENANTS}", answer))

    threads = [threading.Thread(target=work, args=(own,)) for own in answered]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [each for own in answered for each in own]


def _request(server: Server, function: str, tenant: str) -> bytes:
    """An invocation as bytes, signed once for all the times that it is sent: signatures last five minutes."""
    request = signed(
        url=f"{server.endpoint}{FUNCTIONS}/{function}/invocations",
        headers=(("x-amz-tenant-id", tenant), ("x-amz-log-type", "Tail")),
        signer=signer(server),
        at=SystemClock().now(),
    )
    head = [f"{request.method} {request.path} HTTP/1.1"]
    head += [f"{name}: {value}" for name, value in request.headers]
    head += [f"content-length: {len(request.body)}", "", ""]
    return "\r\n".join(head).encode() + request.body


def _answer(connection: socket.socket) -> int | None:
    """The billed milliseconds that it tells, or None if the server is gone. RuntimeError for another answer."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            received = connection.recv(65_536)
            if not received:
                return None
            data += received
        head, _, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65_536)
    except ConnectionResetError:
        return None
    log = LOG_RESULT.search(head)
    billed = BILLED.search(base64.b64decode(log[1])) if log else None
    if billed is None:
        raise RuntimeError(f"another answer: {head!r} {body!r}")
    return int(billed[1])


@contextmanager
def _serving(server: Server) -> Iterator[tuple[Server, str]]:
    """A server with a function on it."""
    try:
        server.start()
        with boto3_client(server.environ) as client:
            function = deploy(client, HANDLER, MemorySize=MEMORY_MB, **PER_TENANT)
        yield server, function
        server.signal(signal.SIGTERM)
    finally:
        server.end()


# -- A server that counts nothing ----------------------------------------------------------------------


class _Nothing:
    """Takes every count, and keeps none."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """It has not been running."""

    def throttled(self) -> None:
        """Not kept."""

    def environment_created(self) -> None:
        """Not kept."""

    def ran(self, _: object) -> None:
        """Not kept."""


def _serve_unmetered() -> None:
    nothing = _Nothing()

    def count(_: Tally, __: Invocation) -> _Nothing:
        return nothing

    Tally.count = count  # type: ignore[method-assign, assignment] # what is measured is what this leaves out
    cli.main(sys.argv[2:])


if __name__ == "__main__":
    if sys.argv[1:2] == [UNMETERED]:
        _serve_unmetered()
    else:
        main()
