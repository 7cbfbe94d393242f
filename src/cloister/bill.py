"""Usage with its price, as a table, CSV or JSON: read from the data directory, whether a server runs on it or not."""

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, TypeAlias, TypedDict, get_args

import msgspec
from rich.table import Table

from cloister.domain.errors import InvalidParameterValue
from cloister.telemetry.prices import PriceSheet
from cloister.telemetry.usage import UsageRow
from cloister.terminal import stdout_console

_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_AGO: Final = re.compile(r"([0-9]{1,5})([mhd])")


class Record(TypedDict):
    """A row as it is printed. JSON has one to a line, and the cost as text, since it is not rounded."""

    period: str
    function: str
    tenant: str
    memory_mb: int
    architecture: str
    requests: int
    billed_ms: int
    gb_seconds: float
    environments_created: int
    environments_gb: float
    peak_concurrency: int
    log_bytes: int
    bytes_in: int
    bytes_out: int
    cost: Decimal


Column: TypeAlias = Literal[
    "period", "function", "tenant", "memory_mb", "requests", "gb_seconds", "environments_created"
]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
"""What a table has room for; CSV and JSON have all."""


def since(text: str | None, now: datetime) -> datetime:
    """What `--since` means: so long ago (10m, 36h, 7d), a date or time in ISO 8601, or this month's start.

    Raises InvalidParameterValue for anything else.
    """
    if text is None:
        return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if ago := _AGO.fullmatch(text):
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidParameterValue(
            f"{text!r} is not a time: give 10m, 36h, 7d, 2026-11-01 or 2026-11-01T12:00:00Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def print_bill(rows: Iterable[UsageRow], sheet: PriceSheet, *, form: str) -> None:
    """Writes every row with its cost to stdout. `form` is one of FORMS."""
    FORMS[form]((_record(row, sheet.cost(row)) for row in rows), sheet.currency)


def _record(row: UsageRow, cost: Decimal) -> Record:
    return {
        "period": row.period.isoformat().replace("+00:00", "Z"),
        "function": row.function,
        "tenant": row.tenant,
        "memory_mb": row.memory_mb,
        "architecture": row.architecture,
        "requests": row.requests,
        "billed_ms": row.billed_ms,
        "gb_seconds": row.gb_seconds,
        "environments_created": row.environments,
        "environments_gb": row.environments_gb,
        "peak_concurrency": row.peak_concurrency,
        "log_bytes": row.log_bytes,
        "bytes_in": row.bytes_in,
        "bytes_out": row.bytes_out,
        "cost": cost,
    }


def _print_table(records: Iterator[Record], currency: str) -> None:
    table = Table()
    for name in COLUMNS:
        table.add_column(name.replace("_", " "), overflow="fold")
    # Whatever the terminal's width: a figure that is cut off reads as another one.
    table.add_column(f"cost in {currency}", no_wrap=True)
    total = Decimal(0)
    for record in records:
        total += record["cost"]
        table.add_row(*(_text(record[name]) for name in COLUMNS), f"{record['cost']:.6f}")
    table.add_section()
    table.add_row("total", *("" for _ in COLUMNS[1:]), f"{total:.6f}")
    stdout_console().print(table)


def _print_csv(records: Iterator[Record], currency: str) -> None:
    names = [*Record.__annotations__, "currency"]
    writer = csv.DictWriter(sys.stdout, names)
    writer.writeheader()
    writer.writerows({**record, "currency": currency} for record in records)


def _print_json(records: Iterator[Record], currency: str) -> None:
    # A line each: there may be more than fit into memory.
    for record in records:
        line = msgspec.json.encode({**record, "currency": currency})
        sys.stdout.write(line.decode() + "\n")


def _text(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


FORMS: Final[Mapping[str, Callable[[Iterator[Record], str], None]]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_json,
}
