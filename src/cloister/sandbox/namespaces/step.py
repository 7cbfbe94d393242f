"""What the jail's plan is made of: each step is done, and then shown to have been done, before the next begins."""

from collections.abc import Collection
from typing import Protocol


class Unproven(Exception):
    """What a step is there for is not so. The message says what was found instead."""


class Step(Protocol):
    """One line of the plan."""

    def describe(self) -> str:
        """Its name: in docs/jail.md, and in the reason for which an environment failed."""

    def execute(self) -> None:
        """Do it. Raises OSError when the kernel refuses."""

    def verify(self) -> None:
        """Raises Unproven or OSError unless it has been done, by whatever shows it best."""


def expect(found: object, wanted: object, what: str) -> None:
    """Raises Unproven unless the two are equal."""
    if found != wanted:
        raise Unproven(f"{what}: {found!r}, not {wanted!r}")


def expect_none(found: Collection[object], what: str) -> None:
    """Raises Unproven where there is any."""
    if found:
        raise Unproven(f"{what}: {found!r}")
