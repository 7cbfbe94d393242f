"""What the jail's plan is made of: each step is done, and then shown to have been done, before the next begins."""

from collections.abc import Hashable, Sequence
from typing import Protocol

from cloister.kernel.operations import Operation


class Unproven(Exception):
    """What a step is there for is not so. The message says what was found instead."""


class Step(Hashable, Protocol):
    """One line of the plan."""

    def describe(self) -> str:
        """Its name: in docs/jail.md, and in the reason for which an environment failed."""

    def work(self) -> Sequence[Operation]:
        """What does it."""

    def proof(self) -> Sequence[Operation]:
        """What is not as wanted unless it has been done, by whatever shows it best."""


def expect(found: object, wanted: object, what: str) -> None:
    """Raises Unproven unless the two are equal."""
    if found != wanted:
        raise Unproven(f"{what}: {found!r}, not {wanted!r}")
