"""That what was counted is in the file once, after errors and kills too, and is read from there as it was counted."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.errors import ServiceFailure
from cloister.domain.ids import TenantId
from cloister.telemetry.histogram import percentiles_ms
from cloister.telemetry.ledger import Ledger
from cloister.telemetry.meter import Meter
from cloister.telemetry.metric import ANY, Metric, Scope
from cloister.telemetry.metric_data import (
    ListedScope,
    MetricQuery,
    ScopeFilter,
    Statistics,
    active_scopes,
    statistics,
)
from cloister.telemetry.tally import Tally
from cloister.telemetry.usage import Step, UsageQuery, UsageRow, all_usage
from tests.support import ACCOUNT, MovingClock
from tests.unit.counted import an_answer, an_invocation_of, an_isolated_version, counted


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def meter(tmp_path: Path, clock: MovingClock) -> AsyncIterator[Meter]:
    async with Meter(tmp_path / "usage.db", clock) as meter:
        yield meter


def usage_of(path: Path, clock: MovingClock, **chosen: object) -> list[UsageRow]:
    query = UsageQuery(
        account=ACCOUNT,
        since=clock.now() - timedelta(days=2),
        until=clock.now() + timedelta(seconds=1),
        step=Step.HOUR,
    )
    return [*all_usage(path, replace(query, **chosen))]  # type: ignore[arg-type] # each keyword has its own type


def metric_of(
    path: Path,
    clock: MovingClock,
    metric: Metric,
    scope: Scope,
    *,
    period: timedelta = timedelta(minutes=1),
    span: timedelta = timedelta(hours=1),
) -> list[Statistics]:
    query = MetricQuery(
        metric=metric,
        scope=scope,
        since=clock.now() - span,
        until=clock.now() + timedelta(minutes=1),
        period=period,
    )
    return statistics(path, query)


def scopes_of(path: Path, clock: MovingClock) -> list[Scope]:
    """All that ever had points and has not been forgotten."""
    return active_scopes(
        path,
        ACCOUNT,
        ScopeFilter(values={}, needed=frozenset()),
        since=clock.now() - timedelta(days=100),
        after=ListedScope(),
        limit=1000,
    )


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


async def test_metrics_are_kept_by_function_version_alias_and_tenant(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = replace(an_isolated_version(tmp_path), version="7")
    by_name = an_invocation_of(version, "blue")
    by_alias = replace(by_name, invoked_arn=f"{by_name.invoked_arn}:live")
    for invocation in (by_name, by_alias, by_alias, replace(by_alias, tenant=TenantId("green"))):
        with meter.tally.count(invocation) as count:
            count.ran(an_answer())
    await meter.commit()

    def total(scope: Scope) -> float:
        (one,) = metric_of(meter.path, clock, Metric.INVOCATIONS, scope)
        return one.total

    assert total(Scope(ACCOUNT)) == 4
    assert total(Scope(ACCOUNT, "f")) == 4
    assert total(Scope(ACCOUNT, "f", "f:live")) == 3
    assert total(Scope(ACCOUNT, "f", "f:live", "7")) == 3
    assert total(Scope(ACCOUNT, "f", tenant="blue")) == 3
    assert total(Scope(ACCOUNT, "f", "f:live", tenant="green")) == 1


async def test_what_ran_as_provisioned_and_what_spilled_over_are_metrics_of_their_own(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    invocation = an_invocation_of(an_isolated_version(tmp_path), "blue")
    for number in range(5):
        with meter.tally.count(invocation) as count:
            if number < 3:
                count.provisioned()
            else:
                count.spilled_over()
            count.ran(an_answer())
    await meter.commit()

    totals = [
        one.total
        for metric in (Metric.PROVISIONED_INVOCATIONS, Metric.PROVISIONED_SPILLOVER)
        for one in metric_of(meter.path, clock, metric, Scope(ACCOUNT, "f"))
    ]

    assert totals == [3, 2]


async def test_the_average_of_errors_is_their_rate(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    for failed in (True, False, False, False):
        counted(meter.tally, version, failed=failed)
        await meter.commit()

    (errors,) = metric_of(meter.path, clock, Metric.ERRORS, Scope(ACCOUNT, "f"))

    assert (errors.samples, errors.total, errors.least, errors.most) == (4, 1, 0, 1)


async def test_percentiles_hold_over_tenants_commits_and_minutes(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    for number in range(1, 1001):
        counted(meter.tally, version, f"tenant-{number % 7}", duration_ms=float(number))
        if number % 250 == 0:
            await meter.commit()
            clock.advance(timedelta(minutes=1))

    (one,) = metric_of(
        meter.path, clock, Metric.DURATION, Scope(ACCOUNT, "f"), period=timedelta(hours=1)
    )

    assert one.histogram is not None
    assert percentiles_ms(one.histogram, [50, 99]) == pytest.approx([500, 990], rel=0.01)
    assert (one.least, one.most, one.total / one.samples) == (1, 1000, 500.5)


async def test_levels_are_kept_for_each_scope_by_itself(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    for tenant in ("blue", "green"):
        with meter.tally.count(an_invocation_of(version, tenant)):
            pass
    await meter.commit()

    function = Scope(ACCOUNT, "f")
    blue = Scope(ACCOUNT, "f", tenant="blue")
    levels = [
        metric_of(meter.path, clock, Metric.CONCURRENT_EXECUTIONS, scope)[0].most
        for scope in (function, blue)
    ]

    # One after the other: the tenants' peaks do not add up to the function's.
    assert levels == [1, 1]


async def test_tenants_beyond_the_bound_count_for_their_function_only(
    meter: Meter, clock: MovingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "METRIC_SERIES_MAX", 8)
    version = an_isolated_version(tmp_path)

    for number in range(50):
        counted(meter.tally, version, f"tenant-{number}")
    await meter.commit()

    (invocations,) = metric_of(meter.path, clock, Metric.INVOCATIONS, Scope(ACCOUNT, "f"))
    listed = scopes_of(meter.path, clock)
    assert invocations.total == 50
    assert 0 < len([each for each in listed if each.tenant != ANY]) <= 8
    assert len(usage_of(meter.path, clock)) == 50


async def test_a_file_that_is_too_big_loses_its_oldest_points_first(
    meter: Meter, clock: MovingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "METRICS_FILE_BYTES_MAX", 1)
    version = an_isolated_version(tmp_path)
    counted(meter.tally, version)
    await meter.commit()
    clock.advance(limits.METRICS_KEEP_LEAST + timedelta(minutes=2))
    counted(meter.tally, version)

    await meter.commit()

    (left,) = metric_of(
        meter.path, clock, Metric.INVOCATIONS, Scope(ACCOUNT), span=timedelta(days=1)
    )
    assert left.total == 1
    assert sum(row.requests for row in usage_of(meter.path, clock)) == 2


async def test_what_is_too_old_is_forgotten_and_nothing_else(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    counted(meter.tally, an_isolated_version(tmp_path, name="old"))
    await meter.commit()
    clock.advance(limits.METRICS_KEEP + timedelta(minutes=2))
    counted(meter.tally, an_isolated_version(tmp_path, name="new"))

    await meter.commit()
    clock.advance(timedelta(hours=1))
    counted(meter.tally, an_isolated_version(tmp_path, name="new"))
    await meter.commit()

    beginning = clock.now() - timedelta(days=100)
    assert {each.function for each in scopes_of(meter.path, clock)} == {"new", ANY}
    assert {row.function for row in usage_of(meter.path, clock, since=beginning)} == {"old", "new"}
