"""How a runtime's unexpected end is told to the caller: AWS's error types and words (lambda-facts 2.4)."""

import json
import signal

from cloister.domain.errors import EnvironmentStartFailed, SnapStartFailed, SnapStartTimedOut
from cloister.domain.ids import RequestId
from cloister.domain.invocation import FunctionFailed, Outcome
from cloister.domain.limits import PAYLOAD_SYNC_BYTES_MAX
from cloister.sandbox.driver import Exit
from cloister.telemetry.lines import PLATFORM_ERROR

TIMED_OUT = "Sandbox.Timedout"
OUT_OF_MEMORY = "Runtime.OutOfMemory"
RESPONSE_TOO_LARGE = "Function.ResponseSizeTooLarge"
EXITED = "Runtime.ExitError"
MISBEHAVED = "Runtime.Unknown"

_SIGNAL_WORDS = {
    signal.SIGHUP: "hangup",
    signal.SIGINT: "interrupt",
    signal.SIGQUIT: "quit",
    signal.SIGILL: "illegal instruction",
    signal.SIGTRAP: "trace/breakpoint trap",
    signal.SIGABRT: "aborted",
    signal.SIGBUS: "bus error",
    signal.SIGFPE: "floating point exception",
    signal.SIGKILL: "killed",
    signal.SIGUSR1: "user defined signal 1",
    signal.SIGSEGV: "segmentation fault",
    signal.SIGUSR2: "user defined signal 2",
    signal.SIGPIPE: "broken pipe",
    signal.SIGALRM: "alarm clock",
    signal.SIGTERM: "terminated",
    signal.SIGXCPU: "CPU time limit exceeded",
    signal.SIGXFSZ: "file size limit exceeded",
    signal.SIGSYS: "bad system call",
}
"""As Go's syscall.Signal prints them, since AWS's supervisor does."""


def exited(end: Exit, request_id: RequestId) -> FunctionFailed:
    """The runtime process is gone. Raises EnvironmentStartFailed when it never came to be: no function's fault."""
    if end.failed is not None:
        raise EnvironmentStartFailed(end.failed)
    if end.oom_kills:
        return _failed(OUT_OF_MEMORY, request_id, "Runtime exited with error: signal: killed")
    return _failed(EXITED, request_id, _reason(end))


def timed_out(request_id: RequestId, timeout_s: int) -> FunctionFailed:
    return _failed(TIMED_OUT, request_id, f"Task timed out after {timeout_s:.2f} seconds")


def misbehaved(request_id: RequestId) -> FunctionFailed:
    """What came over the channel was not an answer: the runtime was tampered with."""
    return _failed(MISBEHAVED, request_id, "Runtime sent an invalid response")


def not_restored(error_type: str) -> SnapStartFailed | SnapStartTimedOut:
    """What the function does after a snapshot did not end well, and why: in the model's words for either."""
    if error_type == TIMED_OUT:
        return SnapStartTimedOut("Lambda couldn't restore the snapshot within the timeout limit.")
    return SnapStartFailed(
        "The afterRestore() runtime hook encountered an error. "
        "For more information, check the Amazon CloudWatch logs."
    )


def response_too_large() -> FunctionFailed:
    error = {
        "errorType": RESPONSE_TOO_LARGE,
        "errorMessage": "Response payload size exceeded maximum allowed payload size "
        f"({PAYLOAD_SYNC_BYTES_MAX} bytes).",
    }
    return FunctionFailed(RESPONSE_TOO_LARGE, json.dumps(error, separators=(",", ":")).encode())


def status(outcome: Outcome) -> tuple[str | None, str | None]:
    """Status and error type of an outcome, as its report shows them."""
    if isinstance(outcome, FunctionFailed):
        if outcome.error_type == TIMED_OUT:
            return "timeout", None
        if PLATFORM_ERROR.fullmatch(outcome.error_type):
            return "error", outcome.error_type
    # What the handler itself raised is the function's affair: AWS's report shows no status for it.
    return None, None


def _reason(end: Exit) -> str:
    if end.signal is not None:
        return f"Runtime exited with error: signal: {_signal_words(end.signal)}"
    if end.exit_code:
        return f"Runtime exited with error: exit status {end.exit_code}"
    return "Runtime exited without providing a reason"


def _signal_words(number: int) -> str:
    known = {int(key): words for key, words in _SIGNAL_WORDS.items()}
    return known.get(number, f"signal {number}")


def _failed(error_type: str, request_id: RequestId, message: str) -> FunctionFailed:
    error = {"errorType": error_type, "errorMessage": f"RequestId: {request_id} Error: {message}"}
    return FunctionFailed(error_type, json.dumps(error, separators=(",", ":")).encode())
