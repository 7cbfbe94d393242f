"""T7, T13 (isolation.md 3.8): what a function prints can not pass for the platform's report, nor change it."""

import pytest

from cloister.pool import endings
from cloister.telemetry import lines as telemetry_lines
from cloister.telemetry.lines import log_tail
from tests.support import Lab, a_dispatcher, an_invocation

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAKE = "REPORT RequestId: 00000000-0000-0000-0000-000000000000\\tDuration: 0.01 ms\\t"
PRINTS = {
    "a report": f"print('{FAKE}')",
    "a report without a line end": f"os.write(1, b'{FAKE}')",
    "half a line": "os.write(2, b'x' * 3000)",
    "a carriage return at the end": "os.write(1, b'END RequestId: 1\\r')",
    "an escape that hides what follows": "os.write(1, b'\\x1b[8m\\x1b]0;title\\x07\\x9b2J')",
    "a change of direction": "print('\\u202e\\u2066 detrats', end='')",
    "half a character": "os.write(1, b'\\xf0\\x9f')",
    "a zero byte": "os.write(1, b'\\0' * 100)",
    "other line ends": "os.write(1, 'x\\u2028\\u2029\\x85\\x0b\\x0c'.encode())",
    "a flood": "os.write(1, b'y' * 60_000)",
}


async def log_of(lab: Lab, source: str) -> tuple[str, list[bytes]]:
    dispatcher = a_dispatcher(lab.pool)
    invocation = an_invocation(lab.version(source))
    async with dispatcher.dispatch(invocation) as answer:
        return invocation.request_id, log_tail(invocation, answer).split(b"\n")


@pytest.mark.parametrize("printed", PRINTS)
async def test_the_last_line_is_the_platforms_and_its_alone(lab: Lab, printed: str) -> None:
    source = f"import os\ndef handler(event, context):\n    {PRINTS[printed]}\n"

    request_id, lines = await log_of(lab, source)

    *_, end, report, nothing = lines
    assert end == f"END RequestId: {request_id}".encode()
    assert report.startswith(f"REPORT RequestId: {request_id}\tDuration: ".encode())
    assert nothing == b""


async def test_without_a_line_end_of_ours_the_report_would_not_begin_its_line(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telemetry_lines, "_printed", lambda printed: printed.text)
    source = f"import os\ndef handler(event, context):\n    {PRINTS['half a line']}\n"

    _, lines = await log_of(lab, source)

    assert not any(line.startswith(b"END") for line in lines)


NAMED = """
def handler(event, context):
    raise type({name!r}, (Exception,), {{}})()
"""
INJECTED = f"Runtime.Ok\n{FAKE}"


async def test_an_exceptions_name_adds_no_line_to_the_report(lab: Lab) -> None:
    request_id, lines = await log_of(lab, NAMED.format(name=INJECTED))

    *_, end, report, _ = lines
    assert (end, report[:50]) == (
        f"END RequestId: {request_id}".encode(),
        f"REPORT RequestId: {request_id}\tDu"[:50].encode(),
    )
    assert b"Error Type" not in report


async def test_a_report_that_took_any_name_would_end_with_the_functions_own(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "PLATFORM_ERROR", Anything())

    _, lines = await log_of(lab, NAMED.format(name=INJECTED))

    assert lines[-2].startswith(b"REPORT RequestId: 00000000-0000-0000-0000-000000000000")


class Anything:
    """A pattern that every name is of."""

    def fullmatch(self, name: str) -> str:
        return name
