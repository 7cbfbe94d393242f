"""What of the attacks an ordinary user can't show, and why: root's run of the same tests does."""

import os
from typing import Final

import pytest

from cloister.sandbox.namespaces.hierarchies import find_hierarchies

IS_ROOT: Final = os.geteuid() == 0
TAKES_ROOT: Final = "the processes of this twin are of other users, or in namespaces without one"
NOT_DELEGATED: Final = "no {controller} controller is delegated to this user"
NOT_COUNTED: Final = "a spawner without CAP_SYS_PTRACE can't count what others watch"

_CONTROLLERS = frozenset().union(*(hierarchy.controllers for hierarchy in find_hierarchies()))


def take_root() -> None:
    """Skips the rest of a test, as an ordinary user."""
    if not IS_ROOT:
        pytest.skip(TAKES_ROOT)


counted = pytest.mark.skipif(not IS_ROOT, reason=NOT_COUNTED)
"""For tests of a bound that the spawner holds, by looking into the sandboxes' descriptors."""


def enforced(controller: str) -> pytest.MarkDecorator:
    """For tests of a bound that only a cgroup can hold. Root always has one: without it such a test fails."""
    return pytest.mark.skipif(
        not IS_ROOT and controller not in _CONTROLLERS,
        reason=NOT_DELEGATED.format(controller=controller),
    )
