"""What usage costs: a sheet of prices, in the structure of AWS's own list, applied to counts without rounding."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib import resources
from pathlib import Path

import msgspec

from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue
from cloister.telemetry.metric import NO_TENANT
from cloister.telemetry.usage import UsageRow

GB = 10**9
"""As storage and transfer are sold; a GB of memory is 1,024 MB."""
MB_MS_PER_GB_S = 1024 * 1000


class PriceSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Prices in one currency; prices.toml says what each is of."""

    currency: str
    million_requests: Decimal
    gb_in: Decimal
    gb_out: Decimal
    gb_logged: Decimal
    gb_second: Mapping[str, Decimal]
    tenant_environment_gb: Mapping[str, Decimal]

    def cost(self, row: UsageRow) -> Decimal:
        """Exact. Raises InvalidParameterValue for an architecture that the sheet has no price for."""
        charges = [
            self.million_requests * row.requests / 10**6,
            _price(self.gb_second, row) * row.memory_mb * row.billed_ms / MB_MS_PER_GB_S,
            self.gb_in * row.bytes_in / GB,
            self.gb_out * row.bytes_out / GB,
            self.gb_logged * row.log_bytes / GB,
        ]
        if row.tenant != NO_TENANT:
            created_gb = Decimal(row.environments * row.memory_mb) / 1024
            charges.append(_price(self.tenant_environment_gb, row) * created_gb)
        return sum(charges, Decimal(0))


def price_sheet(path: Path | None) -> PriceSheet:
    """The sheet in a file, or the example without one. Raises InvalidParameterValue for what is not a price sheet."""
    source = path or resources.files("cloister.telemetry").joinpath("prices.toml")
    try:
        with source.open("rb") as file:
            text = file.read(limits.PRICE_SHEET_BYTES_MAX + 1)
        if len(text) > limits.PRICE_SHEET_BYTES_MAX:
            raise InvalidParameterValue(
                f"{path} is not a price sheet: it is over {limits.PRICE_SHEET_BYTES_MAX} bytes"
            )
        # A float would be rounded before it is a Decimal.
        values = tomllib.loads(text.decode(), parse_float=Decimal)
        return _checked(msgspec.convert(values, PriceSheet))
    except (OSError, ValueError) as error:
        raise InvalidParameterValue(f"{path} is not a price sheet: {error}") from error


def _checked(sheet: PriceSheet) -> PriceSheet:
    """The sheet. Raises ValueError if a price is less than nothing, or no number."""
    prices = [sheet.million_requests, sheet.gb_in, sheet.gb_out, sheet.gb_logged]
    prices += [*sheet.gb_second.values(), *sheet.tenant_environment_gb.values()]
    for price in prices:
        if not (price.is_finite() and price >= 0):
            raise ValueError(f"a price must be 0 or more, not {price}")
    return sheet


def _price(prices: Mapping[str, Decimal], row: UsageRow) -> Decimal:
    price = prices.get(row.architecture)
    if price is None:
        raise InvalidParameterValue(
            f"The price sheet has no price for {row.architecture}: add one to each of its tables"
        )
    return price
