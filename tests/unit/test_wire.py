"""The wire protocol: what one side encodes the other parses, and nothing else is believed."""

import contextlib
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.wire.frames import FRAME_BYTES_MAX, Frame, FrameDecoder, WireError, encode_frame
from cloister.wire.messages import (
    ATTEMPT_ID_LENGTH,
    ERROR_TYPE_LENGTH_MAX,
    TEXTS_BYTES_MAX,
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
told = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=50)
attempts = st.binary(min_size=ATTEMPT_ID_LENGTH, max_size=ATTEMPT_ID_LENGTH)
to_sandbox: st.SearchStrategy[ToSandbox] = st.one_of(
    st.builds(
        Load,
        handler=text,
        environ=st.dictionaries(text, text, max_size=5),
        rehearse=st.booleans(),
    ),
    st.builds(
        Invoke,
        attempt=attempts,
        request_id=told,
        deadline_ms=st.integers(0, 2**53),
        invoked_arn=told,
        tenant=st.none() | told,
        client_context=st.none() | told,
        trace_id=st.none() | told,
        payload=st.binary(max_size=500),
    ),
)
from_sandbox: st.SearchStrategy[FromSandbox] = st.one_of(
    st.just(Hello()),
    st.just(Loaded()),
    st.builds(LoadFailed, error_type=text, payload=st.binary(max_size=500)),
    st.just(Restored()),
    st.builds(RestoreFailed, error_type=text, payload=st.binary(max_size=500)),
    st.builds(Returned, attempt=attempts, payload=st.binary(max_size=500)),
    st.builds(Failed, attempt=attempts, error_type=text, payload=st.binary(max_size=500)),
)


@given(st.lists(to_sandbox, max_size=4), st.integers(1, 40))
def test_messages_to_a_sandbox_arrive_whole_however_they_are_cut(
    messages: list[ToSandbox], size: int
) -> None:
    encoded = [message.encode() for message in messages]
    decoder = FrameDecoder()

    pieces = [
        memoryview(data)[start : start + size]
        for data in encoded
        for start in range(0, len(data), size)
    ]
    frames = [frame for piece in pieces if (frame := decoder.feed(piece)) is not None]

    assert messages == [parse_to_sandbox(frame) for frame in frames]


@given(to_sandbox, st.integers(1, 40), st.binary(min_size=1, max_size=20))
def test_nothing_may_follow_a_message_however_it_is_cut(
    message: ToSandbox, size: int, more: bytes
) -> None:
    data = memoryview(message.encode() + more)
    decoder = FrameDecoder()
    last = max(range(0, len(data) - len(more), size))
    for start in range(0, last, size):
        assert decoder.feed(data[start : start + size]) is None

    with pytest.raises(WireError, match="more than one message at a time"):
        decoder.feed(data[last:])


@given(from_sandbox)
def test_messages_from_a_sandbox_arrive_as_they_were_sent(message: FromSandbox) -> None:
    assert message == parse_from_sandbox(only_frame(message.encode()))


@given(st.binary(max_size=300))
def test_any_bytes_from_a_sandbox_are_a_message_or_a_wire_error(data: bytes) -> None:
    try:
        frame = FrameDecoder().feed(memoryview(data))
        parsed = frame and parse_from_sandbox(frame)
    except WireError:
        return

    assert parsed is None or isinstance(parsed, FromSandbox)


@given(st.integers(0, 255), st.binary(max_size=200))
def test_any_body_from_either_side_is_a_message_or_a_wire_error(kind: int, body: bytes) -> None:
    frame = only_frame(encode_frame(kind, body))

    for parse in (parse_from_sandbox, parse_to_sandbox):
        with contextlib.suppress(WireError):
            assert kind == parse(frame).KIND


@pytest.mark.parametrize("length", [0, FRAME_BYTES_MAX + 1, 2**32 - 1])
def test_a_frame_out_of_bounds_is_refused_by_its_length_alone(length: int) -> None:
    with pytest.raises(WireError, match="out of bounds"):
        FrameDecoder().feed(memoryview(struct.pack("!I", length)))


@pytest.mark.parametrize("body", [b"[]", b"1", b"{", b"\xff", b"[" * 5000, b"{}", b""])
def test_a_function_that_is_no_object_of_its_fields_is_refused(body: bytes) -> None:
    with pytest.raises(WireError, match="a function is not"):
        parse_to_sandbox(only_frame(encode_frame(Load.KIND, body)))


@pytest.mark.parametrize("kind", [Hello.KIND, Loaded.KIND, Restored.KIND])
def test_a_word_has_no_body(kind: int) -> None:
    with pytest.raises(WireError, match="has a body"):
        parse_from_sandbox(only_frame(encode_frame(kind, b"{}")))


def test_a_frame_that_the_other_side_would_refuse_is_not_encoded() -> None:
    with pytest.raises(WireError, match="too large"):
        encode_frame(1, bytes(FRAME_BYTES_MAX))


@pytest.mark.parametrize("trace_id", ["a\0b", "\0", "x" * TEXTS_BYTES_MAX])
def test_texts_that_would_not_arrive_as_they_are_are_not_encoded(trace_id: str) -> None:
    with pytest.raises(WireError, match="can not be told"):
        replace(EVENT, trace_id=trace_id).encode()


@pytest.mark.parametrize("texts", [b"", b"a\0b\0c\0d", b"a\0b\0c\0d\0e\0f", b"\xff\0\0\0\0"])
def test_an_event_without_its_five_texts_is_refused(texts: bytes) -> None:
    body = struct.pack("!32sQH", ATTEMPT, 1, len(texts)) + texts

    with pytest.raises(WireError, match="not told as it should be"):
        parse_to_sandbox(only_frame(encode_frame(Invoke.KIND, body)))


@pytest.mark.parametrize(
    "name",
    [
        *(b"", b"\0", b"\0\2x", b"\xff\xffx"),
        *(b"\0\1\xff", b"\0\3\xed\xa0\x80"),  # no UTF-8, and half of a surrogate pair
        struct.pack("!H", TEXTS_BYTES_MAX + 1) + b"x" * (TEXTS_BYTES_MAX + 1),
    ],
)
@pytest.mark.parametrize(
    ("kind", "before"), [(LoadFailed.KIND, b""), (RestoreFailed.KIND, b""), (Failed.KIND, ATTEMPT)]
)
def test_an_error_without_a_name_that_is_a_text_is_refused(
    kind: int, before: bytes, name: bytes
) -> None:
    with pytest.raises(WireError, match="the name of an error"):
        parse_from_sandbox(only_frame(encode_frame(kind, before, name)))


def test_the_name_of_an_error_is_kept_to_its_bound() -> None:
    frame = only_frame(Failed(ATTEMPT, "x" * TEXTS_BYTES_MAX, b"{}").encode())

    assert parse_from_sandbox(frame) == Failed(ATTEMPT, "x" * ERROR_TYPE_LENGTH_MAX, b"{}")


@pytest.mark.parametrize("name", ["x" * (TEXTS_BYTES_MAX + 1), "\u0100" * TEXTS_BYTES_MAX])
def test_a_name_that_the_host_would_refuse_is_not_encoded(name: str) -> None:
    with pytest.raises(WireError, match="too long"):
        LoadFailed(name, b"{}").encode()


def test_a_session_goes_from_hello_through_load_to_any_number_of_invocations() -> None:
    session = HostSession()

    session.receives(Hello())
    session.sends(Load("app.handler", {}, rehearse=False))
    session.receives(Loaded())
    for _ in range(3):
        session.sends(EVENT)
        session.receives(Returned(ATTEMPT, b"null"))

    assert session.turn is Turn.IDLE


def only_frame(data: bytes) -> Frame:
    frame = FrameDecoder().feed(memoryview(data))
    assert frame is not None
    return frame


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


@pytest.mark.parametrize("attempt", [b"", b"f" * 32, ATTEMPT[:-1], ATTEMPT + b"0", b"\xff" * 32])
def test_an_answer_to_another_attempt_is_never_believed(attempt: bytes) -> None:
    session = _session(Turn.BUSY)

    with pytest.raises(WireError, match="another attempt"):
        session.receives(Returned(attempt, b"{}"))

    assert session.turn is Turn.ENDED


def test_a_second_answer_is_never_believed() -> None:
    session = _session(Turn.BUSY)
    session.receives(Returned(ATTEMPT, b"1"))

    with pytest.raises(WireError):
        session.receives(Returned(ATTEMPT, b"2"))
