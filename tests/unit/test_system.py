"""The doctor's report that a running server has: of a process that is gone afterwards, and asked for not too often."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cloister.control.system import Server, System
from cloister.domain import limits
from cloister.domain.arn import Home
from cloister.domain.errors import ExaminationFailed
from cloister.domain.posture import Status
from tests.support import ACCOUNT, REGION, MovingClock

A_MOMENT = timedelta(seconds=1)


def a_system(data_directory: Path, clock: MovingClock) -> System:
    server = Server(
        endpoint="http://127.0.0.1:9000",
        home=Home(ACCOUNT, REGION),
        started_at=clock.now(),
        runtimes=("python3.11",),
    )
    return System(server, data_directory, clock)


def children() -> set[str]:
    return set(
        Path("/proc/self/task", Path("/proc/thread-self").resolve().name, "children")
        .read_text()
        .split()
    )


async def test_whoever_asks_at_once_or_within_a_minute_has_the_same_report(tmp_path: Path) -> None:
    clock = MovingClock()
    system = a_system(tmp_path, clock)

    first, beside = await asyncio.gather(system.examine(), system.examine())
    clock.advance(limits.DOCTOR_REPORT_KEPT)
    within = await system.examine()
    clock.advance(A_MOMENT)
    later = await system.examine()

    assert first is beside is within
    assert later is not first
    assert later.examined_at == first.examined_at + limits.DOCTOR_REPORT_KEPT + A_MOMENT
    assert Counter(line.name for line in later.lines) == Counter(line.name for line in first.lines)


async def test_the_report_has_the_sections_of_the_docs_and_advice_for_what_is_not_well(
    tmp_path: Path,
) -> None:
    report = await a_system(tmp_path, MovingClock()).examine()

    assert list(dict.fromkeys(line.section for line in report.lines)) == [
        "Who runs it",
        "What the kernel lets it do",
        "Limits",
        "What is installed",
        "How the host is set up",
    ]
    docs = Path(__file__).parents[2] / "docs" / "operating.md"
    assert all(f"### {line.section}\n" in docs.read_text() for line in report.lines)
    assert all((line.remedy is None) == (line.status is Status.OK) for line in report.lines)


@pytest.mark.parametrize(
    ("limit", "too_small"),
    [("DOCTOR_PATIENCE", timedelta(milliseconds=20)), ("DOCTOR_REPORT_BYTES_MAX", 10)],
)
async def test_a_doctor_that_takes_or_says_too_much_is_ended_and_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, too_small: timedelta | int
) -> None:
    system = a_system(tmp_path, MovingClock())
    before = children()
    monkeypatch.setattr(limits, limit, too_small)

    with capture_logs() as said, pytest.raises(ExaminationFailed, match="`cloister doctor`"):
        await system.examine()

    assert [line["event"] for line in said] == ["the doctor gave no report"]
    assert children() == before


async def test_after_a_failure_the_next_one_who_asks_gets_a_report(tmp_path: Path) -> None:
    no_directory = tmp_path / "data"
    no_directory.touch()
    system = a_system(no_directory, MovingClock())

    with pytest.raises(ExaminationFailed):
        await system.examine()
    no_directory.unlink()
    report = await system.examine()

    assert report.lines


async def test_the_doctor_of_a_caller_that_is_cancelled_is_ended(tmp_path: Path) -> None:
    before = children()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await a_system(tmp_path, MovingClock()).examine()

    assert children() == before
