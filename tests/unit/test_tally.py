"""What the tally counts, of whom, and what it hands over."""

from dataclasses import replace
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.ids import RevisionId
from cloister.telemetry.metric import Metric, Scope
from cloister.telemetry.tally import Reading, Subtotal, Taken, Tally
from tests.support import MovingClock
from tests.unit.counted import an_answer, an_invocation_of, an_isolated_version, counted, running


@pytest.fixture
def tally(clock: MovingClock) -> Tally:
    return Tally(clock)


def of_tenant(taken: Taken, tenant: str) -> Subtotal:
    (found,) = (each for each in taken.subtotals if each.line.scope.tenant == tenant)
    return found


def test_what_each_tenant_used_adds_up(tally: Tally, tmp_path: Path) -> None:
    version = an_isolated_version(tmp_path)

    counted(tally, version, "blue", billed_ms=3)
    counted(tally, version, "blue", billed_ms=4, failed=True)
    counted(tally, version, "green", billed_ms=5)

    taken = tally.take()
    blue, green = of_tenant(taken, "blue"), of_tenant(taken, "green")
    assert (blue.requests, blue.billed_ms, blue.errors) == (2, 7, 1)
    assert (blue.bytes_in, blue.bytes_out, blue.log_bytes) == (4, 6, 20)
    assert (green.requests, green.billed_ms, green.errors) == (1, 5, 0)


@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_however_many_ran_all_of_them_are_in_the_sums_once(
    tally: Tally, tmp_path: Path, beside: int
) -> None:
    version = an_isolated_version(tmp_path)
    count = 2 * limits.RUNS_PENDING_MAX + beside

    for number in range(count):
        counted(tally, version, billed_ms=number, failed=number % 3 == 0)

    taken = tally.take()
    (first,), (again,) = taken.subtotals, taken.subtotals
    assert first is again
    assert (again.requests, again.billed_ms) == (count, sum(range(count)))
    assert again.errors == len(range(0, count, 3))
    assert len(again.durations_us) == count


def test_what_was_taken_is_not_there_again(tally: Tally, tmp_path: Path) -> None:
    counted(tally, an_isolated_version(tmp_path))

    first, second = tally.take(), tally.take()

    assert [each.requests for each in first.subtotals] == [1]
    assert not second


def test_an_invocation_that_runs_while_others_are_taken_counts_when_it_ends(
    tally: Tally, tmp_path: Path
) -> None:
    invocation = an_invocation_of(an_isolated_version(tmp_path))

    with running(tally, invocation) as page:
        before = tally.take()
        page.ran(invocation, an_answer())
    after = tally.take()

    assert sum(each.requests for each in before.subtotals) == 0
    assert sum(each.requests for each in after.subtotals) == 1


def test_the_peak_is_what_ran_at_once(tally: Tally, tmp_path: Path) -> None:
    version = an_isolated_version(tmp_path)

    with running(tally, an_invocation_of(version, "blue")):
        with (
            running(tally, an_invocation_of(version, "blue")),
            running(tally, an_invocation_of(version, "green")),
        ):
            pass
        taken = tally.take()

    peaks = {reading.scope: reading.value for reading in taken.readings}
    assert peaks == {
        Scope(version.account): 3,
        Scope(version.account, "f"): 3,
        Scope(version.account, "f", "f"): 3,
        Scope(version.account, "f", tenant="blue"): 2,
        Scope(version.account, "f", tenant="green"): 1,
    }
    assert of_tenant(taken, "blue").peak == 2


def test_a_peak_begins_again_with_what_still_runs(tally: Tally, tmp_path: Path) -> None:
    version = an_isolated_version(tmp_path)

    with running(tally, an_invocation_of(version)):
        with running(tally, an_invocation_of(version)):
            pass
        tally.take()
        second = tally.take()
    third = tally.take()
    fourth = tally.take()

    assert {reading.value for reading in second.readings} == {1}
    assert {reading.value for reading in third.readings} == {1}
    assert not fourth


def test_what_is_counted_before_and_after_a_take_is_at_the_same_levels(
    tally: Tally, tmp_path: Path
) -> None:
    version = an_isolated_version(tmp_path)
    by_name = an_invocation_of(version)
    by_alias = replace(by_name, invoked_arn=f"{by_name.invoked_arn}:live")

    with running(tally, by_name):
        with running(tally, by_alias):
            pass
        tally.take()
        with running(tally, by_alias):
            taken = tally.take()

    peaks = {reading.scope: reading.value for reading in taken.readings}
    assert peaks == {
        Scope(version.account): 2,
        Scope(version.account, "f"): 2,
        Scope(version.account, "f", "f"): 1,
        Scope(version.account, "f", "f:live"): 1,
        Scope(version.account, "f", tenant="tenant-A"): 2,
    }


def test_throttled_ones_have_not_run(tally: Tally, tmp_path: Path) -> None:
    tally.throttled(an_invocation_of(an_isolated_version(tmp_path)))

    (subtotal,) = tally.take().subtotals
    assert (subtotal.throttles, subtotal.requests) == (1, 0)


def test_functions_without_tenants_are_counted_without_one(tally: Tally, tmp_path: Path) -> None:
    version = replace(an_isolated_version(tmp_path), tenant_isolation=None)

    counted(tally, version, None)

    (subtotal,) = tally.take().subtotals
    assert subtotal.line.scope.tenant == ""


def test_the_qualifier_that_was_asked_for_is_told_apart(tally: Tally, tmp_path: Path) -> None:
    version = replace(an_isolated_version(tmp_path), version="7")
    by_alias = an_invocation_of(version)
    by_alias = replace(by_alias, invoked_arn=f"{by_alias.invoked_arn}:live")

    with running(tally, by_alias) as page:
        page.ran(by_alias, an_answer())

    (subtotal,) = tally.take().subtotals
    assert subtotal.line.scope == Scope(version.account, "f", "f:live", "7", "tenant-A")


def test_levels_that_others_read_are_handed_over_once(tally: Tally, clock: MovingClock) -> None:
    idle = Reading(scope=Scope("1"), metric=Metric.ENVIRONMENTS_IDLE, at=clock.now(), value=3)

    tally.read([idle])

    assert tally.take().readings == (idle,)
    assert not tally.take()


def test_when_nobody_takes_what_has_no_room_is_at_least_told(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SUBTOTALS_PENDING_MAX", 2)
    version = an_isolated_version(tmp_path)

    for tenant in ("a", "b", "c"):
        tally.throttled(an_invocation_of(version, tenant))
    counted(tally, replace(version, revision=RevisionId("another")), "d")

    taken = tally.take()
    assert len(taken.subtotals) == 2
    assert taken.unmetered
    assert not tally.take().unmetered
