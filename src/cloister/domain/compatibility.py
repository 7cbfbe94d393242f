"""Whether Cloister goes beyond AWS where it can, or refuses what AWS refuses."""

from enum import StrEnum


class Compatibility(StrEnum):
    """What functions with tenant isolation may do where AWS and Cloister differ."""

    CLOISTER = "cloister"
    """What Cloister can do is offered, also where AWS refuses it."""
    AWS = "aws"
    """What AWS refuses is refused, in its words: for tests of what will run there."""
