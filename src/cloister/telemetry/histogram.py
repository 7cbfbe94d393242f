"""How long things took, as a histogram of bounded size and 1 % error that adds up: HdrHistogram's, and its encoding."""

from collections import Counter
from collections.abc import Iterable

from hdrh.histogram import HdrHistogram

LOWEST_US = 1
HIGHEST_US = 960_000_000
"""16 minutes: a function's 15, and what init may take beside."""
SIGNIFICANT_DIGITS = 2
_BITS_TOLD_APART = (2 * 10**SIGNIFICANT_DIGITS).bit_length()
"""Leading bits of a value that count: as many as HdrHistogram takes for twice the values that the digits can write."""


def histogram_of(values_us: Iterable[int]) -> bytes:
    """The histogram of these values, each cut to the range that one has."""
    histogram = _empty()
    # Those that it does not tell apart together: for each by itself it takes twice as long.
    for value, count in Counter(map(_coarse, values_us)).items():
        histogram.record_value(min(max(value, LOWEST_US), HIGHEST_US), count)
    return bytes(histogram.encode())


def merged(one: bytes | None, other: bytes | None) -> bytes | None:
    """The histogram of the values of both, either of which may be none."""
    if one is None or other is None:
        return one if other is None else other
    histogram = HdrHistogram.decode(one)
    histogram.decode_and_add(other)
    return bytes(histogram.encode())


def percentiles_ms(histogram: bytes, percents: Iterable[float]) -> list[float]:
    """For each percent (0 to 100) the value, in ms, that so many of the values do not exceed, within 1 %."""
    decoded = HdrHistogram.decode(histogram)
    return [decoded.get_value_at_percentile(percent) / 1000 for percent in percents]


def _coarse(value_us: int) -> int:
    """The least of the values that are not told from this one."""
    surplus = value_us.bit_length() - _BITS_TOLD_APART
    return value_us >> surplus << surplus if surplus > 0 else value_us


def _empty() -> HdrHistogram:
    return HdrHistogram(LOWEST_US, HIGHEST_US, SIGNIFICANT_DIGITS)
