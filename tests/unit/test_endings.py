"""How a runtime's end is told: AWS's error types and words, and the platform's own failures kept apart from them."""

import json
import signal

import pytest

from cloister.domain.errors import EnvironmentStartFailed
from cloister.domain.ids import RequestId
from cloister.pool.endings import exited, misbehaved, response_too_large, timed_out
from cloister.sandbox.driver import Exit

REQUEST = RequestId("r-1")


def told(end: Exit) -> tuple[str, str]:
    """Error type and message that the caller reads; the message without its usual beginning."""
    outcome = exited(end, REQUEST)
    error = json.loads(outcome.payload)
    assert error["errorType"] == outcome.error_type
    beginning = "RequestId: r-1 Error: "
    assert error["errorMessage"].startswith(beginning)
    return outcome.error_type, error["errorMessage"].removeprefix(beginning)


@pytest.mark.parametrize(
    ("end", "error_type", "message"),
    [
        (Exit(exit_code=0), "Runtime.ExitError", "Runtime exited without providing a reason"),
        (Exit(), "Runtime.ExitError", "Runtime exited without providing a reason"),
        (
            Exit(exit_code=127),
            "Runtime.ExitError",
            "Runtime exited with error: exit status 127",
        ),
        (
            Exit(signal=signal.SIGKILL),
            "Runtime.ExitError",
            "Runtime exited with error: signal: killed",
        ),
        (
            Exit(signal=signal.SIGKILL, oom_kills=1),
            "Runtime.OutOfMemory",
            "Runtime exited with error: signal: killed",
        ),
        (
            Exit(exit_code=1, oom_kills=3),
            "Runtime.OutOfMemory",
            "Runtime exited with error: signal: killed",
        ),
    ],
)
def test_a_runtimes_end_has_awss_error_type_and_words(
    end: Exit, error_type: str, message: str
) -> None:
    assert told(end) == (error_type, message)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGHUP, "hangup"),
        (signal.SIGINT, "interrupt"),
        (signal.SIGQUIT, "quit"),
        (signal.SIGILL, "illegal instruction"),
        (signal.SIGTRAP, "trace/breakpoint trap"),
        (signal.SIGABRT, "aborted"),
        (signal.SIGBUS, "bus error"),
        (signal.SIGFPE, "floating point exception"),
        (signal.SIGSEGV, "segmentation fault"),
        (signal.SIGPIPE, "broken pipe"),
        (signal.SIGALRM, "alarm clock"),
        (signal.SIGTERM, "terminated"),
        (signal.SIGSYS, "bad system call"),
        (40, "signal 40"),
    ],
)
def test_a_signal_is_named_as_awss_supervisor_names_it(number: int, words: str) -> None:
    assert told(Exit(signal=int(number)))[1] == f"Runtime exited with error: signal: {words}"


def test_a_sandbox_that_never_came_to_be_is_no_functions_fault() -> None:
    with pytest.raises(EnvironmentStartFailed, match="no cgroup"):
        exited(Exit(failed="no cgroup", exit_code=1), REQUEST)


def test_a_timeout_is_told_with_two_decimals() -> None:
    outcome = timed_out(REQUEST, 3)

    assert outcome.payload == (
        b'{"errorType":"Sandbox.Timedout",'
        b'"errorMessage":"RequestId: r-1 Error: Task timed out after 3.00 seconds"}'
    )


def test_a_response_over_the_limit_is_told_with_the_limit() -> None:
    outcome = response_too_large()

    assert outcome.error_type == "Function.ResponseSizeTooLarge"
    assert outcome.payload == (
        b'{"errorType":"Function.ResponseSizeTooLarge",'
        b'"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}'
    )


def test_what_was_no_answer_is_the_runtimes_fault() -> None:
    outcome = misbehaved(REQUEST)

    assert outcome.error_type == "Runtime.Unknown"
    assert json.loads(outcome.payload)["errorType"] == "Runtime.Unknown"
