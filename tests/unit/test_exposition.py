"""/metrics: what Prometheus reads there, that no tenant is named, and who may read it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from cloister.api.handlers.metrics_page import MetricsPage
from cloister.api.http import HttpRequest
from cloister.cli import main
from cloister.domain import limits
from cloister.domain.errors import AuthenticationFailed, UnknownOperation
from cloister.telemetry.exposition import Exposition
from cloister.telemetry.metric import Metric, Scope
from cloister.telemetry.tally import Reading, Tally
from tests.support import ACCOUNT, MovingClock
from tests.unit.counted import an_invocation_of, an_isolated_version, counted

TOKEN = "a-token-of-23-characters"


@pytest.fixture
def tally() -> Tally:
    return Tally(MovingClock())


def samples(exposition: Exposition) -> Iterator[tuple[str, dict[str, str], float]]:
    for family in text_string_to_metric_families(exposition.page().decode()):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def value(exposition: Exposition, name: str, **labels: str) -> float:
    (found,) = (each[2] for each in samples(exposition) if each[:2] == (name, labels))
    return found


def a_request(
    *headers: tuple[str, str],
    method: str = "GET",
    path: str = "/metrics",
    host: str = "127.0.0.1:9000",
) -> HttpRequest:
    with_host = (("host", host), *headers)
    return HttpRequest(method=method, path=path, query="", headers=with_host, body=b"")


def a_page(*, host: str = "127.0.0.1", token: str | None = None) -> MetricsPage:
    return MetricsPage(Exposition().page, host=host, token=token)


def test_counts_of_functions_add_up_over_batches(tally: Tally, tmp_path: Path) -> None:
    exposition = Exposition()
    version = an_isolated_version(tmp_path)

    for duration_ms in (0.4, 30.0):
        counted(tally, version, duration_ms=duration_ms, failed=duration_ms > 1)
        tally.throttled(an_invocation_of(version))
        exposition.add(tally.take())

    assert value(exposition, "cloister_invocations_total", function="f") == 2
    assert value(exposition, "cloister_errors_total", function="f") == 1
    assert value(exposition, "cloister_throttles_total", function="f") == 2
    assert value(exposition, "cloister_duration_seconds_sum", function="f") == 0.0304
    at_most = {
        labels["le"]: count
        for name, labels, count in samples(exposition)
        if name == "cloister_duration_seconds_bucket"
    }
    assert (at_most["0.001"], at_most["0.025"], at_most["0.05"], at_most["+Inf"]) == (1, 1, 2, 2)


def test_the_environments_are_those_of_the_last_count(tally: Tally, tmp_path: Path) -> None:
    exposition = Exposition()
    version = an_isolated_version(tmp_path)
    counted(tally, version)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    for idle in (5, 3):
        tally.read(
            Reading(scope=scope, metric=Metric.ENVIRONMENTS_IDLE, at=at, value=idle)
            for scope in (Scope(ACCOUNT), Scope(ACCOUNT, "f"), Scope(ACCOUNT, "f", version="7"))
        )
        exposition.add(tally.take())

    assert value(exposition, "cloister_environments_now", function="f", state="idle") == 3


def test_no_tenant_is_ever_named(tally: Tally, tmp_path: Path) -> None:
    exposition = Exposition()
    counted(tally, an_isolated_version(tmp_path), "a-secret-customer")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    scope = Scope(ACCOUNT, "f", tenant="a-secret-customer")
    tally.read([Reading(scope=scope, metric=Metric.ENVIRONMENTS_IDLE, at=at, value=1)])

    exposition.add(tally.take())

    page = exposition.page()
    assert b'cloister_invocations_total{function="f"} 1.0' in page
    assert b"secret" not in page


def test_functions_beyond_the_bound_are_told_together(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EXPOSED_FUNCTIONS_MAX", 2)
    exposition = Exposition()
    for name in ("a", "b", "c", "d"):
        counted(tally, an_isolated_version(tmp_path, name=name))
        exposition.add(tally.take())

    assert value(exposition, "cloister_invocations_total", function="b") == 1
    assert value(exposition, "cloister_invocations_total", function="(others)") == 2


@pytest.mark.parametrize("host", ["127.0.0.1:9000", "localhost", "LOCALHOST:9000", "[::1]:9000"])
async def test_a_local_server_shows_its_page_without_a_token(host: str) -> None:
    answer = await a_page()(a_request(host=host))

    assert answer.status == 200
    assert b"process_resident_memory_bytes" in answer.body
    assert dict(answer.headers)["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("page", "request_"),
    [
        (a_page(host="0.0.0.0"), a_request()),
        (a_page(host="192.0.2.1"), a_request()),
        (a_page(), a_request(("x-forwarded-for", "192.0.2.1"))),
        (a_page(), a_request(("forwarded", "for=192.0.2.1"))),
        # A page that a browser shows, whose own name has come to mean 127.0.0.1 (DNS rebinding).
        (a_page(), a_request(host="evil.example:9000")),
        (a_page(), a_request(host="localhost.evil.example")),
        (a_page(), a_request(host="127.0.0.1.evil.example")),
        (a_page(), a_request(host="user@127.0.0.1.evil.example")),
        (a_page(), a_request(host="[::1")),
        (a_page(), a_request(host="")),
        (a_page(), a_request(path="/metrics/more")),
        (a_page(), a_request(method="POST")),
    ],
)
async def test_elsewhere_there_is_no_such_page(page: MetricsPage, request_: HttpRequest) -> None:
    with pytest.raises(UnknownOperation):
        await page(request_)


async def test_with_a_token_whoever_has_it_may_read_it_from_anywhere() -> None:
    page = a_page(host="0.0.0.0", token=TOKEN)

    answer = await page(a_request(("authorization", f"Bearer {TOKEN}")))

    assert answer.status == 200


@pytest.mark.parametrize("given", ["", TOKEN, "Bearer ", f"Bearer {TOKEN}x", "Bearer \xe4"])
async def test_with_a_token_nobody_else_may_read_it_not_even_locally(given: str) -> None:
    with pytest.raises(AuthenticationFailed):
        await a_page(token=TOKEN)(a_request(("authorization", given)))


@pytest.mark.parametrize("text", ["", "short", "two lines of\na token", "\xe4" * 20])
def test_a_file_that_holds_no_token_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text)

    refused = CliRunner().invoke(
        main, ["up", "--data-dir", str(tmp_path), "--metrics-token-file", str(file)]
    )

    assert refused.exit_code == 1
    assert "holds no token" in refused.output
