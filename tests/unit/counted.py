"""Invocations as the books see them, made up: whose they were, how long they took, what came of them."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cloister.domain.function import FunctionVersion
from cloister.domain.ids import RequestId
from cloister.domain.invocation import Answer, FunctionFailed, Invocation, Printed, Report, Returned
from cloister.telemetry.tally import Page, Tally
from tests.support import a_version, an_invocation

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HANDLER = "def handler(event, context): return 1"


def an_isolated_version(
    tmp_path: Path, *, name: str = "f", memory_mb: int = 512
) -> FunctionVersion:
    return a_version(HANDLER, tmp_path, name=name, memory_mb=memory_mb)


def an_answer(
    *,
    duration_ms: float = 1.5,
    billed_ms: int = 2,
    init_ms: float | None = None,
    failed: bool = False,
) -> Answer:
    report = Report(
        request_id=RequestId("r"),
        duration_ms=duration_ms,
        billed_ms=billed_ms,
        memory_mb=512,
        memory_used_mb=30,
        init_ms=init_ms,
        status=None,
        error_type=None,
    )
    outcome = FunctionFailed("ValueError", b"{}") if failed else Returned(b"1234")
    return Answer(
        outcome=outcome,
        report=report,
        printed=Printed(b"01234", dropped_bytes=5),
        started_at=AT,
        ended_at=AT,
    )


def an_invocation_of(version: FunctionVersion, tenant: str | None = "tenant-A") -> Invocation:
    """Of the version's own name, without a qualifier."""
    arn = f"arn:aws:lambda:{version.region}:{version.account}:function:{version.name}"
    return replace(an_invocation(version, tenant), invoked_arn=arn)


@contextlib.contextmanager
def running(tally: Tally, invocation: Invocation) -> Iterator[Page]:
    """It counts as running in the block, which is given its page."""
    page = tally.began(invocation)
    try:
        yield page
    finally:
        page.ended()


def counted(
    tally: Tally, version: FunctionVersion, tenant: str | None = "tenant-A", **answer: float | bool
) -> None:
    """One invocation in the books, from its begin to its end."""
    invocation = an_invocation_of(version, tenant)
    with running(tally, invocation) as page:
        page.ran(invocation, an_answer(**answer))  # type: ignore[arg-type] # each keyword has its own type
