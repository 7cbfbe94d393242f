"""A lost spawner is replaced, but not for ever: within a minute so often and no oftener."""

import pytest

from cloister.domain.limits import SPAWNER_RESTARTS_PER_MINUTE_MAX
from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.namespaces.spawner_process import Restarts


def test_one_more_within_a_minute_is_refused_and_after_it_is_not() -> None:
    restarts = Restarts()
    for second in range(SPAWNER_RESTARTS_PER_MINUTE_MAX):
        restarts.note(second)

    with pytest.raises(SandboxFailed, match="5 others within a minute"):
        restarts.note(59.9)
    restarts.note(60)
    with pytest.raises(SandboxFailed):
        restarts.note(60.9)
