"""The wire protocol: what one side encodes the other parses, and nothing else is believed."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.wire.frames import FRAME_BYTES_MAX, FrameDecoder, WireError, encode_frame
from cloister.wire.messages import (
    Failed,
    FromSandbox,
    Hello,
    Invoke,
    Load,
    Loaded,
    LoadFailed,
    Restored,
    RestoreFailed,
    Returned,
    ToSandbox,
    parse_from_sandbox,
    parse_to_sandbox,
)
from cloister.wire.session import MESSAGES, HostSession, Turn
from tests.unit.example_messages import ATTEMPT, EVENT

text = st.text(max_size=50)
to_sandbox: st.SearchStrategy[ToSandbox] = st.one_of(
    st.builds(
        Load,
        handler=text,
        environ=st.dictionaries(text, text, max_size=5),
        rehearse=st.booleans(),
    ),
    st.builds(
        Invoke,
        attempt=text,
        request_id=text,
        deadline_ms=st.integers(0, 2**53),
        invoked_arn=text,
        tenant=st.none() | text,
        client_context=st.none() | text,
        trace_id=st.none() | text,
        payload=st.binary(max_size=500),
    ),
)
from_sandbox: st.SearchStrategy[FromSandbox] = st.one_of(
    st.just(Hello()),
    st.just(Loaded()),
    st.builds(LoadFailed, error_type=text, payload=st.binary(max_size=500)),
    st.just(Restored()),
    st.builds(RestoreFailed, error_type=text, payload=st.binary(max_size=500)),
    st.builds(Returned, attempt=text, payload=st.binary(max_size=500)),
    st.builds(Failed, attempt=text, error_type=text, payload=st.binary(max_size=500)),
)


@given(st.lists(to_sandbox, max_size=4), st.integers(1, 40))
def test_messages_to_a_sandbox_arrive_whole_however_they_are_cut(
    messages: list[ToSandbox], size: int
) -> None:
    data = b"".join(message.encode() for message in messages)
    decoder = FrameDecoder()

    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    frames = [frame for piece in pieces for frame in decoder.feed(piece)]

    assert messages == [parse_to_sandbox(frame) for frame in frames]
    assert decoder.is_empty


@given(from_sandbox)
def test_messages_from_a_sandbox_arrive_as_they_were_sent(message: FromSandbox) -> None:
    (frame,) = FrameDecoder().feed(message.encode())

    assert message == parse_from_sandbox(frame)


@given(st.binary(max_size=300))
def test_any_bytes_from_a_sandbox_are_a_message_or_a_wire_error(data: bytes) -> None:
    decoder = FrameDecoder()

    try:
        parsed = [parse_from_sandbox(frame) for frame in decoder.feed(data)]
    except WireError:
        return

    assert all(isinstance(message, FromSandbox) for message in parsed)


@given(st.integers(0, 255), st.binary(max_size=200), st.binary(max_size=20))
def test_any_metadata_from_a_sandbox_is_a_message_or_a_wire_error(
    kind: int, metadata: bytes, body: bytes
) -> None:
    content = struct.pack("!BH", kind, len(metadata)) + metadata + body
    data = struct.pack("!I", len(content)) + content

    try:
        parsed = [parse_from_sandbox(frame) for frame in FrameDecoder().feed(data)]
    except WireError:
        return

    assert len(parsed) == 1


@pytest.mark.parametrize("length", [0, 2, FRAME_BYTES_MAX + 1, 2**32 - 1])
def test_a_frame_out_of_bounds_is_refused_by_its_length_alone(length: int) -> None:
    with pytest.raises(WireError, match="out of bounds"):
        FrameDecoder().feed(struct.pack("!I", length))


@pytest.mark.parametrize("metadata", [b"[]", b"1", b"{", b"\xff", b"[" * 5000])
def test_metadata_that_is_no_object_is_refused(metadata: bytes) -> None:
    content = struct.pack("!BH", Hello.KIND, len(metadata)) + metadata

    with pytest.raises(WireError, match="metadata"):
        FrameDecoder().feed(struct.pack("!I", len(content)) + content)


def test_a_frame_that_the_other_side_would_refuse_is_not_encoded() -> None:
    with pytest.raises(WireError, match="too large"):
        encode_frame(1, "{}", bytes(FRAME_BYTES_MAX))


@pytest.mark.parametrize("value", [1, None, ["x"], {"a": 1}])
def test_a_text_of_another_type_is_refused(value: object) -> None:
    metadata = json.dumps({"attempt": value}).encode()
    content = struct.pack("!BH", Returned.KIND, len(metadata)) + metadata
    (frame,) = FrameDecoder().feed(struct.pack("!I", len(content)) + content)

    with pytest.raises(WireError, match="attempt"):
        parse_from_sandbox(frame)


def test_a_session_goes_from_hello_through_load_to_any_number_of_invocations() -> None:
    session = HostSession()

    session.receives(Hello())
    session.sends(Load("app.handler", {}, rehearse=False))
    session.receives(Loaded())
    for _ in range(3):
        session.sends(EVENT)
        session.receives(Returned(ATTEMPT, b"null"))

    assert session.turn is Turn.IDLE


def _session(turn: Turn) -> HostSession:
    session = HostSession()
    session.turn = turn
    session._attempt = ATTEMPT
    return session


@pytest.mark.parametrize("turn", list(Turn))
@pytest.mark.parametrize(
    "message",
    [
        Hello(),
        Loaded(),
        LoadFailed("E", b""),
        Restored(),
        RestoreFailed("E", b""),
        Returned(ATTEMPT, b""),
        Failed(ATTEMPT, "E", b""),
    ],
)
def test_what_is_not_in_the_table_ends_the_session(turn: Turn, message: FromSandbox) -> None:
    session = _session(turn)

    if (turn, type(message)) in MESSAGES:
        session.receives(message)
        assert session.turn is MESSAGES[turn, type(message)]
    else:
        with pytest.raises(WireError):
            session.receives(message)
        assert session.turn is Turn.ENDED


@pytest.mark.parametrize("attempt", ["", "f" * 32, ATTEMPT[:-1], ATTEMPT + "0"])
def test_an_answer_to_another_attempt_is_never_believed(attempt: str) -> None:
    session = _session(Turn.BUSY)

    with pytest.raises(WireError, match="another attempt"):
        session.receives(Returned(attempt, b"{}"))

    assert session.turn is Turn.ENDED


def test_a_second_answer_is_never_believed() -> None:
    session = _session(Turn.BUSY)
    session.receives(Returned(ATTEMPT, b"1"))

    with pytest.raises(WireError):
        session.receives(Returned(ATTEMPT, b"2"))
