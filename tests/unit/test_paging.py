"""Lists in pages: in order, complete, and steady while items come and go."""

import pytest

from cloister.api.paging import page
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue

FRUIT = ["pear", "apple", "fig", "Zucchini", "date"]


def pages_of(items: list[str], *, size: int) -> list[list[str]]:
    """All of them, one page after another."""
    pages, marker = [], None
    while True:
        shown = page(items, by=str, marker=marker, max_items=size)
        pages.append(shown.items)
        marker = shown.next_marker
        if marker is None:
            return pages


def test_pages_follow_one_another_in_order_and_the_last_one_has_no_marker() -> None:
    assert pages_of(FRUIT, size=2) == [["Zucchini", "apple"], ["date", "fig"], ["pear"]]


def test_a_page_that_ends_with_the_last_item_has_no_marker() -> None:
    assert pages_of(FRUIT, size=5) == [sorted(FRUIT)]


def test_an_empty_list_is_one_empty_page() -> None:
    assert pages_of([], size=5) == [[]]


@pytest.mark.parametrize("asked", [None, 0, 51, 10_000])
def test_no_page_has_more_than_fifty_items_whatever_is_asked_for(asked: int | None) -> None:
    many = [f"{number:04}" for number in range(120)]

    shown = page(many, by=str, marker=None, max_items=asked)

    assert shown.items == many[: limits.LIST_PAGE_MAX]


def test_what_was_deleted_between_two_pages_hides_nothing_else() -> None:
    first = page(FRUIT, by=str, marker=None, max_items=2)

    second = page(["pear", "fig"], by=str, marker=first.next_marker, max_items=2)

    assert second.items == ["fig", "pear"]


@pytest.mark.parametrize("marker", ["?", "YXBw=bGU", "_w==", "ü"])
def test_a_marker_that_no_page_gave_is_refused(marker: str) -> None:
    with pytest.raises(InvalidParameterValue, match="was not issued by this operation"):
        page(FRUIT, by=str, marker=marker, max_items=2)
