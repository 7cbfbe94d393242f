"""Python's at-fork hooks: kept out of a template's forks, and there again before anybody's code runs.

threading and logging register hooks that renew locks and forget threads. They cost 0.4 ms in each of a sandbox's two
forks, nearly all of it for pages that are touched, and a template has neither threads nor locks that anybody holds.
"""

import os
import sys
from collections.abc import Callable
from typing import Final

Hook = Callable[[], object]
_WITHOUT_EFFECT = ("logging", "threading") if sys.version_info < (3, 13) else ("logging",)
"""Modules whose hooks find nothing to do after a template's fork. Since 3.13 threading's also asks for the number that
the kernel has given the thread."""


class ForkHooks:
    """What modules registered while the hooks were set aside."""

    def __init__(self) -> None:
        self._registered: list[dict[str, Hook]] = []
        self._takes_note: Final = self._take_note
        """Kept: if it ended when its place is taken, each fork would have pages copied for that."""

    def set_aside(self) -> None:
        """From now on os.register_at_fork() only takes note. Before threading or logging is imported."""
        os.register_at_fork = self._takes_note  # type: ignore[assignment] # keywords of any name, as its callers give them

    def rehearse(self) -> None:
        """Run them where nobody has forked, which changes nothing that a fork does not draw anew."""
        for hooks in self._registered:
            after_in_child = hooks.get("after_in_child")
            if after_in_child is not None and _has_effect(after_in_child):
                after_in_child()

    def restore(self) -> None:
        """The process is as if the hooks had run after its fork, and they run after every later one."""
        os.register_at_fork = _register
        self.rehearse()
        for hooks in self._registered:
            _register(**hooks)

    def _take_note(self, **hooks: Hook) -> None:
        self._registered.append(hooks)


def _has_effect(hook: Hook) -> bool:
    return getattr(hook, "__module__", None) not in _WITHOUT_EFFECT


_register = os.register_at_fork
