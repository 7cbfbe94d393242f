"""The time of an event loop, which tests move."""

import asyncio

import pytest

from tests.loose import Given


class Time:
    """The event loop's own, which stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self._now_s = loop.time()
        self._timers: list[asyncio.TimerHandle] = []
        call_at = loop.call_at

        def noted_call_at(when: float, *args: Given, **context: Given) -> asyncio.TimerHandle:
            timer = call_at(when, *args, **context)
            self._timers.append(timer)
            return timer

        monkeypatch.setattr(loop, "time", lambda: self._now_s)
        monkeypatch.setattr(loop, "call_at", noted_call_at)

    def timers(self) -> int:
        """Those that are still to come."""
        return sum(not timer.cancelled() and timer.when() > self._now_s for timer in self._timers)

    async def advance(self, span_s: float) -> None:
        self._now_s += span_s
        # Timers that are due run in the next turn of the loop.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
