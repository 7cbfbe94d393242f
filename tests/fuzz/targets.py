"""What strangers' bytes reach first. A target tells how much of any bytes was believed, and raises for defects only."""

import contextlib
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cloister.api.http import HttpRequest
from cloister.artifacts.contents import open_zip, read_contents
from cloister.domain.errors import AuthenticationFailed, InvalidParameterValue
from cloister.sandbox.egress.resolver import parse_question
from cloister.wire.frames import Frame, FrameDecoder, WireError
from cloister.wire.messages import (
    Invoke,
    Load,
    Restore,
    parse_from_sandbox,
    parse_to_sandbox,
)
from cloister.wire.session import HostSession, Turn
from tests.unit.example_messages import EVENT
from tests.unit.signed_requests import INVOKE, authenticator

_PIECE: Final = struct.Struct("!H")
_LOAD: Final = Load("app.handler", {}, rehearse=False)
_authenticator = authenticator()


def frames(data: bytes) -> int:
    """A stream, in pieces of any size, of frames that are taken for messages in both directions."""
    decoder = FrameDecoder()
    messages = 0
    with contextlib.suppress(WireError):
        for piece in _pieces(data):
            frame = decoder.feed(memoryview(piece))
            messages += 0 if frame is None else _meanings(frame)
    return messages


def session(data: bytes) -> int:
    """What a sandbox says while the host goes on with its own turns; nothing is believed after an error.

    Once to a host that sends an event after init, and once to one that goes on from a snapshot first.
    """
    return sum(_believed(data, after_init) for after_init in (EVENT, Restore()))


def _believed(data: bytes, after_init: Invoke | Restore) -> int:
    host = HostSession()
    decoder = FrameDecoder()
    believed = 0
    with contextlib.suppress(WireError):
        for piece in _pieces(data):
            frame = decoder.feed(memoryview(piece))
            if frame is not None:
                host.receives(parse_from_sandbox(frame))
                believed += 1
                _take_turn(host, after_init)
    return believed


def signature(data: bytes) -> int:
    """Three lines: a query, an Authorization header, a date. No bytes are anybody's signature."""
    query, authorization, date = [*data.decode("latin-1").split("\n"), "", ""][:3]
    request = HttpRequest(
        method="POST",
        path=INVOKE,
        query=query,
        headers=(("host", "h"), ("x-amz-date", date), ("authorization", authorization)),
        body=b"{}",
    )
    try:
        principal = _authenticator.authenticate(request, "lambda")
    except AuthenticationFailed:
        return 0
    raise AssertionError(f"{principal} signed nothing of the kind")


def package(data: bytes) -> int:
    """A zip: its files are known before anything is inflated, or it is refused."""
    try:
        with open_zip(data) as archive:
            files = read_contents(archive, data).files
    except InvalidParameterValue:
        return 0
    if any(".." in file.path for file in files):
        raise AssertionError("a file of the package lies outside of it")
    return len(files)


def question(data: bytes) -> int:
    """What a sandbox asks the resolver: one question that can be passed on, or nothing."""
    asked = parse_question(data)
    return 0 if asked is None else len(asked.question)


TARGETS: Final[Mapping[str, Callable[[bytes], int]]] = {
    target.__name__: target for target in (frames, session, signature, package, question)
}


def in_pieces(*pieces: bytes) -> bytes:
    """What `frames` and `session` take apart into these."""
    return b"".join(_PIECE.pack(len(piece)) + piece for piece in pieces)


def _pieces(data: bytes) -> Iterator[bytes]:
    """What arrives together, as its first two bytes say how much that is: it is up to the sender."""
    while len(data) >= _PIECE.size:
        (size,) = _PIECE.unpack_from(data)
        yield data[_PIECE.size : _PIECE.size + size]
        data = data[_PIECE.size + size :]


def _meanings(frame: Frame) -> int:
    meanings = 0
    for parse in (parse_from_sandbox, parse_to_sandbox):
        with contextlib.suppress(WireError):
            parse(frame)
            meanings += 1
    return meanings


def _take_turn(host: HostSession, after_init: Invoke | Restore) -> None:
    if host.turn is Turn.BLANK:
        host.sends(_LOAD)
    elif host.turn is Turn.LOADED:
        host.sends(after_init)
    elif host.turn is Turn.IDLE:
        host.sends(EVENT)
