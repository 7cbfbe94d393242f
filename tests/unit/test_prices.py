"""That a price sheet is applied exactly, and that what is none is told."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cloister.domain.errors import InvalidParameterValue
from cloister.telemetry.prices import price_sheet
from cloister.telemetry.usage import UsageRow

SHEET = """
currency = "EUR"
million_requests = "1"
gb_in = 0.1
gb_out = 2
gb_logged = "0.5"
[gb_second]
x86_64 = "0.001"
[tenant_environment_gb]
x86_64 = "0.01"
"""
NOTHING = UsageRow(
    period=datetime(2026, 11, 1, tzinfo=UTC),
    function="f",
    tenant="blue",
    memory_mb=1024,
    architecture="x86_64",
    requests=0,
    errors=0,
    billed_ms=0,
    environments=0,
    peak_concurrency=0,
    log_bytes=0,
    bytes_in=0,
    bytes_out=0,
)


@pytest.fixture
def sheet_file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(SHEET)
    return path


@pytest.mark.parametrize(
    ("used", "cost"),
    [
        ({"requests": 1}, "0.000001"),
        ({"billed_ms": 1}, "0.000001"),
        ({"billed_ms": 1000, "memory_mb": 512}, "0.0005"),
        ({"environments": 3, "memory_mb": 2048}, "0.06"),
        ({"environments": 3, "tenant": ""}, "0"),
        ({"bytes_in": 1}, "0.0000000001"),
        ({"bytes_out": 10**9}, "2"),
        ({"log_bytes": 10**9}, "0.5"),
        ({"peak_concurrency": 1000}, "0"),
    ],
)
def test_each_use_has_its_price(sheet_file: Path, used: dict[str, int], cost: str) -> None:
    row = replace(NOTHING, **used)  # type: ignore[arg-type] # the fields that an example is about

    assert price_sheet(sheet_file).cost(row) == Decimal(cost)


def test_the_example_sheet_has_prices_for_both_architectures() -> None:
    sheet = price_sheet(None)

    for architecture in ("x86_64", "arm64"):
        row = replace(NOTHING, architecture=architecture, environments=1, billed_ms=1)
        assert sheet.cost(row) > 0


def test_an_architecture_without_a_price_is_refused(sheet_file: Path) -> None:
    with pytest.raises(InvalidParameterValue, match="no price for arm64"):
        price_sheet(sheet_file).cost(replace(NOTHING, architecture="arm64"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("currency = ", "Invalid value"),
        (SHEET.replace('gb_logged = "0.5"', ""), "missing required field `gb_logged`"),
        (SHEET.replace("gb_logged", "gb_loged"), "unknown field `gb_loged`"),
        (SHEET.replace('"0.001"', '"cheap"'), "Invalid decimal"),
        (SHEET.replace('"0.001"', '"NaN"'), "must be 0 or more"),
        (SHEET.replace('"0.001"', '"-1"'), "must be 0 or more"),
        ("#" * 70_000, "over 65536 bytes"),
    ],
)
def test_what_is_no_price_sheet_is_told_with_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)

    with pytest.raises(
        InvalidParameterValue, match=rf"prices.toml is not a price sheet: .*{reason}"
    ):
        price_sheet(path)


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameterValue, match="No such file"):
        price_sheet(tmp_path / "none.toml")
