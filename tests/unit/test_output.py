"""What is kept of what an environment prints between two answers: its end, to the byte."""

import os
from collections.abc import Iterator

import pytest

from cloister.domain import limits
from cloister.domain.invocation import Printed
from cloister.pool.output import NOTHING_PRINTED, READ_BYTES, Output


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    yield reading, writing
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    "printed_bytes",
    [
        1,
        limits.LOG_INVOCATION_PART_BYTES,
        limits.LOG_INVOCATION_BYTES_MAX,
        limits.LOG_INVOCATION_BYTES_MAX + 1,
        3 * limits.LOG_INVOCATION_BYTES_MAX + 17,
    ],
)
async def test_the_end_of_what_was_printed_is_kept_and_what_came_before_is_counted(
    pipe: tuple[int, int], printed_bytes: int
) -> None:
    reading, writing = pipe
    data = os.urandom(printed_bytes)
    came: list[bytes] = []
    output = Output(reading, came.append)

    for start in range(0, printed_bytes, READ_BYTES):
        os.write(writing, data[start : start + READ_BYTES])
        output.drain()
    printed, after = output.take(), output.take()
    output.close()

    kept_bytes = min(printed_bytes, limits.LOG_INVOCATION_BYTES_MAX)
    assert printed == Printed(data[-kept_bytes:], dropped_bytes=printed_bytes - kept_bytes)
    assert after is NOTHING_PRINTED
    assert b"".join(came) == data
