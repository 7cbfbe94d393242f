"""What a stranger's CBOR may hold: values of the model and times, and nothing else that CBOR has."""

import cbor2
import pytest

from cloister.api.monitoring.shapes import ListMetricsInput
from cloister.api.operation import Shape, Timestamp
from cloister.api.protocols.cbor_body import from_cbor, to_cbor
from cloister.domain import limits
from cloister.domain.errors import SerializationFailed


class Seen(Shape, frozen=True, kw_only=True):
    at: Timestamp | None = None
    words: list[str] | None = None


def test_times_come_and_go_with_their_tag() -> None:
    sent = cbor2.dumps({"At": cbor2.CBORTag(1, 5)})

    arrived = from_cbor(sent, Seen)

    assert arrived == Seen(at=5.0)
    assert cbor2.loads(to_cbor(arrived), semantic_decoders={1: lambda it, _: ("time", it)}) == {
        "At": ("time", 5.0)
    }


def test_what_is_null_is_absent() -> None:
    assert from_cbor(cbor2.dumps({"Namespace": None}), ListMetricsInput) == ListMetricsInput()


@pytest.mark.parametrize("content", [0, 1.5, "(a+)+$", b"\xff", [1, 2], {"a": 1}], ids=str)
def test_no_tag_but_a_times_means_anything(content: object) -> None:
    for tag in (*range(300), 1004, 43000, 55799, 2**32, 2**64 - 1):
        body = cbor2.dumps({"Words": cbor2.CBORTag(tag, content)})

        with pytest.raises(SerializationFailed):
            from_cbor(body, Seen)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x81" * 100_000 + b"\x00", id="deep"),
        pytest.param(b"\xc1" * 100_000 + b"\x00", id="deep in tags"),
        pytest.param(b"\x9b" + b"\x7f" * 8, id="a list of more than there is"),
        pytest.param(b"\x7b" + b"\x7f" * 8, id="a text of more than there is"),
        pytest.param(b"\xa2\x61a\x00\x61a\x00", id="a member twice"),
        pytest.param(b"\xa1\x80\x00", id="a list for a name"),
        pytest.param(b"\x61\xff", id="text that is not UTF-8"),
        pytest.param(b"\xa1\x62At\xc1\xfb\x7f\xf8" + bytes(6), id="a time that is no number"),
        pytest.param(b"\xa1\x62At\xc1\xf5", id="a time that is true"),
        pytest.param(b"\xa1\x65Words\x81\xf7", id="undefined"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff", id="a break"),
    ],
)
def test_hostile_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(SerializationFailed):
        from_cbor(body, Seen)


ENDLESS: dict[str, object] = {"x": [{}] * (limits.CBOR_BYTES_MAX + 1)}


def test_a_body_of_more_lists_than_are_read_at_once_is_refused_unread() -> None:
    with pytest.raises(SerializationFailed, match="more than 524288 bytes"):
        from_cbor(cbor2.dumps(ENDLESS), Seen)


def test_twin_without_the_bound_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CBOR_BYTES_MAX", 10**9)

    assert from_cbor(cbor2.dumps(ENDLESS), Seen) == Seen()
