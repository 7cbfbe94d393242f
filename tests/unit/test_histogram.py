"""A histogram is the same however its values were recorded: each by itself, or those alike together."""

from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st

from cloister.telemetry.histogram import HIGHEST_US, LOWEST_US, SIGNIFICANT_DIGITS, histogram_of


@given(st.lists(st.integers(0, 2000) | st.integers(0, 2 * HIGHEST_US), max_size=50))
def test_values_recorded_together_make_the_histogram_of_values_recorded_one_by_one(
    values: list[int],
) -> None:
    one_by_one = HdrHistogram(LOWEST_US, HIGHEST_US, SIGNIFICANT_DIGITS)
    for value in values:
        one_by_one.record_value(min(max(value, LOWEST_US), HIGHEST_US))

    assert histogram_of(values) == bytes(one_by_one.encode())
