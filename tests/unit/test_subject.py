"""What the server's own lines tell: of a request while it is answered, and nothing of it afterwards."""

import asyncio

import structlog
from structlog.testing import capture_logs

from cloister.domain.ids import EnvironmentId, FunctionName, RequestId
from cloister.telemetry.subject import Subject, about_environment, about_function, add_subject

FIRST, SECOND = RequestId("first"), RequestId("second")
log = structlog.get_logger()


def test_a_line_tells_its_request_and_what_is_known_of_it_by_then() -> None:
    with capture_logs(processors=[add_subject]) as lines:
        with Subject(FIRST):
            log.info("asked")
            about_function(FunctionName("f"))
            about_environment(EnvironmentId("lost"))
            about_environment(EnvironmentId("e"))
            log.info("runs")
        log.info("over")

    assert lines == [
        {"event": "asked", "log_level": "info", "request": "first"},
        {
            "event": "runs",
            "log_level": "info",
            "request": "first",
            "function": "f",
            "environment": "e",
        },
        {"event": "over", "log_level": "info"},
    ]


def test_what_a_line_says_itself_counts() -> None:
    with capture_logs(processors=[add_subject]) as lines, Subject(FIRST):
        about_environment(EnvironmentId("the request's"))
        log.info("found", environment="another")

    assert [line["environment"] for line in lines] == ["another"]


async def test_requests_that_are_answered_at_once_do_not_mix() -> None:
    both_are_there = asyncio.Barrier(2)

    async def answered(request: RequestId) -> None:
        with Subject(request):
            await both_are_there.wait()
            log.info("runs")

    with capture_logs(processors=[add_subject]) as lines:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(answered(FIRST))
            tasks.create_task(answered(SECOND))

    assert sorted(line["request"] for line in lines) == [FIRST, SECOND]


async def test_what_a_request_leaves_behind_tells_nothing_of_it_after_its_end() -> None:
    request_is_over = asyncio.Event()

    async def left_behind() -> None:
        await request_is_over.wait()
        about_environment(EnvironmentId("e"))
        log.info("much later")

    with capture_logs(processors=[add_subject]) as lines:
        async with asyncio.TaskGroup() as tasks:
            with Subject(FIRST):
                tasks.create_task(left_behind())
            request_is_over.set()

    assert lines == [{"event": "much later", "log_level": "info"}]


def test_outside_of_a_request_nothing_is_noted() -> None:
    about_function(FunctionName("f"))

    with capture_logs(processors=[add_subject]) as lines:
        log.info("serves nobody")

    assert lines == [{"event": "serves nobody", "log_level": "info"}]
