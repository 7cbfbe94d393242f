"""What a function's environments may reach beyond themselves: what its owner asks for and the operator allows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

EGRESS_TAG: Final = "cloister:egress"
"""A tag, since AWS's API has no member for it and every client can give tags."""


class Egress(StrEnum):
    NONE = "none"
    """Loopback, in a network namespace of each environment's own."""
    INTERNET = "internet"
    """Public addresses, through a network that the environments of one function and tenant have in common."""

    @classmethod
    def asked(cls, tags: Mapping[str, str]) -> "Egress | None":
        """What the tags ask for, None where they don't. Raises ValueError for what there is not."""
        asked = tags.get(EGRESS_TAG)
        return None if asked is None else cls(asked)


class EgressPolicy(StrEnum):
    """The operator's word, at the start of the server."""

    NONE = "none"
    """Nobody has it, whatever the tags say."""
    TAGGED = "tagged"
    """Who asks for it."""
    INTERNET = "internet"
    """Everybody who does not ask for none."""

    def grant(self, asked: Egress | None) -> Egress:
        """What a function has whose owner asked so."""
        if self is EgressPolicy.NONE:
            return Egress.NONE
        return asked or (Egress.INTERNET if self is EgressPolicy.INTERNET else Egress.NONE)
