"""CloudWatch's statistics of what lies between two bounds, such as tm90 or TC(100:): out of a histogram, within 1 %.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from hdrh.histogram import HdrHistogram

_SHORT: Final = re.compile(r"(tm|wm|tc|ts)([0-9]{1,2}(?:\.[0-9]{1,10})?|100)", re.IGNORECASE)
_NUMBER: Final = r"([0-9]{1,15}(?:\.[0-9]{1,10})?)"
_LONG: Final = re.compile(rf"(tm|wm|tc|ts|pr)\({_NUMBER}?(%?):{_NUMBER}?(%?)\)", re.IGNORECASE)
_IQM: Final = "iqm"
_ALL: Final = 100.0


@dataclass(frozen=True, slots=True)
class _Values:
    """From above `low` to `high`, in ms."""

    low: float
    high: float

    def edges(self, _: "list[_Bucket]") -> tuple[float, float]:
        return self.low, self.high

    def inside(self, buckets: "list[_Bucket]") -> "list[_Bucket]":
        return [bucket for bucket in buckets if self.low < bucket.value_ms <= self.high]


@dataclass(frozen=True, slots=True)
class _Percents:
    """From the sample at `low` percent of them to the one at `high` percent."""

    low: float
    high: float

    def edges(self, buckets: "list[_Bucket]") -> tuple[float, float]:
        inside = self.inside(buckets)
        return inside[0].value_ms, inside[-1].value_ms

    def inside(self, buckets: "list[_Bucket]") -> "list[_Bucket]":
        samples = _count(buckets)
        first, last = self.low / _ALL * samples, self.high / _ALL * samples
        return list(_cut(buckets, first, last))


@dataclass(frozen=True, slots=True)
class _Bucket:
    """So many samples, parts of one too, of a value."""

    value_ms: float
    count: float


_Bounds: TypeAlias = _Values | _Percents
Trimmed: TypeAlias = Callable[[bytes], float | None]
"""Of a histogram; None where no sample lies between the bounds, and the statistic is a mean."""


def trimmed_named(name: str) -> Trimmed | None:
    """What reads the statistic of this name, or None for a name that is none of these."""
    if name.lower() == _IQM:
        return _read(_mean, _Percents(25, 75))
    if short := _SHORT.fullmatch(name):
        return _read(_STATISTICS[short[1].lower()], _Percents(0, float(short[2])))
    if (long := _LONG.fullmatch(name)) and (bounds := _bounds(long)):
        return _read(_STATISTICS[long[1].lower()], bounds)
    return None


def _bounds(match: re.Match[str]) -> _Bounds | None:
    """None for bounds of both kinds, of none, for percents that PR has not, and for an upper one below the lower."""
    kind, low, low_sign, high, high_sign = match.groups()
    signs = {sign for text, sign in ((low, low_sign), (high, high_sign)) if text is not None}
    is_lone_sign = (low is None and low_sign) or (high is None and high_sign)
    if len(signs) != 1 or is_lone_sign:
        return None
    if signs == {""}:
        return _ordered(_Values(float(low or "-inf"), float(high or "inf")))
    percents = _Percents(float(low or 0), float(high or _ALL))
    return None if kind.lower() == "pr" or percents.high > _ALL else _ordered(percents)


def _ordered(bounds: _Bounds) -> _Bounds | None:
    return bounds if bounds.low < bounds.high else None


def _read(statistic: Callable[[list[_Bucket], _Bounds], float | None], bounds: _Bounds) -> Trimmed:
    return lambda histogram: statistic(list(_buckets(histogram)), bounds)


def _buckets(histogram: bytes) -> Iterator[_Bucket]:
    """All samples, the smallest values first."""
    decoded = HdrHistogram.decode(histogram)
    for item in decoded.get_recorded_iterator():
        # The lowest of the values that it stands for: one that is a bound itself is on its right side then.
        value_us = decoded.get_lowest_equivalent_value(item.value_iterated_to)
        yield _Bucket(value_us / 1000, item.count_at_value_iterated_to)


def _cut(buckets: list[_Bucket], first: float, last: float) -> Iterator[_Bucket]:
    """The samples from one place in their order to another; places between two take a part of one."""
    passed = 0.0
    for bucket in buckets:
        count = min(passed + bucket.count, last) - max(passed, first)
        passed += bucket.count
        if count > 0:
            yield _Bucket(bucket.value_ms, count)


def _count(buckets: list[_Bucket]) -> float:
    return sum(bucket.count for bucket in buckets)


def _sum(buckets: list[_Bucket]) -> float:
    return sum(bucket.value_ms * bucket.count for bucket in buckets)


def _mean(buckets: list[_Bucket], bounds: _Bounds) -> float | None:
    inside = bounds.inside(buckets)
    return _sum(inside) / _count(inside) if inside else None


def _winsorized(buckets: list[_Bucket], bounds: _Bounds) -> float | None:
    """The mean of all of them, those outside taken for the bound that is next to them."""
    low, high = bounds.edges(buckets)
    drawn_in = [_Bucket(min(max(each.value_ms, low), high), each.count) for each in buckets]
    return _sum(drawn_in) / _count(drawn_in)


_STATISTICS: Final[dict[str, Callable[[list[_Bucket], _Bounds], float | None]]] = {
    "tm": _mean,
    "wm": _winsorized,
    "tc": lambda buckets, bounds: _count(bounds.inside(buckets)),
    "ts": lambda buckets, bounds: _sum(bounds.inside(buckets)),
    "pr": lambda buckets, bounds: _count(bounds.inside(buckets)) / _count(buckets) * _ALL,
}
