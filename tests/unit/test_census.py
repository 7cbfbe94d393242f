"""What the levels of environments say, for whom, and when tenants are not told apart any more."""

from datetime import UTC, datetime

import pytest

from cloister.control.census import Seen, readings
from cloister.domain import limits
from cloister.telemetry.metric import Metric, Scope

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENVIRONMENTS = [
    Seen("1", "f", "7", "blue", is_active=True, aliases=("live", "both")),
    Seen("1", "f", "7", "blue", is_active=False, aliases=("live", "both")),
    Seen("1", "f", "8", "green", is_active=False, aliases=("both",)),
    Seen("1", "f", "8", "", is_active=False),
    Seen("1", "g", "1", "", is_active=True),
]


def levels() -> dict[Scope, tuple[int, int]]:
    """Active and idle by scope."""
    found = readings(ENVIRONMENTS, NOW)
    of = {
        metric: {each.scope: each.value for each in found if each.metric is metric}
        for metric in (Metric.ENVIRONMENTS_ACTIVE, Metric.ENVIRONMENTS_IDLE)
    }
    active, idle = of.values()
    return {scope: (active[scope], idle[scope]) for scope in active}


def test_levels_are_told_by_function_version_alias_and_tenant() -> None:
    assert levels() == {
        Scope("1"): (2, 3),
        Scope("1", "f"): (1, 3),
        Scope("1", "f", version="7"): (1, 1),
        Scope("1", "f", "f:live"): (1, 1),
        Scope("1", "f", "f:both"): (1, 2),
        Scope("1", "f", version="8"): (0, 2),
        Scope("1", "f", tenant="blue"): (1, 1),
        Scope("1", "f", tenant="green"): (0, 1),
        Scope("1", "g"): (1, 0),
        Scope("1", "g", version="1"): (1, 0),
    }


def test_too_many_tenants_are_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CENSUS_TENANTS_MAX", 1)

    found = levels()

    assert found[Scope("1", "f")] == (1, 3)
    assert all(scope.tenant == "*" for scope in found)
