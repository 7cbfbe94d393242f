"""What `cloister bench` makes of its measurements: percentiles, and bars whose lengths are to scale."""

import pytest
from rich.console import Console
from rich.table import Table

from cloister.bench.measure import Measurement
from cloister.bench.report import BAR_LENGTH, distribution, figures, percentile, summary

MEASUREMENT = Measurement("known tenant", [1.0] * 98 + [50.0, 100.0], 2.0, throttled=3)


def printed(table: Table) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_percentiles_are_those_of_the_measured_values() -> None:
    values = [float(number) for number in range(1, 102)]

    assert percentile(values, 50) == 51
    assert percentile(values, 99) == pytest.approx(100)
    assert percentile([7.0], 99) == 7.0


def test_the_rate_is_of_the_whole_time_and_throttles_are_told() -> None:
    told = figures(MEASUREMENT)

    assert told["calls_per_second"] == 50
    assert told["throttled"] == 3
    assert (told["ms"]["p50"], told["ms"]["max"]) == (1.0, 100.0)
    row = printed(summary([MEASUREMENT]))
    assert "1.00 ms" in row
    assert "100.00 ms" in row


def test_bars_are_as_long_as_their_counts_and_gaps_are_shown() -> None:
    lines = printed(distribution(MEASUREMENT)).splitlines()

    bars = {line.split(" ms")[0].strip(): line.count("█") for line in lines if " ms" in line}
    assert bars["1"] == BAR_LENGTH
    assert bars["63.1"] == bars["100"] == 1
    assert bars["10"] == 0
