"""Statistics between bounds, against what they are by definition of a hundred samples of 1 … 100 ms."""

import pytest

from cloister.telemetry.histogram import histogram_of
from cloister.telemetry.trimmed import trimmed_named

HUNDRED = histogram_of(number * 1000 for number in range(1, 101))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tm90", 45.5),
        ("TM(10%:90%)", 50.5),
        ("TM(:90%)", 45.5),
        ("TM(90%:)", 95.5),
        ("TM(20:30)", 25.5),
        ("IQM", 50.5),
        ("tc90", 90),
        ("TC(95:)", 5),
        ("TC(:5.5)", 5),
        ("ts10", 55),
        ("TS(80%:)", 1810),
        ("PR(:25)", 25),
        ("PR(1000:2000)", 0),
        ("wm90", 49.95),
        ("WM(20:30)", 27.55),
    ],
)
def test_the_statistic_is_that_of_the_samples_between_the_bounds(name: str, value: float) -> None:
    read = trimmed_named(name)

    assert read is not None
    assert read(HUNDRED) == pytest.approx(value, rel=0.01)


def test_no_sample_between_the_bounds_has_no_mean() -> None:
    read = trimmed_named("TM(1000:)")

    assert read is not None
    assert read(HUNDRED) is None


def test_one_sample_lies_between_any_percents() -> None:
    one = histogram_of([7000])

    values = [read(one) for name in ("tm1", "wm1", "IQM") if (read := trimmed_named(name))]

    assert values == pytest.approx([7, 7, 7], rel=0.01)


@pytest.mark.parametrize(
    "name",
    ["tm", "tm101", "TM(:)", "TM(10:20%)", "TM(20:10)", "TM(:101%)", "PR(10%:)", "TM(%:9)", "xx9"],
)
def test_a_name_that_is_none_is_told(name: str) -> None:
    assert trimmed_named(name) is None
