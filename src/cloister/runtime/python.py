"""AWS's Python runtime client in a sandbox: its own bootstrap loop, over the channel instead of HTTP."""

import contextlib
import importlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_client import BaseLambdaRuntimeClient, InvocationRequest
from awslambdaric.lambda_runtime_exception import FaultException

from cloister.runtime import rehearsal
from cloister.runtime.channel import REST_AFTER_MS, Channel, HostGone
from cloister.runtime.reseed import reseed
from cloister.wire.messages import (
    Failed,
    Hello,
    Invoke,
    Load,
    Loaded,
    LoadFailed,
    Restore,
    Restored,
    RestoreFailed,
    Returned,
)

TASK_ROOT = "/var/task"
LAYER_PATHS = (
    f"/opt/python/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages",
    "/opt/python",
)
"""docs, packaging-layers: where layers' modules are looked for, behind the function's own."""
RESPONSE_BYTES_MAX = 6 * 1024 * 1024 + 100
"""6,291,556: the recorded hard value of a synchronous response (lambda-facts 2.5)."""
AtRest = Callable[[], object]
ERROR_BYTES_MAX = 256 * 1024
"""AWS's own bound on an error's payload is not documented; a stack trace is far smaller."""


class TenantChanged(Exception):
    """An event for another tenant than this sandbox was bound to. The process ends; it must never happen."""


class _Stage(Enum):
    LOADING = auto()
    RESTORING = auto()
    """The host has said that somebody is about to come; only functions that were told of a snapshot come here."""
    SERVING = auto()
    """The first event has come, and bound this process to its tenant."""


_SERVING: Final = _Stage.SERVING


class ChannelClient(BaseLambdaRuntimeClient):  # type: ignore[misc] # awslambdaric is not annotated
    """What bootstrap.run() takes for the Runtime API: the same six calls, as messages."""

    def __init__(
        self, channel: Channel, *, rehearses: bool, at_rest: AtRest | None, rest_after_ms: int
    ) -> None:
        super().__init__("")
        self._channel = channel
        self._at_rest = at_rest
        self._rest_after_ms = rest_after_ms
        self._rehearses = rehearses
        self._stage = _Stage.LOADING
        self._tenant: str | None = None

    def restore_next(self) -> None:
        """Report init, with what comes before a snapshot. Returns when somebody is about to come, once for all.

        What init left of randomness is drawn anew then: init knew of no tenant, and must not choose for one.
        """
        self._report_init()
        try:
            message = self._channel.receive()
        except HostGone:
            # No exception: the runtime client would take it for a hook's.
            os._exit(0)
        if not isinstance(message, Restore):
            raise TypeError(f"expected to be restored, got {type(message).__name__}")
        self._stage = _Stage.RESTORING
        reseed()

    def report_restore_error(self, restore_error_data: dict[str, object]) -> None:
        self._channel.send(
            RestoreFailed(FaultException.AFTER_RESTORE_ERROR, _bounded(restore_error_data))
        )

    def wait_next_invocation(self) -> InvocationRequest:
        """The next event, once init, or what comes after a snapshot, has been reported.

        Raises TenantChanged before any code sees a stranger's.
        """
        if self._stage is not _SERVING:
            self._report_beginning()
        message = self._channel.receive()
        if not isinstance(message, Invoke):
            raise TypeError(f"expected an event, got {type(message).__name__}")
        self._bind(message.tenant)
        return InvocationRequest(
            invoke_id=message.request_id,
            x_amzn_trace_id=message.trace_id,
            invoked_function_arn=message.invoked_arn,
            deadline_time_in_ms=message.deadline_ms,
            client_context=message.client_context,
            cognito_identity=None,
            tenant_id=message.tenant,
            content_type="application/json",
            event_body=message.payload,
            invocation_id=message.attempt,
        )

    def post_invocation_result(
        self,
        invoke_id: str,
        result_data: str | bytes,
        content_type: str = "application/json",
        invocation_id: bytes = b"",
    ) -> None:
        payload = result_data if isinstance(result_data, bytes) else result_data.encode()
        if len(payload) > RESPONSE_BYTES_MAX:
            self._channel.send(_response_too_large(invocation_id))
        else:
            self._channel.send(Returned(invocation_id, payload))

    def post_invocation_error(
        self,
        invoke_id: str,
        error_response_data: str,
        xray_fault: str,
        invocation_id: bytes = b"",
    ) -> None:
        error = json.loads(error_response_data)
        self._channel.send(Failed(invocation_id, error["errorType"], _bounded(error)))

    def post_init_error(
        self, error_response_data: dict[str, object], error_type_override: str | None = None
    ) -> None:
        if self._stage is _Stage.RESTORING:
            # The runtime client tells these two apart by what it called last: drawing anew was ours.
            self.report_restore_error(error_response_data)
            return
        error_type = error_type_override or str(error_response_data["errorType"])
        self._channel.send(LoadFailed(error_type, _bounded(error_response_data)))

    def _report_beginning(self) -> None:
        if self._stage is _Stage.RESTORING:
            self._channel.send(Restored())
        else:
            self._report_init()

    def _report_init(self) -> None:
        if self._rehearses:
            rehearse()
        self._channel.send(Loaded())

    def _bind(self, tenant: str | None) -> None:
        # The first event binds, also to "no tenant"; every later one is compared before anything else reads it.
        if self._stage is not _SERVING:
            self._stage = _SERVING
            self._tenant = tenant
            if self._at_rest is not None:
                self._channel.rest(self._at_rest, self._rest_after_ms)
        elif tenant != self._tenant:
            raise TenantChanged


class _Rehearsal(BaseLambdaRuntimeClient):  # type: ignore[misc] # awslambdaric is not annotated
    """A client that nobody is behind."""

    def __init__(self) -> None:
        super().__init__("")

    def post_invocation_result(self, *result: object) -> None:
        """The result of nobody's event goes nowhere."""


def rehearse() -> None:
    """Do what the runtime client does with an event, without the function's handler.

    A fork pays for each page that it touches first. Most that an invocation touches are paid for afterwards, before
    there is anybody who waits.
    """
    bootstrap.handle_event_request(
        _Rehearsal(),
        lambda event, context: {"event": event, "id": context.aws_request_id},
        "00000000-0000-0000-0000-000000000000",
        b'{"key1": "value1", "key2": ["value2", 2.5, null]}',
        "application/json",
        None,
        None,
        "arn:aws:lambda:us-east-1:000000000000:function:rehearsal",
        0,
        None,
        bootstrap.StandardLogSink(),
        b"0" * 32,
    )


def _nothing() -> None:
    pass


def rehearse_all() -> None:
    """Load and answer once, for nobody. Nothing that a function can look at is otherwise afterwards."""
    rehearsal.rehearse_all(run)
    _prepare_to_look_in(TASK_ROOT)


def _prepare_to_look_in(directory: str) -> None:
    """Who looks for a module there finds a finder, which has not looked yet."""
    for hook in sys.path_hooks:
        with contextlib.suppress(ImportError):
            sys.path_importer_cache[directory] = hook(directory)
            return


def run(
    connection: socket.socket,
    *,
    before_load: Callable[[], None] = _nothing,
    at_rest: AtRest | None = None,
    rest_after_ms: int = REST_AFTER_MS,
    task_root: str = TASK_ROOT,
) -> None:
    """Load one function and answer its events until the host is gone or the function ends the process.

    `before_load` is called while the host thinks of what to load, and `at_rest` whenever an event was answered and no
    other has come for a while.
    """
    channel = Channel(connection)
    try:
        channel.send(Hello())
        before_load()
        load = channel.receive()
        if not isinstance(load, Load):
            raise TypeError(f"expected a function, got {type(load).__name__}")
        _become(load.environ, task_root)
        client = ChannelClient(
            channel, rehearses=load.rehearse, at_rest=at_rest, rest_after_ms=rest_after_ms
        )
        bootstrap.run(load.handler, client)
    except HostGone:
        return


def _become(environ: Mapping[str, str], task_root: str) -> None:
    # One by one: clear() and update() go through a dozen functions more, for each of which a fork copies pages.
    for name in [*os.environ]:
        del os.environ[name]
    for name, value in environ.items():
        os.environ[name] = value
    time.tzset()
    os.chdir(task_root)
    sys.path[:0] = [task_root, *LAYER_PATHS]
    if "AWS_LAMBDA_LOG_FORMAT" in environ or "AWS_LAMBDA_LOG_LEVEL" in environ:
        # bootstrap reads these two when it is imported, which the template did before there was a function.
        importlib.reload(bootstrap)


def _bounded(error: dict[str, object]) -> bytes:
    payload = json.dumps(error).encode()
    if len(payload) <= ERROR_BYTES_MAX:
        return payload
    shortened = {
        **error,
        "errorMessage": str(error.get("errorMessage"))[: ERROR_BYTES_MAX // 8],
        "stackTrace": [],
    }
    return json.dumps(shortened).encode()


def _response_too_large(attempt: bytes) -> Failed:
    error = {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size "
        f"({RESPONSE_BYTES_MAX} bytes).",
    }
    return Failed(attempt, error["errorType"], json.dumps(error).encode())
