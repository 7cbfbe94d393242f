"""Times as callers give them: seconds since 1970, of any size."""

from datetime import UTC, datetime

from cloister.domain.errors import InvalidParameterValue


def moment_of(timestamp: float) -> datetime:
    """Raises InvalidParameterValue for a time that no calendar has."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidParameterValue(f"{timestamp} is no time.") from error
