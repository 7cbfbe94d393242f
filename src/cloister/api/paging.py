"""Lists page by page: in the order of a key, and a marker that names the key behind which the next page begins."""

import base64
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list's items. `next_marker` is there exactly when there are more behind them."""

    items: list[T]
    next_marker: str | None


def page(
    items: Iterable[T], *, by: Callable[[T], str], marker: str | None, max_items: int | None
) -> Page[T]:
    """The items behind the marker in the order of their keys, at most `max_items` and limits.LIST_PAGE_MAX.

    `by` gives an item its key, which no other one has. An item that came or went between two pages moves no other one.
    Raises InvalidParameterValue for a marker that no page gave.
    """
    size = min(max_items or limits.LIST_PAGE_MAX, limits.LIST_PAGE_MAX)
    after = _key(marker) if marker else None
    candidates = (item for item in items if after is None or by(item) > after)
    found = heapq.nsmallest(size + 1, candidates, key=by)
    shown = found[:size]
    return Page(shown, _marker(by(shown[-1])) if len(found) > size else None)


def _marker(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _key(marker: str) -> str:
    try:
        return base64.b64decode(marker, altchars=b"-_", validate=True).decode()
    except ValueError:
        raise InvalidParameterValue(
            f"Marker {marker} was not issued by this operation: pass NextMarker on unchanged."
        ) from None
