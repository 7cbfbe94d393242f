"""What is said: `Load`, `Restore` and `Invoke` go in; `Hello` comes out, and how each of them ended.

An event and its answers are not frozen: each field of a frozen one is set by a call, on either side.
"""

import json
from dataclasses import dataclass

from cloister.wire.frames import NO_METADATA, Frame, WireError, encode_frame, quoted

ATTEMPT_ID_LENGTH = 32
"""128 random bits in hex, new for every attempt and echoed in its answer (isolation.md 3.7)."""
ERROR_TYPE_LENGTH_MAX = 256


@dataclass(frozen=True)
class Load:
    """The function that this sandbox is for: sent once."""

    KIND = 1
    handler: str
    environ: dict[str, str]
    rehearse: bool
    """Whether to go through the motions of an invocation after init, with an event of nobody's and no handler."""

    def encode(self) -> bytes:
        metadata = json.dumps({"handler": self.handler, "rehearse": self.rehearse})
        return encode_frame(self.KIND, metadata, json.dumps(self.environ).encode())

    @classmethod
    def parse(cls, frame: Frame) -> "Load":
        try:
            environ = json.loads(frame.body)
        except ValueError as error:
            raise WireError("the function's environment is not JSON") from error
        if not isinstance(environ, dict):
            raise WireError("the function's environment is not an object")
        return cls(
            handler=_text(frame, "handler"),
            environ={str(name): str(value) for name, value in environ.items()},
            rehearse=frame.metadata.get("rehearse") is True,
        )


@dataclass(slots=True)
class Invoke:
    """One event, for one tenant, to be answered before the deadline under the same attempt id."""

    KIND = 2
    attempt: str
    request_id: str
    deadline_ms: int
    """Epoch milliseconds."""
    invoked_arn: str
    tenant: str | None
    client_context: str | None
    trace_id: str | None
    payload: bytes

    def encode(self) -> bytes:
        # Written out, here and in its answers: an encoder of objects takes twice as long for it.
        metadata = (
            f'{{"attempt":{quoted(self.attempt)},"request_id":{quoted(self.request_id)},'
            f'"deadline_ms":{self.deadline_ms},"invoked_arn":{quoted(self.invoked_arn)},'
            f'"tenant":{_quoted_or_null(self.tenant)},'
            f'"client_context":{_quoted_or_null(self.client_context)},'
            f'"trace_id":{_quoted_or_null(self.trace_id)}}}'
        )
        return encode_frame(self.KIND, metadata, self.payload)

    @classmethod
    def parse(cls, frame: Frame) -> "Invoke":
        return cls(
            attempt=_text(frame, "attempt"),
            request_id=_text(frame, "request_id"),
            deadline_ms=_number(frame, "deadline_ms"),
            invoked_arn=_text(frame, "invoked_arn"),
            tenant=_optional_text(frame, "tenant"),
            client_context=_optional_text(frame, "client_context"),
            trace_id=_optional_text(frame, "trace_id"),
            payload=frame.body,
        )


@dataclass(frozen=True)
class Restore:
    """A function that was told of a snapshot is about to serve somebody: sent once, before its first event."""

    KIND = 3

    def encode(self) -> bytes:
        return encode_frame(self.KIND, NO_METADATA)

    @classmethod
    def parse(cls, frame: Frame) -> "Restore":
        return cls()


@dataclass(frozen=True)
class Hello:
    """The jail is closed and the runtime is ready to load a function."""

    KIND = 16

    def encode(self) -> bytes:
        return encode_frame(self.KIND, NO_METADATA)

    @classmethod
    def parse(cls, frame: Frame) -> "Hello":
        return cls()


@dataclass(frozen=True)
class Loaded:
    """Init went well; the first event may come."""

    KIND = 17

    def encode(self) -> bytes:
        return encode_frame(self.KIND, NO_METADATA)

    @classmethod
    def parse(cls, frame: Frame) -> "Loaded":
        return cls()


@dataclass(frozen=True)
class LoadFailed:
    """Init raised. The process ends after this."""

    KIND = 18
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, f'{{"error_type":{quoted(self.error_type)}}}', self.payload)

    @classmethod
    def parse(cls, frame: Frame) -> "LoadFailed":
        return cls(_error_type(frame), frame.body)


@dataclass(slots=True)
class Returned:
    """The handler's result."""

    KIND = 19
    attempt: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, f'{{"attempt":{quoted(self.attempt)}}}', self.payload)

    @classmethod
    def parse(cls, frame: Frame) -> "Returned":
        return cls(_text(frame, "attempt"), frame.body)


@dataclass(slots=True)
class Failed:
    """The handler raised, or its result could not be told."""

    KIND = 20
    attempt: str
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        metadata = f'{{"attempt":{quoted(self.attempt)},"error_type":{quoted(self.error_type)}}}'
        return encode_frame(self.KIND, metadata, self.payload)

    @classmethod
    def parse(cls, frame: Frame) -> "Failed":
        return cls(_text(frame, "attempt"), _error_type(frame), frame.body)


@dataclass(frozen=True)
class Restored:
    """What the function does after a snapshot is done; its first event may come."""

    KIND = 21

    def encode(self) -> bytes:
        return encode_frame(self.KIND, NO_METADATA)

    @classmethod
    def parse(cls, frame: Frame) -> "Restored":
        return cls()


@dataclass(frozen=True)
class RestoreFailed:
    """What the function does after a snapshot raised. The process ends after this."""

    KIND = 22
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, f'{{"error_type":{quoted(self.error_type)}}}', self.payload)

    @classmethod
    def parse(cls, frame: Frame) -> "RestoreFailed":
        return cls(_error_type(frame), frame.body)


ToSandbox = Load | Restore | Invoke
FromSandbox = Hello | Loaded | LoadFailed | Restored | RestoreFailed | Returned | Failed

_TO_SANDBOX: dict[int, type[Load] | type[Restore] | type[Invoke]] = {
    kind.KIND: kind for kind in (Load, Restore, Invoke)
}
_FROM_SANDBOX: dict[
    int,
    type[Hello]
    | type[Loaded]
    | type[LoadFailed]
    | type[Restored]
    | type[RestoreFailed]
    | type[Returned]
    | type[Failed],
] = {
    kind.KIND: kind
    for kind in (Hello, Loaded, LoadFailed, Restored, RestoreFailed, Returned, Failed)
}


def parse_to_sandbox(frame: Frame) -> ToSandbox:
    """The message for a sandbox in this frame. Raises WireError if there is none."""
    kind = _TO_SANDBOX.get(frame.kind)
    if kind is None:
        raise WireError(f"no message to a sandbox has kind {frame.kind}")
    return kind.parse(frame)


def parse_from_sandbox(frame: Frame) -> FromSandbox:
    """The message from a sandbox in this frame. Raises WireError if there is none."""
    kind = _FROM_SANDBOX.get(frame.kind)
    if kind is None:
        raise WireError(f"no message from a sandbox has kind {frame.kind}")
    return kind.parse(frame)


def _quoted_or_null(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _text(frame: Frame, name: str) -> str:
    value = frame.metadata.get(name)
    if not isinstance(value, str):
        raise WireError(f"{name} is not a text")
    if not value.isascii():
        _expect_unicode(name, value)
    return value


def _expect_unicode(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        # JSON can name half of a surrogate pair, which no text has.
        raise WireError(f"{name} is not a text") from error


def _optional_text(frame: Frame, name: str) -> str | None:
    return None if frame.metadata.get(name) is None else _text(frame, name)


def _number(frame: Frame, name: str) -> int:
    value = frame.metadata.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireError(f"{name} is not a whole number")
    return value


def _error_type(frame: Frame) -> str:
    return _text(frame, "error_type")[:ERROR_TYPE_LENGTH_MAX]
