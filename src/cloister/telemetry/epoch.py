"""The ledger's time: whole seconds since 1970, at the start of an hour or a minute."""

from datetime import UTC, datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)


def epoch(moment: datetime) -> int:
    """Whole seconds."""
    return int(moment.timestamp())


def start_of(moment: datetime, step: timedelta) -> int:
    """The start of its hour, or minute."""
    seconds = int(step.total_seconds())
    return epoch(moment) // seconds * seconds


def moment_at(seconds: int) -> datetime:
    """The time of so many seconds."""
    return datetime.fromtimestamp(seconds, UTC)
