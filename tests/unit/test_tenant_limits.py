"""What a tenant with limits may run at once and begin in a second, and that nobody else is held up by it."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.errors import Throttled
from cloister.domain.ids import AccountId, FunctionName, TenantId
from cloister.domain.invocation import Invocation
from cloister.domain.tenant_limits import TenantLimits
from cloister.invoke.tenant_limits import CONCURRENCY, RATE, TenantAdmission
from tests.support import MovingClock
from tests.unit.counted import an_invocation_of, an_isolated_version

BLUE = TenantId("blue")


class Book:
    """What is in force: blue's own limits, and those for every tenant."""

    def __init__(self) -> None:
        self.of: dict[TenantId | None, TenantLimits] = {}

    def put(
        self,
        tenant: TenantId | None = BLUE,
        *,
        concurrency: int | None = None,
        per_second: float | None = None,
    ) -> None:
        self.of[tenant] = TenantLimits(
            account=AccountId("0"),
            function=FunctionName("f"),
            tenant=tenant,
            max_concurrency=concurrency,
            requests_per_second=per_second,
        )

    def in_force(self, _: str, __: str, tenant: TenantId | None) -> TenantLimits | None:
        return self.of.get(tenant) or self.of.get(None)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def admission(book: Book, clock: MovingClock) -> TenantAdmission:
    return TenantAdmission(book.in_force, clock)


@pytest.fixture
def blue(tmp_path: Path) -> Invocation:
    return an_invocation_of(an_isolated_version(tmp_path), "blue")


@pytest.fixture
def green(tmp_path: Path) -> Invocation:
    return an_invocation_of(an_isolated_version(tmp_path), "green")


@contextlib.contextmanager
def admitted(admission: TenantAdmission, invocation: Invocation) -> Iterator[None]:
    """It holds a place for the block, if its tenant has a limit."""
    place = admission.take(invocation)
    try:
        yield
    finally:
        if place is not None:
            admission.give_back(place)


def begun(admission: TenantAdmission, invocation: Invocation, times: int) -> int:
    """How many of so many, one after the other, were let in."""
    let_in = 0
    for _ in range(times):
        with contextlib.suppress(Throttled), admitted(admission, invocation):
            let_in += 1
    return let_in


def test_a_tenant_runs_as_many_at_once_as_it_may_and_not_one_more(
    admission: TenantAdmission, book: Book, blue: Invocation, green: Invocation
) -> None:
    book.put(concurrency=2)

    with admitted(admission, blue), admitted(admission, blue), admitted(admission, green):
        with pytest.raises(Throttled) as refused, admitted(admission, blue):
            pass
        assert begun(admission, green, 100) == 100

    assert refused.value.reason == CONCURRENCY
    assert begun(admission, blue, 3) == 3


def test_what_fails_gives_its_place_back(
    admission: TenantAdmission, book: Book, blue: Invocation
) -> None:
    book.put(concurrency=1)

    with contextlib.suppress(RuntimeError), admitted(admission, blue):
        raise RuntimeError

    assert begun(admission, blue, 1) == 1


def test_a_tenant_begins_as_many_in_a_second_as_it_may(
    admission: TenantAdmission, book: Book, clock: MovingClock, blue: Invocation, green: Invocation
) -> None:
    book.put(per_second=5)

    assert begun(admission, blue, 100) == 5
    assert begun(admission, green, 100) == 100
    clock.advance(timedelta(milliseconds=500))
    assert begun(admission, blue, 100) == 2
    clock.advance(timedelta(hours=1))
    assert begun(admission, blue, 100) == 5


def test_the_rate_is_the_reason_that_is_told(
    admission: TenantAdmission, book: Book, blue: Invocation
) -> None:
    book.put(per_second=1)
    begun(admission, blue, 1)

    with pytest.raises(Throttled) as refused, admitted(admission, blue):
        pass

    assert refused.value.reason == RATE


def test_less_than_one_a_second_is_one_every_few_seconds(
    admission: TenantAdmission, book: Book, clock: MovingClock, blue: Invocation
) -> None:
    book.put(per_second=0.25)

    assert begun(admission, blue, 10) == 1
    clock.advance(timedelta(seconds=3))
    assert begun(admission, blue, 10) == 0
    clock.advance(timedelta(seconds=1))
    assert begun(admission, blue, 10) == 1


@pytest.mark.parametrize(("concurrency", "per_second"), [(0, None), (None, 0.0)])
def test_a_limit_of_none_lets_none_run(
    admission: TenantAdmission,
    book: Book,
    blue: Invocation,
    *,
    concurrency: int | None,
    per_second: float | None,
) -> None:
    book.put(concurrency=concurrency, per_second=per_second)

    assert begun(admission, blue, 3) == 0


def test_who_is_refused_for_concurrency_spends_nothing_of_the_rate(
    admission: TenantAdmission, book: Book, blue: Invocation
) -> None:
    book.put(concurrency=1, per_second=2)

    with admitted(admission, blue):
        assert begun(admission, blue, 100) == 0

    assert begun(admission, blue, 100) == 1


def test_limits_for_every_tenant_are_each_tenants_own(
    admission: TenantAdmission, book: Book, blue: Invocation, green: Invocation
) -> None:
    book.put(None, concurrency=1)
    book.put(concurrency=2)

    with admitted(admission, blue), admitted(admission, green):
        assert begun(admission, blue, 1) == 1
        assert begun(admission, green, 1) == 0


def test_an_invocation_without_a_tenant_has_no_limit(
    admission: TenantAdmission, book: Book, tmp_path: Path
) -> None:
    book.put(None, concurrency=0)
    version = replace(an_isolated_version(tmp_path), tenant_isolation=None)

    assert begun(admission, an_invocation_of(version, None), 3) == 3


def test_rates_are_followed_of_a_bounded_number_of_tenants(
    admission: TenantAdmission, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TENANT_BUCKETS_MAX", 3)
    book.put(None, per_second=1)
    version = an_isolated_version(tmp_path)
    for number in range(10):
        begun(admission, an_invocation_of(version, f"tenant-{number}"), 1)

    forgotten = begun(admission, an_invocation_of(version, "tenant-0"), 1)
    followed = begun(admission, an_invocation_of(version, "tenant-9"), 1)

    assert (forgotten, followed) == (1, 0)
