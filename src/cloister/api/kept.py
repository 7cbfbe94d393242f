"""What short texts were parsed to, kept: clients send the same ones again and again, and strangers may send any."""

import functools
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from cloister.domain import limits

Parsed = TypeVar("Parsed")
Parse: TypeAlias = Callable[[str], Parsed]


def kept(count_max: int) -> Callable[[Parse[Parsed]], Parse[Parsed]]:
    """What so many texts were parsed to is kept, but not what was raised. Long texts are parsed anew each time."""

    def decorate(parse: Parse[Parsed]) -> Parse[Parsed]:
        known = functools.lru_cache(count_max)(parse)

        @functools.wraps(parse)
        def parsed(text: str) -> Parsed:
            return parse(text) if len(text) > limits.SIGNATURE_CACHED_LENGTH_MAX else known(text)

        return parsed

    return decorate
