"""A request's headers: each value found by its name, and what a name tells told once for all who send it."""

import pytest

from cloister.api.http import HttpRequest


def request(*headers: tuple[str, str]) -> HttpRequest:
    return HttpRequest(method="POST", path="/", query="", headers=headers)


def test_of_a_header_that_is_repeated_the_first_value_counts_and_all_are_there() -> None:
    asked = request(("a", "1"), ("b", "2"), ("a", "3"))

    assert (asked.header("a"), asked.header("b"), asked.header("c")) == ("1", "2", None)
    assert [*asked.texts("a")] == ["1", "3"]
    assert [*asked.texts("b")] == ["2"]
    assert asked.repeated.keys() == {"a"}


def test_headers_keep_the_order_in_which_they_came_first() -> None:
    asked = request(("b", "1"), ("a", "2"), ("b", "3"))

    assert [*asked.values] == ["b", "a"]


def test_names_that_a_signature_must_cover_are_amazons() -> None:
    asked = request(("host", "x"), ("x-amz-date", "y"), ("x-amz-tenant-id", "z"), ("amz", "w"))

    assert asked.names.amazon == {"x-amz-date", "x-amz-tenant-id"}


@pytest.mark.parametrize("name", ["x_amz_date", "transfer-encoding"])
def test_a_name_that_others_might_read_differently_is_doubted(name: str) -> None:
    assert request(("host", "x"), (name, "y")).names.are_doubtful
    assert not request(("host", "x"), ("content-length", "2")).names.are_doubtful
