"""How many of a thing stand ready, by what was wanted lately."""

from datetime import timedelta

import pytest

from cloister.domain.demand import Demand, Foresight

RULE = Foresight(
    window=timedelta(seconds=10),
    ahead=timedelta(seconds=2),
    keep=timedelta(seconds=60),
    least=3,
    most=8,
    arrivals_kept=100,
)


def test_where_nothing_was_ever_wanted_nothing_stands_ready() -> None:
    assert Demand(RULE).target(1000.0) == 0


def test_after_one_arrival_the_least_is_kept_until_the_lull_is_long() -> None:
    demand = Demand(RULE)

    demand.note(1000.0)

    assert demand.target(1000.0) == 3
    assert demand.target(1060.0) == 3
    assert demand.target(1060.1) == 0


@pytest.mark.parametrize(("arrivals", "target"), [(15, 3), (16, 4), (20, 4), (31, 7), (90, 8)])
def test_as_many_stand_ready_as_the_recent_rate_brings_meanwhile(
    arrivals: int, target: int
) -> None:
    demand = Demand(RULE)

    for number in range(arrivals):
        demand.note(1000.0 + number / 10)

    assert demand.target(1009.0) == target


def test_what_was_wanted_before_the_window_does_not_count() -> None:
    demand = Demand(RULE)
    for _ in range(40):
        demand.note(1000.0)

    demand.note(1011.0)

    assert demand.target(1011.0) == 3


def test_who_looks_again_and_again_sees_arrivals_leave_the_window_one_by_one() -> None:
    demand = Demand(RULE)
    for number in range(40):
        demand.note(1000.0 + number / 10)

    seen = [demand.target(1000.0 + seconds) for seconds in (9.0, 10.0, 11.05, 12.05, 13.05, 20.0)]

    assert seen == [8, 8, 6, 4, 3, 3]
