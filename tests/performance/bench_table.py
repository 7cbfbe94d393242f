"""The rows of `make bench`: each measurement with what it is to reach (issue 4), and what it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from tests.performance.bench_cold import (
    BARE,
    BARE_HEAVY,
    CLIENTS,
    ECHO_AFTER_REST,
    FORK,
    HEAVY,
    IN_A_ROW,
    KNOWN_AFTER_REST,
    PREPARED,
)

KNOWN: Final = "known tenants, {} at once"
ECHO: Final = "bare HTTP echo, {} at once"
FLOOD: Final = "new tenants a second"
FLOOD_OF_BARE: Final = f"{BARE}, {CLIENTS} at once"
RATE: Final = "rate"
WORDS: Final = {"p50_ms": "p50 {:.4g} ms", "p99_ms": "p99 {:.4g} ms", RATE: "{:,.0f}/s"}
"""How each kind of figure is written."""

Figures = Mapping[str, float]
"""`p50_ms` and `p99_ms`, `rate` in a second, or all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a measurement, beside which other one, and what it is to reach."""

    name: str
    measurement: str
    baseline: str
    aims: Figures
    """A rate is to be this at least, milliseconds at the most. None: the row tells what the others are made of."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What `make density` found."""

    tenants: int
    mb_each: float
    warm_ratio: float
    """Of a known tenant's p50 beside all of them, to that beside none."""
    calls_of_crowd: int
    """None of them failed."""
    crowd_s: float
    crowd_took_mb: float
    """In the second half of that time: the machine has so much less."""


ROWS: Final = (
    Row("new tenant, stock available", PREPARED, BARE, {"p50_ms": 1, "p99_ms": 3}),
    Row("the same, without a rest before", IN_A_ROW, BARE, {"p50_ms": 1, "p99_ms": 3}),
    Row("new tenant, stock empty", FORK, BARE, {"p50_ms": 5, "p99_ms": 12}),
    Row("new tenant, boto3 imported", HEAVY, BARE_HEAVY, {"p50_ms": 5}),
    Row("known tenant, after as long a rest", KNOWN_AFTER_REST, ECHO_AFTER_REST, {}),
    Row("known tenant", KNOWN.format(1), ECHO.format(1), {"p50_ms": 0.2}),
    Row(
        "16 known tenants at once",
        KNOWN.format(16),
        ECHO.format(16),
        {RATE: 20_000, "p99_ms": 2},
    ),
    Row("new environments", FLOOD, FLOOD_OF_BARE, {RATE: 300}),
)
MB_EACH_MOST: Final = 2
WARM_RATIO_MOST: Final = 1.2
TENANTS_AT_REST: Final = 5000
CROWD_S_LEAST: Final = 600
CROWD_MB_MOST: Final = 100
"""Taken in half of that: others on the machine come and go as well."""


def table(figures: Mapping[str, Figures], rest: Rest | None) -> Table:
    """All rows, and in the last ones what is known of thousands of tenants."""
    lines = Table("Measurement", "Measured", "Aim", "", "Baseline", "Measured ", "Ratio")
    for row in ROWS:
        lines.add_row(*_cells(row, figures[row.measurement], figures[row.baseline]))
    for cells in _cells_of_rest(rest):
        lines.add_row(*cells, "", "", "")
    return lines


def _cells(row: Row, ours: Figures, baseline: Figures) -> list[str]:
    told = row.aims or ours
    first, *_ = told
    are_met = all(_reaches(what, ours[what], aim) for what, aim in row.aims.items())
    return [
        row.name,
        _written({what: ours[what] for what in told}),
        _written(row.aims),
        _verdict(are_met) if row.aims else "",
        row.baseline,
        _written({what: baseline[what] for what in told}),
        f"{ours[first] / baseline[first]:.2f}",
    ]


def _cells_of_rest(rest: Rest | None) -> list[list[str]]:
    aim = f"≤ {MB_EACH_MOST} MB each, known tenant's p50 ≤ {WARM_RATIO_MOST} times"
    if rest is None:
        return [[f"{TENANTS_AT_REST:,} tenants at rest", "not measured: make density", aim, ""]]
    is_met = (
        rest.tenants >= TENANTS_AT_REST
        and rest.mb_each <= MB_EACH_MOST
        and rest.warm_ratio <= WARM_RATIO_MOST
    )
    is_flat = rest.crowd_s >= CROWD_S_LEAST and rest.crowd_took_mb <= CROWD_MB_MOST
    measured = f"{rest.mb_each:.2f} MB each, known tenant's p50 {rest.warm_ratio:.2f} times"
    crowd = (
        f"{rest.calls_of_crowd:,} calls in {rest.crowd_s:.0f} s, {rest.crowd_took_mb:.0f} MB more"
    )
    return [
        [f"{rest.tenants:,} tenants at rest (make density)", measured, aim, _verdict(is_met)],
        [
            "10,000 tenants at random (make density)",
            crowd,
            f"none fails, {CROWD_S_LEAST} s, ≤ {CROWD_MB_MOST} MB more",
            _verdict(is_flat),
        ],
    ]


def _reaches(what: str, measured: float, aim: float) -> bool:
    return measured >= aim if what == RATE else measured <= aim


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


def _written(figures: Figures) -> str:
    return ", ".join(WORDS[what].format(value) for what, value in figures.items())
