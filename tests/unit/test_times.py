"""Times that callers give, the absurd ones too."""

import math
from datetime import UTC, datetime

import pytest

from cloister.api.times import moment_of
from cloister.domain.errors import InvalidParameterValue


def test_seconds_since_1970_are_a_time_in_utc() -> None:
    assert moment_of(1_795_435_200.0) == datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [1e17, -1e17, 1e300, math.inf, math.nan])
def test_what_no_calendar_has_is_refused(seconds: float) -> None:
    with pytest.raises(InvalidParameterValue, match="is no time"):
        moment_of(seconds)
