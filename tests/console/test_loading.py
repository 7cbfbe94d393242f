"""How much a first visit loads, and what a page of very long lists does; how long, the output says."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypedDict

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import insert

from cloister.data_directory import DATABASE_FILE, LEDGER_FILE
from cloister.domain.clock import SystemClock
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    FunctionState,
    Logging,
    TenantIsolation,
)
from cloister.domain.ids import FunctionName, RevisionId
from cloister.store.database import Database
from cloister.store.functions import _row
from cloister.store.schema import functions
from cloister.telemetry.ledger import Ledger
from cloister.telemetry.metric import Scope
from cloister.telemetry.tally import Line, Subtotal, Taken
from tests.console.browser import DESK, Visit, sign_in
from tests.e2e.server import Server, running
from tests.support import ACCOUNT, REGION

pytestmark = pytest.mark.timeout(180)

FIRST_LOAD_BYTES_MAX: Final = 700_000
FUNCTIONS: Final = 1000
TENANTS: Final = 10_000
ROWS: Final = 25
CLOCK: Final = SystemClock()
_LOADED: Final = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(({ name, encodedBodySize, startTime, responseEnd }) =>
        ({ name: name.split('/').pop(), bytes: encodedBodySize, from: startTime, until: responseEnd }))"""


# As JavaScript names them: `from` is no name in a class of Python.
Loaded = TypedDict("Loaded", {"name": str, "bytes": int, "from": float, "until": float})


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Server]:
    """A server with FUNCTIONS functions and TENANTS tenants, written before its start."""
    directory = tmp_path_factory.mktemp("crowded")
    # In a thread: after a test with a browser, Playwright's event loop is this one's, and it runs.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(_fill_functions(directory / DATABASE_FILE))).result()
    _fill_usage(directory / LEDGER_FILE)
    with running(directory, image) as server:
        yield server
        server.stop()


async def _fill_functions(path: Path) -> None:
    rows = [_row(_function(f"crowd-{number:04}")) for number in range(FUNCTIONS)]
    async with Database(path) as database:
        # In one transaction, which the store has no use for: one for each takes a minute.
        with database.writing() as connection:
            connection.execute(insert(functions), rows)


def _function(name: str) -> Function:
    configuration = Configuration(
        runtime="python3.11",
        handler="app.handler",
        role="arn:aws:iam::000000000000:role/r",
        logging=Logging(group=f"/aws/lambda/{name}"),
    )
    return Function(
        account=ACCOUNT,
        region=REGION,
        name=FunctionName(name),
        configuration=configuration,
        code=Code(digest="0" * 64, size_bytes=0),
        tenant_isolation=TenantIsolation.PER_TENANT,
        revision_id=RevisionId(CLOCK.new_uuid()),
        environment_revision=RevisionId(CLOCK.new_uuid()),
        last_modified=CLOCK.now(),
        state=FunctionState.ACTIVE,
    )


def _fill_usage(path: Path) -> None:
    ledger = Ledger(path, "crowd")
    subtotals = tuple(_used(f"tenant-{number:05}") for number in range(TENANTS))
    ledger.write(Taken(counted=subtotals, readings=()), sequence=1)
    ledger.close()


def _used(tenant: str) -> Subtotal:
    scope = Scope(ACCOUNT, "crowd-0000", "crowd-0000", "$LATEST", tenant)
    line = Line(scope=scope, memory_mb=128, architecture="x86_64")
    return Subtotal(line, CLOCK.now(), requests=7, billed_ms=70, environments=1)


def test_a_thousand_functions_and_ten_thousand_tenants_are_looked_through_by_the_page(
    crowded: Server, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    with browser.new_context(viewport=DESK) as context:
        sign_in(context, crowded)
        visit = Visit(context.new_page(), name="crowded")
        page = visit.page
        calls: list[str] = []
        page.on("request", lambda asked: calls.append(asked.url) if "/call/" in asked.url else None)
        rows = page.get_by_role("table").get_by_role("row")

        def shows(name: str, act: Callable[[], object]) -> str:
            """What it took until a row of this name was there, and no more rows than a page has."""
            calls.clear()
            began = time.perf_counter()
            act()
            expect(rows.filter(has_text=name)).to_be_visible()
            took_ms = (time.perf_counter() - began) * 1000
            assert rows.count() <= ROWS + 1
            return f"{name} after {took_ms:.0f} ms and {len(calls)} call(s)"

        def goes(path: str) -> Callable[[], object]:
            return lambda: page.goto(f"{crowded.endpoint}/console/{path}")

        finds = page.get_by_role("searchbox").fill
        turns = page.get_by_role("button", name="Next page").click
        said = [
            shows("crowd-0999", goes("functions")),
            shows("crowd-0974", turns),
            shows("crowd-0007", lambda: finds("CROWD-0007")),
            shows("tenant-00024", goes("tenants")),
            shows("tenant-00049", turns),
            shows("tenant-09999", lambda: finds("09999")),
        ]
        visit.picture("tenants")

    with capsys.disabled():
        print("", *said, sep="\n  ")  # noqa: T201 # what the test is asked to say
    assert visit.complaints == []


def test_a_first_visit_loads_less_than_its_bound_and_no_editor(
    visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    expect(visit.page.get_by_role("heading", name="Functions")).to_be_visible()
    expect(visit.page.get_by_role("table")).to_be_visible()

    loaded: list[Loaded] = visit.page.evaluate(_LOADED)

    total = sum(each["bytes"] for each in loaded)
    with capsys.disabled():
        print(f"\n  first visit: {total} bytes, in the rounds")  # noqa: T201 # what the test is asked to say
        print(*_rounds(loaded), sep="\n  ")  # noqa: T201 # as above
    assert total <= FIRST_LOAD_BYTES_MAX
    assert not [each["name"] for each in loaded if "Editor" in each["name"]]


def _rounds(loaded: list[Loaded]) -> list[str]:
    """What was asked for at a time: a round begins after the first answer of the one before."""
    rounds: list[list[Loaded]] = []
    for each in sorted(loaded, key=lambda it: it["from"]):
        if not rounds or each["from"] >= min(it["until"] for it in rounds[-1]):
            rounds.append([])
        rounds[-1].append(each)
    return [
        f"  {number}: " + ", ".join(f"{each['name'] or '/'} ({each['bytes']})" for each in asked)
        for number, asked in enumerate(rounds, 1)
    ]
