"""The step by which a fork draws its own randomness, and not its template's, before anybody's code runs."""

import sys
from dataclasses import dataclass, field

from cloister.kernel.operations import Operation, act
from cloister.runtime.reseed import ACTIONS, reseed
from cloister.sandbox.namespaces.step import expect


@dataclass(slots=True, eq=False)
class DrawAnew:
    """The step of the plan. What was drawn leaves no trace that could be looked at, so it is noted."""

    _drawn: set[str] | None = field(default=None, init=False)

    def describe(self) -> str:
        return "draw new randomness"

    def work(self) -> list[Operation]:
        return [act("generators", self._draw)]

    def proof(self) -> list[Operation]:
        return [act("generators that were seeded anew", self._expect_drawn)]

    def _draw(self) -> None:
        self._drawn = reseed()

    def _expect_drawn(self) -> None:
        loaded = {name for name in ACTIONS if name in sys.modules}
        expect(self._drawn, loaded, "generators that were seeded anew")
