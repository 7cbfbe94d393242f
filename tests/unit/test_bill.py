"""`cloister usage`: which rows it prints, in which form, and what it says when it can't."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cloister.bill import since
from cloister.cli import main
from cloister.data_directory import LEDGER_FILE
from cloister.domain.clock import SystemClock
from cloister.domain.errors import InvalidParameterValue
from cloister.telemetry.meter import Meter
from tests.unit.counted import an_isolated_version, counted

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


@pytest.fixture
async def data_directory(tmp_path: Path) -> Path:
    """In which two tenants have used 1 and 2 requests."""
    version = an_isolated_version(tmp_path, memory_mb=1024)
    async with Meter(tmp_path / LEDGER_FILE, SystemClock()) as meter:
        for tenant in ("blue", "green", "green"):
            counted(meter.tally, version, tenant, billed_ms=1000)
    return tmp_path


def usage(data_directory: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["usage", "--data-dir", str(data_directory), "--since", "2h", *arguments]
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, datetime(2026, 11, 1, tzinfo=UTC)),
        ("10m", datetime(2026, 11, 23, 12, 20, tzinfo=UTC)),
        ("36h", datetime(2026, 11, 22, 0, 30, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 16, 12, 30, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T12:00:00+02:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
    ],
)
def test_since_is_a_span_a_date_or_a_time(text: str | None, moment: datetime) -> None:
    assert since(text, NOW) == moment


def test_since_is_nothing_else() -> None:
    with pytest.raises(InvalidParameterValue, match="'yesterday' is not a time"):
        since("yesterday", NOW)


async def test_a_table_ends_with_the_sum(data_directory: Path) -> None:
    result = usage(data_directory)

    assert result.exit_code == 0
    assert "blue" in result.output
    # 3 s of a GB at 0.0000166667, 3 requests at 0.0000002, 30 bytes of log.
    assert "0.000051" in result.output.splitlines()[-2]


async def test_csv_has_every_column_and_a_line_for_each_tenant(data_directory: Path) -> None:
    result = usage(data_directory, "--format", "csv")

    blue, green = csv.DictReader(io.StringIO(result.output))
    assert (blue["tenant"], blue["requests"], blue["gb_seconds"]) == ("blue", "1", "1.0")
    assert (green["tenant"], green["billed_ms"], green["currency"]) == ("green", "2000", "USD")


async def test_json_has_a_row_a_line_and_unrounded_costs(data_directory: Path) -> None:
    result = usage(data_directory, "--format", "json", "--tenant", "blue", "--by", "hour")

    (row,) = map(json.loads, result.output.splitlines())
    assert Decimal(row["cost"]) == Decimal("0.0000168717")
    assert row["memory_mb"] == 1024


async def test_one_function_can_be_asked_for(data_directory: Path) -> None:
    result = usage(data_directory, "--format", "json", "--function", "another")

    assert (result.exit_code, result.output) == (0, "")


async def test_another_price_sheet_can_be_given(data_directory: Path) -> None:
    result = usage(data_directory, "--prices", str(data_directory / "none.toml"))

    assert result.exit_code == 1
    assert "none.toml is not a price sheet" in result.output


def test_a_directory_without_usage_is_told(tmp_path: Path) -> None:
    result = usage(tmp_path)

    assert result.exit_code == 1
    assert "has no usage yet" in result.output
