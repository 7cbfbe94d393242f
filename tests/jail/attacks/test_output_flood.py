"""T12 (Piston 2024-01): output without end is paced, kept in bounds, counted, and paid for by its author."""

import pytest

from cloister.domain.limits import LOG_INVOCATION_BYTES_MAX, MIB
from cloister.pool import output
from tests.jail.attacks.probes_exhaustion import strike
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import os
def handler(event, context):
    line = event["text"].encode() * (65536 // len(event["text"]))
    for _ in range(8000):
        os.write(event["fd"], line)
"""
FLOODS = {
    "lines": {"fd": 1, "text": "x" * 99 + "\n"},
    "errors": {"fd": 2, "text": "x" * 99 + "\n"},
    "one line": {"fd": 1, "text": "x"},
    "zeros": {"fd": 1, "text": "\0"},
}


@pytest.mark.parametrize("flood", FLOODS)
async def test_500_megabytes_of_output_cost_their_author_the_time(lab: Lab, flood: str) -> None:
    attack = await strike(lab, SOURCE, event=FLOODS[flood])

    assert attack.error_type == "Sandbox.Timedout"
    assert len(attack.run.printed.text) == LOG_INVOCATION_BYTES_MAX
    assert MIB < attack.run.printed.dropped_bytes < 20 * MIB
    assert attack.served_beside > 1
    assert attack.remains == []


async def test_a_host_that_read_on_would_read_far_more(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "LOG_BURST_BYTES_MAX", 1 << 40)

    attack = await strike(lab, SOURCE, event=FLOODS["lines"], memory_mb=1769)

    assert attack.run.printed.dropped_bytes > 40 * MIB
