"""What the account uses of what it may: code, functions and concurrency, counted when somebody asks."""

from dataclasses import dataclass

from cloister.control.catalogue import Catalogue
from cloister.control.layers import Layers


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
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

    def usage(self) -> Usage:
        """As it is now."""
        functions = self._catalogue.all()
        reserved = sum(function.reserved_concurrency or 0 for function in functions)
        codes = [release.code for release in self._catalogue.all_releases()]
        codes += [layer.code for layer in self._layers.all()]
        return Usage(
            functions=len(functions),
            code_bytes=sum(code.size_bytes for code in codes),
            concurrency=self._concurrency,
            unreserved_concurrency=self._concurrency - reserved,
        )
