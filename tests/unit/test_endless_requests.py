"""Requests that take long to read, or to refuse, for what they are: each is refused early, and for little.

Each attack has a twin in which the bound that meets it is out of the way.
"""

import gc
import json
import tracemalloc

import pytest

from cloister.api.lambda_ import shapes
from cloister.api.services import lambda_service
from cloister.api.sizes import check_sizes
from cloister.domain import limits
from cloister.domain.errors import ValidationFailed
from tests.unit.asked_api import INVOKE_HELLO, Answer, Doorkeeper, api_at, api_of, ask, tagged
from tests.unit.signed_requests import KEY, authenticator, in_authorization, refusal, signed

ENDLESS = 1_000_000
TAGS = "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Ahello"
PAIRS = f"POST {INVOKE_HELLO}?{'a&' * 1000}"
LONG_QUERY = f"POST {INVOKE_HELLO}?{'a' * 100_000}"
LONG_PATH = f"POST /2015-03-31/functions/{'%41' * 10_000}/invocations"
BOUNDS_OF_TARGETS = ("QUERY_PAIRS_MAX", "QUERY_LENGTH_MAX", "PATH_LENGTH_MAX")


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Without the bounds that the test names."""
    for name in request.param:
        monkeypatch.setattr(limits, name, 10**9)


def without(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("unbounded", [names], indirect=True, ids=["without it"])


# -- Heads, which anybody may send ---------------------------------------------------------------


async def met_authenticator(request_line: str) -> bool:
    doorkeeper = Doorkeeper()
    await ask(api_at(doorkeeper, {}), request_line)
    return doorkeeper.threads != []


@pytest.mark.parametrize("request_line", [PAIRS, LONG_QUERY, LONG_PATH])
async def test_a_long_target_is_refused_before_its_signature_is_looked_at(
    request_line: str,
) -> None:
    answer = await ask(api_of(), request_line)

    assert (answer.status, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert not await met_authenticator(request_line)


@without(*BOUNDS_OF_TARGETS)
@pytest.mark.usefixtures("unbounded")
@pytest.mark.parametrize("request_line", [PAIRS, LONG_QUERY, LONG_PATH])
async def test_twin_without_its_bounds_a_long_target_is_read_for_anybody(
    request_line: str,
) -> None:
    assert await met_authenticator(request_line)


def test_a_long_authorization_is_told_to_be_too_long() -> None:
    request = in_authorization(signed(), "Credential=", f"Credential={'A' * ENDLESS}")

    code, message = refusal(request)

    assert code == "IncompleteSignatureException"
    assert "must not be longer than 16384 characters" in message
    assert len(message) < 200


@pytest.mark.parametrize(("before", "more"), [("SignedHeaders=", "a{n};"), (f"{KEY.id}", "A{n}")])
def test_what_unknown_callers_claim_is_not_kept(before: str, more: str) -> None:
    assert kept_bytes_of_claims(before, more) < 60_000


@without("SIGNATURE_CACHED_LENGTH_MAX")
@pytest.mark.usefixtures("unbounded")
@pytest.mark.parametrize(("before", "more"), [("SignedHeaders=", "b{n};"), (f"{KEY.id}", "B{n}")])
def test_twin_kept_whatever_its_length_it_takes_memory(before: str, more: str) -> None:
    assert kept_bytes_of_claims(before, more) > 100_000


def kept_bytes_of_claims(before: str, more: str) -> int:
    """What is held of twenty requests with long claims once all of them have been refused."""
    by = authenticator()
    request = signed()
    refusal(request, authenticator(at=KEY.created_at.replace(year=2000)))
    tracemalloc.start()
    try:
        for number in range(20):
            claims = "".join(more.format(n=f"{number:03}{part:05}") for part in range(1200))
            refusal(in_authorization(request, before, before + claims), by)
        gc.collect()
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return held_bytes


@pytest.mark.parametrize(
    ("length", "status"), [("9" * 5000, 413), ("0" * 5000 + "2", 200), ("²", 200)]
)
async def test_a_length_of_thousands_of_digits_is_a_number_like_others(
    length: str, status: int
) -> None:
    headers = (("authorization", "please"), ("content-length", length))

    answer = await ask(api_of(), f"POST {INVOKE_HELLO}", headers=headers, body=[b"{}"])

    assert answer.status == status


# -- Bodies --------------------------------------------------------------------------------------


async def tag(body: bytes) -> Answer:
    return await ask(api_of(TagResource=tagged), f"POST {TAGS}", body=[body])


def create(**members: object) -> shapes.CreateFunctionRequest:
    return shapes.CreateFunctionRequest(function_name="f", role="r", code=None, **members)  # type: ignore[arg-type] # refused for it


def refusal_of(**members: object) -> str:
    with pytest.raises(ValidationFailed) as caught:
        lambda_service().constraints.check(create(**members))
    return str(caught.value)


async def test_a_body_of_more_values_than_any_operation_takes_is_refused_unread() -> None:
    answer = await tag(b'{"x":[' + b"0," * (limits.JSON_COMMAS_MAX + 1) + b"0]}")

    assert answer.status == 400
    assert answer.json["message"] == "Could not read the request body: too many values"


@without("JSON_COMMAS_MAX")
@pytest.mark.usefixtures("unbounded")
async def test_twin_without_the_bound_it_is_read() -> None:
    answer = await tag(b'{"Tags":{},"x":[' + b"0," * 1_100_001 + b"0]}")

    assert answer.status == 204


async def test_a_long_map_is_refused_before_its_members_are_gone_through() -> None:
    body = json.dumps({"Tags": {f"key{number}": "" for number in range(20_000)}}).encode()

    answer = await tag(body)

    assert answer.status == 400
    assert answer.json["message"] == "A list or map has 20000 elements, and may have 10000."


@without("ELEMENTS_MAX")
@pytest.mark.usefixtures("unbounded")
async def test_twin_without_the_bound_on_maps_its_handler_gets_it() -> None:
    body = json.dumps({"Tags": {f"key{number}": "" for number in range(20_000)}}).encode()

    answer = await tag(body)

    assert answer.status == 204


def test_a_long_list_is_found_at_any_depth() -> None:
    endless = shapes.FileSystemConfig(arn="x", local_mount_path="y")
    request = create(file_system_configs=[endless] * (limits.ELEMENTS_MAX + 1))

    with pytest.raises(ValidationFailed):
        check_sizes(request)
    check_sizes(create(file_system_configs=[endless] * limits.ELEMENTS_MAX))


async def test_nulls_are_forgiven_in_bodies_of_ordinary_size_only() -> None:
    nulls, padding = b'{"Tags":{"a":null},"x":"', b"x" * limits.JSON_NULLS_BYTES_MAX

    small, big = await tag(nulls + b'"}'), await tag(nulls + padding + b'"}')

    assert (small.status, big.status) == (204, 400)


# -- Refusals ------------------------------------------------------------------------------------

WRONG = shapes.FileSystemConfig(arn="x", local_mount_path="y")
HUNDREDS = [WRONG] * 500


def test_a_refusal_tells_a_hundred_violations_and_no_more() -> None:
    message = refusal_of(file_system_configs=HUNDREDS)

    assert message.startswith("100 validation errors detected: ")
    assert message.count("failed to satisfy constraint") == 100


@without("VIOLATIONS_TOLD_MAX")
@pytest.mark.usefixtures("unbounded")
def test_twin_without_the_bound_it_tells_all_that_are_sent() -> None:
    assert refusal_of(file_system_configs=HUNDREDS).count("failed to satisfy constraint") > 1000


@pytest.mark.parametrize("value", [{"description": "x" * ENDLESS}, {"layers": ["x"] * ENDLESS}])
def test_a_refusal_repeats_a_long_value_only_so_far(value: dict[str, object]) -> None:
    message = refusal_of(**value)

    assert len(message) < limits.VALUE_TOLD_LENGTH_MAX + 2000
    assert "...' at '" in message


@without("VALUE_TOLD_LENGTH_MAX")
@pytest.mark.usefixtures("unbounded")
def test_twin_without_the_bound_it_repeats_all_of_it() -> None:
    assert len(refusal_of(description="x" * ENDLESS)) > ENDLESS
