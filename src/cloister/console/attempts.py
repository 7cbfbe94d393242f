"""Failed sign-ins by who tried and with which key: each one more doubles the wait for the next."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from cloister.domain import console_limits
from cloister.domain.clock import Clock

_DOUBLINGS_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last_at_s: float


class Attempts:
    """What failed lately, by any name that is to be slowed down. Bounded: the oldest failure is forgotten first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait_s(self, *names: str) -> float:
        """Seconds until any of the names may try again; 0 for now."""
        return max(self._wait_s(name) for name in names)

    def failed(self, *names: str) -> None:
        """One more failure of each."""
        for name in names:
            known = self._recent(name)
            count = 1 if known is None else known.count + 1
            self._failures[name] = _Failures(count, self._clock.monotonic())
            self._failures.move_to_end(name)
        while len(self._failures) > console_limits.SIGN_IN_FAILURES_KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, *names: str) -> None:
        """Their failures are forgotten."""
        for name in names:
            self._failures.pop(name, None)

    def _wait_s(self, name: str) -> float:
        known = self._recent(name)
        if known is None or known.count <= console_limits.SIGN_IN_FAILURES_FREE:
            return 0.0
        doublings = min(known.count - console_limits.SIGN_IN_FAILURES_FREE - 1, _DOUBLINGS_MAX)
        pause_s = min(float(2**doublings), console_limits.SIGN_IN_PAUSE_MAX.total_seconds())
        return max(0.0, known.last_at_s + pause_s - self._clock.monotonic())

    def _recent(self, name: str) -> _Failures | None:
        known = self._failures.get(name)
        if known is None:
            return None
        age_s = self._clock.monotonic() - known.last_at_s
        return (
            known if age_s <= console_limits.SIGN_IN_FAILURES_REMEMBERED.total_seconds() else None
        )
