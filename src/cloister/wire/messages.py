"""What is said: `Load`, `Restore` and `Invoke` go in; `Hello` comes out, and how each of them ended.

An event and its answers, which every invocation makes, have no JSON but their payload on the wire, and are not frozen:
each field of a frozen one is set by a call, on either side.
"""

import json
import struct
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from cloister.wire.frames import Frame, WireError, encode_frame

ATTEMPT_ID_LENGTH: Final = 32
"""128 random bits in hex, new for every attempt and echoed in its answer (isolation.md 3.7)."""
TEXTS_BYTES_MAX: Final = 16 * 1024
"""Of what goes with a payload: a client context of 3,583 bytes is the largest thing in it."""
ERROR_TYPE_LENGTH_MAX: Final = 256

_EVENT: Final = struct.Struct(f"!{ATTEMPT_ID_LENGTH}sQH")
"""Attempt, deadline, and the size of the texts that come before the payload."""
_BETWEEN_TEXTS: Final = "\0"
"""Names, JSON and headers have none of it."""
_TEXTS: Final = 5
_ERROR_TYPE: Final = struct.Struct("!H")
"""The size of the name that comes before the payload."""


_AnyWord = TypeVar("_AnyWord", bound="_Word")


@dataclass(frozen=True)
class _Word:
    """A message that is its kind, and nothing else."""

    KIND: ClassVar[int]

    def encode(self) -> bytes:
        return encode_frame(self.KIND)

    @classmethod
    def parse(cls: type[_AnyWord], body: memoryview) -> _AnyWord:  # noqa: PYI019 # Python 3.10 has no Self, and runs this too
        if body:
            raise WireError(f"{cls.__name__} has a body")
        return cls()


@dataclass(frozen=True)
class Load:
    """The function that this sandbox is for: sent once."""

    KIND = 1
    handler: str
    environ: dict[str, str]
    rehearse: bool
    """Whether to go through the motions of an invocation after init, with an event of nobody's and no handler."""

    def encode(self) -> bytes:
        return encode_frame(self.KIND, json.dumps(vars(self)).encode())

    @classmethod
    def parse(cls, body: memoryview) -> "Load":
        try:
            told = json.loads(bytes(body))
        except (ValueError, RecursionError) as error:
            raise WireError("a function is not JSON") from error
        match told:
            case {"handler": str(handler), "environ": dict(environ), "rehearse": bool(rehearse)}:
                texts = {str(name): str(value) for name, value in environ.items()}
                return cls(handler, texts, rehearse)
            case _:
                raise WireError("a function is not told as it should be")


class Restore(_Word):
    """A function that was told of a snapshot is about to serve somebody: sent once, before its first event."""

    KIND = 3


@dataclass(slots=True)
class Invoke:
    """One event, for one tenant, to be answered before the deadline under the same attempt id.

    No text has a NUL in it, and none is empty: None stands for that.
    """

    KIND = 2
    attempt: bytes
    request_id: str
    deadline_ms: int
    """Epoch milliseconds."""
    invoked_arn: str
    tenant: str | None
    client_context: str | None
    trace_id: str | None
    payload: bytes

    def encode(self) -> bytes:
        """Raises WireError for texts that are too long together, or with a NUL in them."""
        texts = _BETWEEN_TEXTS.join(
            (
                self.request_id,
                self.invoked_arn,
                self.tenant or "",
                self.client_context or "",
                self.trace_id or "",
            )
        ).encode()
        if len(texts) > TEXTS_BYTES_MAX or texts.count(0) != _TEXTS - 1:
            raise WireError(f"the texts of an event, {len(texts)} bytes, can not be told")
        fixed = _EVENT.pack(self.attempt, self.deadline_ms, len(texts))
        return encode_frame(self.KIND, fixed, texts, self.payload)

    @classmethod
    def parse(cls, body: memoryview) -> "Invoke":
        try:
            attempt, deadline_ms, size = _EVENT.unpack_from(body)
            end = _EVENT.size + size
            texts = str(body[_EVENT.size : end], "utf-8")
            request_id, invoked_arn, tenant, context, trace_id = texts.split(_BETWEEN_TEXTS)
        except (struct.error, ValueError) as error:
            raise WireError("an event is not told as it should be") from error
        if end > len(body):
            raise WireError("an event is shorter than its texts")
        return cls(
            attempt=attempt,
            request_id=request_id,
            deadline_ms=deadline_ms,
            invoked_arn=invoked_arn,
            tenant=tenant or None,
            client_context=context or None,
            trace_id=trace_id or None,
            payload=bytes(body[end:]),
        )


class Hello(_Word):
    """The jail is closed and the runtime is ready to load a function."""

    KIND = 16


class Loaded(_Word):
    """Init went well; the first event may come."""

    KIND = 17


@dataclass(frozen=True)
class LoadFailed:
    """Init raised. The process ends after this."""

    KIND = 18
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, *_error(self.error_type), self.payload)

    @classmethod
    def parse(cls, body: memoryview) -> "LoadFailed":
        return cls(*_error_and_payload(body))


@dataclass(slots=True)
class Returned:
    """The handler's result."""

    KIND = 19
    attempt: bytes
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, self.attempt, self.payload)

    @classmethod
    def parse(cls, body: memoryview) -> "Returned":
        # Copied out: what it stands in is written to again.
        return cls(bytes(body[:ATTEMPT_ID_LENGTH]), bytes(body[ATTEMPT_ID_LENGTH:]))


@dataclass(slots=True)
class Failed:
    """The handler raised, or its result could not be told."""

    KIND = 20
    attempt: bytes
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, self.attempt, *_error(self.error_type), self.payload)

    @classmethod
    def parse(cls, body: memoryview) -> "Failed":
        attempt = bytes(body[:ATTEMPT_ID_LENGTH])
        return cls(attempt, *_error_and_payload(body[ATTEMPT_ID_LENGTH:]))


class Restored(_Word):
    """What the function does after a snapshot is done; its first event may come."""

    KIND = 21


@dataclass(frozen=True)
class RestoreFailed:
    """What the function does after a snapshot raised. The process ends after this."""

    KIND = 22
    error_type: str
    payload: bytes

    def encode(self) -> bytes:
        return encode_frame(self.KIND, *_error(self.error_type), self.payload)

    @classmethod
    def parse(cls, body: memoryview) -> "RestoreFailed":
        return cls(*_error_and_payload(body))


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
    kind, body = frame
    message = _TO_SANDBOX.get(kind)
    if message is None:
        raise WireError(f"no message to a sandbox has kind {kind}")
    return message.parse(body)


def parse_from_sandbox(frame: Frame) -> FromSandbox:
    """The message from a sandbox in this frame. Raises WireError if there is none."""
    kind, body = frame
    message = _FROM_SANDBOX.get(kind)
    if message is None:
        raise WireError(f"no message from a sandbox has kind {kind}")
    return message.parse(body)


def _error(error_type: str) -> tuple[bytes, bytes]:
    """The name of a kind of error, after its size. Raises WireError for one that is too long."""
    # What is no text, half of a surrogate pair, is for the host to refuse.
    name = error_type.encode(errors="surrogatepass")
    if len(name) > TEXTS_BYTES_MAX:
        raise WireError(f"the name of an error, {len(name)} bytes, is too long")
    return _ERROR_TYPE.pack(len(name)), name


def _error_and_payload(data: memoryview) -> tuple[str, bytes]:
    try:
        (size,) = _ERROR_TYPE.unpack_from(data)
        end = _ERROR_TYPE.size + size
        error_type = str(data[_ERROR_TYPE.size : end], "utf-8")
    except (struct.error, UnicodeDecodeError) as error:
        raise WireError("the name of an error is not a text") from error
    if size > TEXTS_BYTES_MAX or end > len(data):
        raise WireError("the name of an error is longer than it may be")
    return error_type[:ERROR_TYPE_LENGTH_MAX], bytes(data[end:])
