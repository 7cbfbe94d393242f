"""The one reader of paths: what it finds, and what it refuses rather than guesses."""

from dataclasses import replace

import pytest

from cloister.api.lambda_.operations import (
    CREATE_FUNCTION,
    GET_FUNCTION,
    INVOKE,
    LIST_FUNCTIONS,
    OPERATIONS,
)
from cloister.api.router import Router
from cloister.domain.errors import UnknownOperation

ROUTER = Router(OPERATIONS)


def test_every_operation_is_found_by_its_own_path() -> None:
    found = [
        ROUTER.route(
            operation.method,
            operation.path.replace("{", "").replace("}", ""),
            "=".join(operation.query or ()),
        ).operation
        for operation in OPERATIONS
    ]

    assert tuple(found) == OPERATIONS


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("hello", "hello"),
        ("hello%3Aprod", "hello:prod"),
        ("hello:prod", "hello:prod"),
        ("a%2Fb", "a/b"),
        ("a%252Fb", "a%2Fb"),
        ("caf%C3%A9", "café"),
        ("a+b", "a+b"),
    ],
)
def test_a_label_is_decoded_exactly_once(label: str, value: str) -> None:
    route = ROUTER.route("POST", f"/2015-03-31/functions/{label}/invocations", "")

    assert route.operation is INVOKE
    assert route.labels == {"FunctionName": value}


def test_two_labels_keep_their_places() -> None:
    route = ROUTER.route("GET", "/2015-03-31/functions/hello/aliases/prod", "")

    assert route.labels == {"FunctionName": "hello", "Name": "prod"}


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/2018-10-31/layers", "find=LayerVersion&Arn=x", "GetLayerVersionByArn"),
        ("/2018-10-31/layers", "Arn=x&find=LayerVersion", "GetLayerVersionByArn"),
        ("/2018-10-31/layers", "", "ListLayers"),
        ("/2018-10-31/layers", "find=Other", "ListLayers"),
        (
            "/2019-09-30/functions/f/provisioned-concurrency",
            "List=ALL",
            "ListProvisionedConcurrencyConfigs",
        ),
        (
            "/2019-09-30/functions/f/provisioned-concurrency",
            "Qualifier=1",
            "GetProvisionedConcurrencyConfig",
        ),
    ],
)
def test_operations_on_one_path_are_told_apart_by_the_query(
    path: str, query: str, name: str
) -> None:
    assert ROUTER.route("GET", path, query).operation.name == name


def test_operations_on_one_path_are_told_apart_by_the_method() -> None:
    assert ROUTER.route("GET", "/2015-03-31/functions", "").operation is LIST_FUNCTIONS
    assert ROUTER.route("POST", "/2015-03-31/functions", "").operation is CREATE_FUNCTION


def test_one_slash_at_the_end_is_what_older_clients_send() -> None:
    assert ROUTER.route("GET", "/2015-03-31/functions/", "").operation is LIST_FUNCTIONS


@pytest.mark.parametrize(
    "path",
    [
        "/2015-03-31//functions",
        "//2015-03-31/functions",
        "/2015-03-31/functions//",
        "/2015-03-31/functions//invocations",
        "/2015-03-31/./functions",
        "/2015-03-31/functions/.",
        "/2015-03-31/functions/hello/../other",
        "/2015-03-31/functions/..",
        "/2015-03-31/functions/%2e",
        "/2015-03-31/functions/%2E%2e/invocations",
        "/2015-03-31/functions/.%2e/invocations",
        "/2015-03-31/functions/%",
        "/2015-03-31/functions/%zz",
        "/2015-03-31/functions/%ff",
        "/2015-03-31/functions/caf\u00e9",
        "2015-03-31/functions",
        "http://host/2015-03-31/functions",
        "",
        "/",
        "*",
    ],
)
def test_a_path_that_others_might_read_differently_is_refused(path: str) -> None:
    with pytest.raises(UnknownOperation):
        ROUTER.route("GET", path, "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/2015-03-31/functions/hello"),
        ("GET", "/2015-03-31/functions/hello/invocations"),
        ("GET", "/2015-03-31/functions/hello/unheard-of"),
        ("GET", "/2015-03-31"),
        ("GET", "/2015-03-31/functions/a/b"),
        ("get", "/2015-03-31/functions"),
    ],
)
def test_an_unknown_path_or_method_is_an_unknown_operation(method: str, path: str) -> None:
    with pytest.raises(UnknownOperation, match=f"No operation answers {method} {path}"):
        ROUTER.route(method, path, "")


def test_a_literal_and_a_label_at_one_place_are_refused_when_the_router_is_made() -> None:
    with pytest.raises(ValueError, match="share a place"):
        Router([GET_FUNCTION, replace(GET_FUNCTION, path="/2015-03-31/functions/list")])
