"""Functions found by their text and put in any order: what a person looks through, page by page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from cloister.domain.arn import Home
from cloister.domain.function import Function
from cloister.domain.ids import AccountId
from cloister.store.functions import FunctionStore


class FunctionOrder(StrEnum):
    """By what functions are sorted; by their names where that is the same."""

    NAME = "NAME"
    RUNTIME = "RUNTIME"
    MEMORY_SIZE = "MEMORY_SIZE"
    LAST_MODIFIED = "LAST_MODIFIED"


class Place(NamedTuple):
    """A function's place in an order."""

    value: str
    """Of what it is sorted by, as text that sorts alike."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which functions of an account, and in which order."""

    account: AccountId
    contains: str = ""
    """In their name, description or runtime, in whatever case."""
    order: FunctionOrder = FunctionOrder.NAME
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class FunctionPage:
    """Some functions in the order that was wanted."""

    functions: list[Function]
    total: int
    """In all pages."""
    next_place: Place | None
    """The last one's, where there are more behind it."""


class FunctionSearch:
    """The functions of one home, read from the store's memory."""

    def __init__(self, store: FunctionStore, home: Home) -> None:
        self._store = store
        self._home = home

    def page(self, wanted: Wanted, *, after: Place | None, limit: int) -> FunctionPage:
        """At most `limit`, behind `after`. One that came or went between two pages moves no other one."""
        value = _VALUES[wanted.order]
        every = self._store.list(wanted.account, self._home.region)
        text = wanted.contains.lower()
        found = sorted(
            ((Place(value(each), each.name), each) for each in every if text in _text(each)),
            reverse=wanted.is_descending,
            key=lambda it: it[0],
        )
        behind = [it for it in found if after is None or _follows(it[0], after, wanted)]
        shown = behind[:limit]
        return FunctionPage(
            [function for _, function in shown],
            len(found),
            shown[-1][0] if len(behind) > len(shown) else None,
        )


def _follows(place: Place, after: Place, wanted: Wanted) -> bool:
    return place < after if wanted.is_descending else place > after


def _text(function: Function) -> str:
    configuration = function.configuration
    return f"{function.name}\n{configuration.description}\n{configuration.runtime}".lower()


_VALUES: Final[Mapping[FunctionOrder, Callable[[Function], str]]] = {
    FunctionOrder.NAME: lambda it: it.name,
    FunctionOrder.RUNTIME: lambda it: it.configuration.runtime,
    FunctionOrder.MEMORY_SIZE: lambda it: f"{it.configuration.memory_mb:08}",
    FunctionOrder.LAST_MODIFIED: lambda it: f"{it.last_modified.timestamp():020.6f}",
}
