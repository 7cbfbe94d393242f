"""What the account uses of what it may: code, functions and concurrency, counted when somebody asks."""

import asyncio
from dataclasses import dataclass

from cloister.control.catalogue import Catalogue
from cloister.control.layers import Layers
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.release import set_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the account uses, and how much of its concurrency no function has reserved."""

    functions: int
    code_bytes: int
    """Zipped, of all versions of all functions and layers, as AWS counts them: the same package twice is twice."""
    concurrency: int
    unreserved_concurrency: int


class Account:
    """The account of one home."""

    def __init__(self, catalogue: Catalogue, layers: Layers, *, concurrency: int) -> None:
        self._catalogue = catalogue
        self._layers = layers
        self._concurrency = concurrency
        self.turn = asyncio.Lock()
        """Held by whoever sets concurrency apart, from the check to the commit: no two must get what is left."""

    def check_left(self, more: int, *, what: str) -> None:
        """Return if so much more can be set apart. Raises InvalidParameterValue, naming the member that asks for it."""
        # An account that never had the minimum may still stop a function, or give back.
        left = self._unreserved() - more
        if more > 0 and left < limits.UNRESERVED_CONCURRENCY_MIN:
            raise InvalidParameterValue(
                f"Specified {what} for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{limits.UNRESERVED_CONCURRENCY_MIN}]."
            )

    def usage(self) -> Usage:
        """As it is now."""
        functions = self._catalogue.all()
        codes = [release.code for release in self._catalogue.all_releases()]
        codes += [layer.code for layer in self._layers.all()]
        return Usage(
            functions=len(functions),
            code_bytes=sum(code.size_bytes for code in codes),
            concurrency=self._concurrency,
            unreserved_concurrency=self._unreserved(),
        )

    def _unreserved(self) -> int:
        apart = (set_apart(each, self._catalogue.releases(each)) for each in self._catalogue.all())
        return self._concurrency - sum(apart)
