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

_PIECE: Final = struct.Struct("!B")
_LOAD: Final = Load("app.handler", {}, rehearse=False)
_authenticator = authenticator()


def frames(data: bytes) -> int:
    """A stream, cut anywhere, of frames that are taken for messages in both directions."""
    decoder = FrameDecoder()
    messages = 0
    with contextlib.suppress(WireError):
        for piece in _pieces(data):
            messages += sum(_meanings(frame) for frame in decoder.feed(piece))
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
            for frame in decoder.feed(piece):
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


def _pieces(data: bytes) -> Iterator[bytes]:
    """The data cut in two, at a place that its first byte says: what arrives together is up to the sender."""
    if data:
        (cut,) = _PIECE.unpack_from(data)
        yield data[_PIECE.size : _PIECE.size + cut]
        yield data[_PIECE.size + cut :]


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
