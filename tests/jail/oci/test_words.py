"""What stderr tells of a sandbox that is gone, read without running one."""

import pytest

from cloister.sandbox.driver import Exit
from cloister.sandbox.oci.driver import parse_status
from cloister.sandbox.oci.entry import STARTED

KILLED = Exit(signal=9)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (STARTED + b'{"exit_code": 3}', Exit(exit_code=3)),
        (STARTED + b'{"signal": 6}', Exit(signal=6)),
        (b"warning: old\n" + STARTED + b'{"exit_code": 0}', Exit(exit_code=0)),
        (STARTED, KILLED),
        (b"cannot create sandbox: EOF\n", Exit(failed="cannot create sandbox: EOF")),
    ],
)
def test_an_end_is_read_from_what_stderr_tells(text: bytes, end: Exit) -> None:
    assert parse_status(text) == end


@pytest.mark.parametrize(
    "forged",
    [
        b'{"exit_code": 256}',
        b'{"exit_code": true}',
        b'{"signal": -9}',
        b'{"signal": "9"}',
        b'{"failed": "x"}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"null",
    ],
)
def test_words_that_make_no_sense_count_as_killed(forged: bytes) -> None:
    assert parse_status(STARTED + forged) == KILLED


def test_a_complaint_is_cut_at_its_beginning() -> None:
    end = parse_status(b"a" * 5000 + b" the reason")

    assert end.failed is not None
    assert len(end.failed) == 1024
    assert end.failed.endswith("the reason")
