"""Measurements for people: a table of percentiles, and for each how its waits are spread, as bars on a log scale."""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from cloister.bench.measure import Measurement

BUCKETS_PER_DECADE = 5
BAR_LENGTH = 40
PERCENTILES = (50, 90, 99)


def figures(measurement: Measurement) -> dict[str, Any]:  # Any: JSON
    """As `--json` writes them."""
    waited = measurement.waited_ms
    return {
        "measurement": measurement.name,
        "calls": len(waited),
        "throttled": measurement.throttled,
        "calls_per_second": len(waited) / measurement.seconds,
        "ms": {
            **{f"p{each}": percentile(waited, each) for each in PERCENTILES},
            "min": min(waited),
            "max": max(waited),
        },
    }


def summary(measurements: Sequence[Measurement]) -> Table:
    table = Table("Measurement", title="Time to the whole answer, over HTTP")
    for heading in ("Calls", "A second", "p50", "p90", "p99", "Longest", "Throttled"):
        table.add_column(heading, justify="right")
    for each in measurements:
        told = figures(each)
        table.add_row(
            each.name,
            f"{told['calls']:,}",
            f"{told['calls_per_second']:,.0f}",
            *(f"{told['ms'][name]:.2f} ms" for name in ("p50", "p90", "p99", "max")),
            f"{each.throttled:,}" if each.throttled else "",
        )
    return table


def distribution(measurement: Measurement) -> Table:
    """How many calls waited how long."""
    counts = Counter(map(_bucket, measurement.waited_ms))
    most = max(counts.values())
    table = Table(title=measurement.name, show_header=False, box=None)
    table.add_column(justify="right")
    for bucket in range(min(counts), max(counts) + 1):
        count = counts[bucket]
        bar = "█" * math.ceil(count / most * BAR_LENGTH)
        table.add_row(f"{_upper_ms(bucket):.3g} ms", bar, f"{count:,}" if count else "")
    return table


def percentile(values: Sequence[float], percent: int) -> float:
    """Of one value or more."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _bucket(waited_ms: float) -> int:
    return math.ceil(math.log10(max(waited_ms, 0.001)) * BUCKETS_PER_DECADE)


def _upper_ms(bucket: int) -> float:
    return float(10 ** (bucket / BUCKETS_PER_DECADE))
