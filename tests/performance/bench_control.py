"""`python -m tests.performance.bench_control`: what a function costs its neighbours by being there.

Two servers of one run, one with few functions and one with many, three versions each, are asked in turns; the ratio of
their medians is the result. The functions are in the databases before they are asked for: how they came there is not
what is measured. All have one package, as when a tool deploys the same code under many names. The one that the others
are copies of has one version.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from cloister.data_directory import DATABASE_FILE
from cloister.domain.clock import SystemClock
from cloister.domain.function import Function
from cloister.domain.ids import FunctionName, RevisionId
from cloister.domain.release import VersionNumber
from cloister.store.database import Database
from cloister.store.functions import SqlFunctionStore
from tests.e2e.lambda_client import PER_TENANT, QUICKLY, boto3_client, deploy
from tests.e2e.server import Server
from tests.e2e.signed_http import FUNCTIONS, signer
from tests.unit.signed_requests import signed

FEW = 10
MANY = 2000
VERSIONS = 3
ROUNDS = 1000
WARM_UP_ROUNDS = 50
GROWTH_MAX = 1.2
"""Of the median: what is promised (SPECIFICATION.md)."""
HANDLER = "def handler(event, context):\n    return 1\n"
MEMORY_MB = 1769
"""One vCPU, as in bench.py."""

Ask = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A server with so many functions, and one of them in their midst."""

    server: Server
    functions: int
    function: str

    @contextmanager
    def asking(self, method: str, target: str, body: bytes = b"", **headers: str) -> Iterator[Ask]:
        """Sends the same request again and again over one connection, and reads the answer. Signed for five minutes."""
        request = signed(
            method,
            f"{self.server.endpoint}{FUNCTIONS}/{self.function}{target}",
            headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
            body=body,
            signer=signer(self.server),
            at=datetime.now(UTC),
        )
        connection = HTTPConnection(urlsplit(self.server.endpoint).netloc)

        def ask() -> None:
            connection.request(method, request.path, body, dict(request.headers))
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"another answer: {answer.status} {text!r}")

        try:
            yield ask
        finally:
            connection.close()

    def listed(self) -> int:
        """How many ListFunctions shows from its first page to its last. RuntimeError if it shows one twice."""
        with boto3_client(self.server.environ) as client:
            pages = client.get_paginator("list_functions").paginate()
            names = [each["FunctionName"] for page in pages for each in page["Functions"]]
        if len(names) != len(set(names)):
            raise RuntimeError("a function was listed twice")
        return len(names)


def main() -> None:
    """Measure, and print what came of it."""
    table = Table("Operation", f"{FEW} functions", f"{MANY} functions", "Ratio of p50", "")
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory, ExitStack() as stack:
        few = stack.enter_context(_crowd(Path(directory, "few"), FEW))
        many = stack.enter_context(_crowd(Path(directory, "many"), MANY))
        began = time.monotonic()
        listed = many.listed()
        took_s = time.monotonic() - began
        for name, method, target, body, headers in (
            ("GetFunction", "GET", "", b"", {}),
            ("Invoke, warm", "POST", "/invocations", b"{}", {"x_amz_tenant_id": "tenant-A"}),
        ):
            asks = [
                stack.enter_context(crowd.asking(method, target, body, **headers))
                for crowd in (few, many)
            ]
            of_few, of_many = _medians_ms(*asks)
            ratio = of_many / of_few
            verdict = "within the promise" if ratio <= GROWTH_MAX else "BEYOND THE PROMISE"
            table.add_row(name, f"{of_few:.3f} ms", f"{of_many:.3f} ms", f"{ratio:.2f}", verdict)
    Console().print(table)
    print(f"ListFunctions shows {listed} of {MANY} in {took_s:.2f} s")  # noqa: T201 # a script's result


def _medians_ms(first: Ask, second: Ask) -> tuple[float, float]:
    """Of both, asked in turns."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP_ROUNDS + ROUNDS):
        for ask, own in zip((first, second), took, strict=True):
            began = time.perf_counter()
            ask()
            own.append((time.perf_counter() - began) * 1000)
    return tuple(statistics.median(own[WARM_UP_ROUNDS:]) for own in took)  # type: ignore[return-value] # two of two


@contextmanager
def _crowd(directory: Path, functions: int) -> Iterator[Crowd]:
    """A server on so many functions, for the block."""
    server = Server(directory)
    try:
        server.start()
        with boto3_client(server.environ) as client:
            model = deploy(client, HANDLER, MemorySize=MEMORY_MB, **PER_TENANT)
            client.publish_version(FunctionName=model)
            client.get_waiter("published_version_active").wait(
                FunctionName=model, Qualifier="1", WaiterConfig=QUICKLY
            )
        server.signal(SIGTERM)
        name = asyncio.run(_multiply(directory / DATABASE_FILE, functions))
        server.start()
        yield Crowd(server, functions, name)
        server.signal(SIGTERM)
    finally:
        server.end()


async def _multiply(path: Path, functions: int) -> str:
    """The one function in the database is there so many times afterwards, with its versions. The one in the middle."""
    clock = SystemClock()
    async with Database(path) as database:
        store = SqlFunctionStore(database)
        await store.load()
        [model] = store.all()
        for number in range(functions - 1):
            await _copy(store, model, f"copy-{number:05}", clock)
        names = sorted(function.name for function in store.all())
    return names[functions // 2]


async def _copy(store: SqlFunctionStore, model: Function, name: str, clock: SystemClock) -> None:
    def revision() -> RevisionId:
        return RevisionId(clock.new_uuid())

    [version] = store.releases(model.account, model.region, model.name).versions.values()
    copy = replace(
        model,
        name=FunctionName(name),
        revision_id=revision(),
        environment_revision=revision(),
        last_version=VERSIONS,
    )
    numbered = [
        replace(
            version,
            name=copy.name,
            number=VersionNumber(number),
            revision_id=revision(),
            environment_revision=revision(),
        )
        for number in range(1, VERSIONS + 1)
    ]
    await store.create(copy, published=numbered[0])
    for each in numbered[1:]:
        before, copy = copy, replace(copy, revision_id=revision())
        await store.replace(copy, expected=before.revision_id, published=each)


if __name__ == "__main__":
    main()
