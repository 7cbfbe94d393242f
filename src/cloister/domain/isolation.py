"""Which wall stands around a function's environments: the owner's choice, by a tag given at creation."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

ISOLATION_TAG: Final = "cloister:isolation"
"""A tag, since AWS's API has no member for it and every client can give tags."""


class Isolation(StrEnum):
    JAIL = "jail"
    """Namespaces, seccomp and cgroups on the host's kernel."""
    GVISOR = "gvisor"
    """A kernel of each environment's own, in user space, between the function and the host's."""

    @classmethod
    def chosen(cls, tags: Mapping[str, str]) -> "Isolation":
        """What the tags ask for, the jail where they don't. Raises ValueError for a wall that there is not."""
        return cls(tags.get(ISOLATION_TAG, cls.JAIL))
