"""Waiting on many descriptors at once, for a process that does one thing after the other."""

import select
from collections.abc import Callable


class Events:
    """What to do when a descriptor has something to tell."""

    def __init__(self) -> None:
        # epoll itself: v2's memory events are priority events, which the selectors module does not know.
        self._epoll = select.epoll()
        self._actions: dict[int, Callable[[], None]] = {}

    def watch(self, fd: int, action: Callable[[], None], mask: int = select.EPOLLIN) -> None:
        self._actions[fd] = action
        self._epoll.register(fd, mask)

    def forget(self, fd: int) -> None:
        """Before the descriptor is closed. Nothing that it told already is acted on."""
        del self._actions[fd]
        self._epoll.unregister(fd)

    def act(self, wait_s: float | None) -> bool:
        """Wait for something to be told, no longer than `wait_s` seconds, and act on all of it.

        Whether there was any.
        """
        told = self._epoll.poll(wait_s)
        for fd, _ in told:
            action = self._actions.get(fd)
            if action is not None:
                action()
        return bool(told)
