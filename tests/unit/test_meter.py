"""That what was counted is in the file once, after errors and kills too, and is read from there as it was counted."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.errors import ServiceFailure
from cloister.telemetry.ledger import Ledger
from cloister.telemetry.meter import Meter
from cloister.telemetry.tally import Tally
from cloister.telemetry.usage import Step
from tests.support import MovingClock
from tests.unit.counted import an_isolated_version, counted
from tests.unit.ledger_reading import usage_of


async def test_what_two_hundred_tenants_used_is_what_was_answered(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    billed = {f"tenant-{number}": 0 for number in range(200)}

    for number in range(2000):
        tenant = f"tenant-{number % 200}"
        counted(meter.tally, version, tenant, billed_ms=number)
        billed[tenant] += number
        if number % 300 == 0:
            await meter.commit()
    await meter.commit()

    rows = usage_of(meter.path, clock)
    assert {row.tenant: row.billed_ms for row in rows} == billed
    assert [row.requests for row in rows] == [10] * 200


async def test_usage_is_told_by_hour_or_by_day(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    counted(meter.tally, version, billed_ms=1)
    await meter.commit()
    clock.advance(timedelta(hours=2))
    counted(meter.tally, version, billed_ms=2)
    await meter.commit()

    by_hour = usage_of(meter.path, clock)
    by_day = usage_of(meter.path, clock, step=Step.DAY)

    assert [(row.period.hour, row.billed_ms) for row in by_hour] == [(12, 1), (14, 2)]
    assert [(row.period.hour, row.billed_ms) for row in by_day] == [(0, 3)]


async def test_usage_can_be_asked_for_by_function_and_tenant(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    for name in ("f", "g"):
        for tenant in ("blue", "green"):
            counted(meter.tally, an_isolated_version(tmp_path, name=name), tenant)
    await meter.commit()

    rows = usage_of(meter.path, clock, function="g", tenant="blue")

    assert [(row.function, row.tenant, row.requests) for row in rows] == [("g", "blue", 1)]


async def test_pages_of_usage_hold_every_row_once(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    for memory_mb in (128, 256):
        for tenant in "abcde":
            counted(meter.tally, an_isolated_version(tmp_path, memory_mb=memory_mb), tenant)
    await meter.commit()

    rows = usage_of(meter.path, clock, limit=3)

    assert [(row.tenant, row.memory_mb) for row in rows] == [
        (tenant, memory_mb) for tenant in "abcde" for memory_mb in (128, 256)
    ]


async def test_a_batch_that_is_tried_again_is_not_counted_twice(
    clock: MovingClock, tmp_path: Path
) -> None:
    path = tmp_path / "usage.db"
    tally = Tally(clock)
    counted(tally, an_isolated_version(tmp_path), billed_ms=5)
    taken = tally.take()
    ledger = Ledger(path, "host")

    ledger.write(taken, sequence=1)
    ledger.write(taken, sequence=1)
    ledger.close()

    assert [row.billed_ms for row in usage_of(path, clock)] == [5]


async def test_writers_add_up_in_one_file(clock: MovingClock, tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    version = an_isolated_version(tmp_path)

    for writer in ("shard-0", "shard-1"):
        async with Meter(path, clock, writer=writer) as meter:
            counted(meter.tally, version, billed_ms=5)

    assert [row.billed_ms for row in usage_of(path, clock)] == [10]


async def test_what_could_not_be_written_is_written_when_it_can(
    clock: MovingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DATABASE_BUSY_TIMEOUT", timedelta(0))
    version = an_isolated_version(tmp_path)
    path = tmp_path / "busy.db"
    other = Ledger(path, "other")

    async with Meter(path, clock) as meter:
        other._connection.execute("BEGIN IMMEDIATE")
        counted(meter.tally, version, billed_ms=1)
        await meter.commit()
        counted(meter.tally, version, billed_ms=2)
        await meter.commit()
        unwritten = usage_of(path, clock)
        other._connection.execute("ROLLBACK")
        await meter.commit()
        written = usage_of(path, clock)
    other.close()

    assert unwritten == []
    assert [row.billed_ms for row in written] == [3]


async def test_the_end_of_the_meter_writes_what_is_left(clock: MovingClock, tmp_path: Path) -> None:
    async with Meter(tmp_path / "usage.db", clock) as meter:
        counted(meter.tally, an_isolated_version(tmp_path), billed_ms=5)

    assert [row.billed_ms for row in usage_of(meter.path, clock)] == [5]


async def test_a_restart_goes_on_counting(clock: MovingClock, tmp_path: Path) -> None:
    version = an_isolated_version(tmp_path)

    for _ in range(3):
        async with Meter(tmp_path / "usage.db", clock) as meter:
            counted(meter.tally, version, billed_ms=5)

    assert [row.billed_ms for row in usage_of(meter.path, clock)] == [15]


COUNTS_UNTIL_IT_IS_KILLED = """
import asyncio, sys
from pathlib import Path
from cloister.domain.clock import SystemClock
from cloister.telemetry.meter import Meter
from tests.unit.counted import an_isolated_version, counted

async def main(directory):
    version = an_isolated_version(directory)
    async with Meter(directory / "usage.db", SystemClock()) as meter:
        for number in range(10 ** 9):
            counted(meter.tally, version, f"tenant-{number % 20}", billed_ms=1)
            # One by one and at once: this line is what a caller has seen when the kill comes.
            print(asyncio.get_running_loop().time(), number + 1, flush=True)
            # As fast as a busy server counts; without a pause the meter's own task would never run.
            await asyncio.sleep(0.001)

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_kill_loses_at_most_the_last_seconds(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTS_UNTIL_IT_IS_KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        at, number = line.split()
        seen.append((float(at), int(number)))
        if seen[-1][0] - seen[0][0] > 1.7:
            os.kill(process.pid, signal.SIGKILL)
            break
    seen += [(float(at), int(number)) for at, number in map(str.split, process.stdout)]
    process.wait()
    process.stdout.close()

    with sqlite3.connect(tmp_path / "usage.db") as connection:
        (requests, billed_ms) = connection.execute(
            "SELECT sum(requests), sum(billed_ms) FROM usage"
        ).fetchone()
    connection.close()

    killed_at, acknowledged = seen[-1]
    of_a_second_ago = max(number for at, number in seen if at <= killed_at - 1)
    # One more than was told: it was counted, and the kill came before its line.
    assert of_a_second_ago <= requests <= acknowledged + 1
    assert billed_ms == requests


async def test_only_the_owner_may_read_the_ledger(meter: Meter, tmp_path: Path) -> None:
    counted(meter.tally, an_isolated_version(tmp_path))
    await meter.commit()

    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("usage.db*")}  # noqa: ASYNC240 # nobody else runs on the loop
    assert modes == {0o600}


async def test_what_is_no_ledger_is_told_with_its_path(tmp_path: Path, clock: MovingClock) -> None:
    path = tmp_path / "usage.db"
    path.write_bytes(b"something else" * 1000)

    with pytest.raises(ServiceFailure, match=r"usage\.db cannot be used: file is not a database"):
        async with Meter(path, clock):
            pass
