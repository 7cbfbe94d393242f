"""Metrics as the ledger keeps them: for whom, for how long, and how those of many commits are put together."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.ids import TenantId
from cloister.telemetry.histogram import percentiles_ms
from cloister.telemetry.meter import Meter
from cloister.telemetry.metric import ANY, Metric, Scope
from tests.support import ACCOUNT, MovingClock
from tests.unit.counted import an_answer, an_invocation_of, an_isolated_version, counted, running
from tests.unit.ledger_reading import metric_of, scopes_of, usage_of


async def test_metrics_are_kept_by_function_version_alias_and_tenant(
    meter: Meter, clock: MovingClock, tmp_path: Path
) -> None:
    version = replace(an_isolated_version(tmp_path), version="7")
    by_name = an_invocation_of(version, "blue")
    by_alias = replace(by_name, invoked_arn=f"{by_name.invoked_arn}:live")
    for invocation in (by_name, by_alias, by_alias, replace(by_alias, tenant=TenantId("green"))):
        with running(meter.tally, invocation) as page:
            page.ran(invocation, an_answer())
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
        with running(meter.tally, invocation) as page:
            if number < 3:
                page.provisioned()
            else:
                page.spilled_over()
            page.ran(invocation, an_answer())
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
        with running(meter.tally, an_invocation_of(version, tenant)):
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
