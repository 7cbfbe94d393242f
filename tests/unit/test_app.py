"""The whole way of a request through the ASGI application, with handlers and an authenticator of the test's own."""

import threading

import pytest
from structlog.testing import capture_logs

from cloister.api.app import Api, Call, Event, Scope, Served
from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.lambda_ import shapes
from cloister.api.services import lambda_service
from cloister.domain import limits
from cloister.domain.clock import SystemClock
from cloister.domain.errors import (
    EnvironmentStartFailed,
    Throttled,
)
from cloister.telemetry.subject import add_subject
from tests.unit.asked_api import (
    HANDLERS,
    INVOKE_HELLO,
    PRINCIPAL,
    Doorkeeper,
    Headers,
    api_at,
    api_of,
    ask,
)


async def test_an_invocation_reaches_its_handler_and_its_answer_the_client() -> None:
    answer = await ask(api_of(), f"POST {INVOKE_HELLO}", body=[b'{"a"', b":1}"])

    assert (answer.status, answer.body) == (200, b'{"a":1}')
    assert answer.headers["x-amz-executed-version"] == "$LATEST"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-length"] == "7"


async def test_the_handler_and_the_client_are_given_the_same_request_id() -> None:
    calls: list[Call] = []

    async def remember(_: shapes.InvocationRequest, call: Call) -> shapes.InvocationResponse:
        calls.append(call)
        return shapes.InvocationResponse()

    answer = await ask(api_of(Invoke=remember), f"POST {INVOKE_HELLO}")

    assert [call.request_id for call in calls] == [answer.headers["x-amzn-requestid"]]
    assert calls[0].principal == PRINCIPAL


async def test_an_operation_without_output_answers_204_and_nothing() -> None:
    resource = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ahello"

    answer = await ask(api_of(), f"POST /2017-03-31/tags/{resource}", body=[b'{"Tags":{"a":"b"}}'])

    assert (answer.status, answer.body) == (204, b"")


async def test_an_unknown_path_is_told_before_anybody_is_asked_who_they_are() -> None:
    answer = await ask(api_of(), "GET /2015-03-31/nothing", headers=())

    assert answer.status == 404
    assert answer.headers["x-amzn-errortype"] == "UnknownOperationException"


@pytest.mark.parametrize("path", ["/2015-03-31//functions", "/2015-03-31/functions/%2e%2e/x"])
async def test_a_path_that_is_not_normal_is_refused(path: str) -> None:
    answer = await ask(api_of(), f"GET {path}")

    assert answer.status == 404
    assert "send it normalised" in str(answer.json["message"])


async def test_who_does_not_say_who_they_are_learns_nothing_about_their_request() -> None:
    answer = await ask(api_of(), f"POST {INVOKE_HELLO}?Qualifier=%21", headers=())

    assert answer.status == 403
    assert answer.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"
    assert answer.json == {"message": "Missing Token"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "truncated"),
        (b"not json", "malformed"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"Tags":{"a":1}}', "Expected `str`, got `int` - at `$.Tags[...]`"),
        (b'{"Tags":{"a":"\xff"}}', "utf-8"),
        (b'{"X":' + b"[" * 100_000, "too deeply nested"),
    ],
)
async def test_a_body_of_the_wrong_form_is_a_serialization_error(body: bytes, told: str) -> None:
    answer = await ask(api_of(), "POST /2017-03-31/tags/resource", body=[body])

    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "SerializationException"
    assert told in str(answer.json["message"])


async def test_a_null_counts_as_absent() -> None:
    answer = await ask(api_of(), "POST /2017-03-31/tags/resource", body=[b'{"Tags":null}'])

    assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert "Value null at 'tags' failed to satisfy" in str(answer.json["message"])


async def test_a_member_of_the_path_is_not_taken_from_the_body() -> None:
    body = b'{"Resource":"arn:aws:lambda:eu-west-1:123456789012:function:other","Tags":{}}'

    answer = await ask(api_of(), "POST /2017-03-31/tags/mine", body=[body])

    assert "Value 'mine' at 'resource'" in str(answer.json["message"])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("MaxItems=ten", "MaxItems: 'ten' is no integer"),
        ("MaxItems=1&MaxItems=2", "MaxItems is given 2 times"),
        ("Marker=%ff", "not UTF-8"),
    ],
)
async def test_a_query_of_the_wrong_form_is_a_serialization_error(query: str, told: str) -> None:
    answer = await ask(api_of(), f"GET /2015-03-31/functions?{query}")

    assert answer.headers["x-amzn-errortype"] == "SerializationException"
    assert told in str(answer.json["message"])


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("x-amz-tenant-id", "x-amz-log-type"), "x-amz-log-type"),
        (("x-amz-tenant-id",), "Qualifier"),
    ],
)
async def test_of_members_given_twice_the_first_of_the_model_is_told(
    names: tuple[str, ...], told: str
) -> None:
    twice = [(name, "None") for name in names] * 2

    answer = await ask(
        api_of(),
        f"POST {INVOKE_HELLO}?Qualifier=1&Qualifier=2",
        headers=(("authorization", "please"), *twice),
    )

    assert f"{told} is given 2 times" in str(answer.json["message"])


async def test_a_tenant_given_twice_is_refused() -> None:
    headers = (
        ("authorization", "please"),
        ("x-amz-tenant-id", "blue"),
        ("X-Amz-Tenant-Id", "green"),
    )

    answer = await ask(api_of(), f"POST {INVOKE_HELLO}", headers=headers)

    assert answer.status == 400
    assert "x-amz-tenant-id is given 2 times" in str(answer.json["message"])


async def test_a_validation_error_has_no_type() -> None:
    answer = await ask(api_of(), f"POST {INVOKE_HELLO}?Qualifier=%21")

    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert answer.json.keys() == {"message"}


async def test_a_payload_that_is_announced_too_large_is_refused_before_it_is_read() -> None:
    size = limits.PAYLOAD_SYNC_BYTES_MAX + 1
    headers = (("authorization", "please"), ("content-length", str(size)))

    answer = await ask(api_of(), f"POST {INVOKE_HELLO}", headers=headers, body=[])

    assert answer.status == 413
    assert answer.headers["connection"] == "close"
    assert answer.json == {
        "Type": "User",
        "message": "Request must be smaller than 6291556 bytes for the InvokeFunction operation",
    }


async def test_a_payload_that_turns_out_too_large_is_read_no_further() -> None:
    arriving = iter([bytes(limits.PAYLOAD_SYNC_BYTES_MAX), b"x", b"not wanted", b""])

    answer = await ask(api_of(), f"POST {INVOKE_HELLO}", body=arriving)

    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"] == "RequestTooLargeException"
    assert next(arriving) == b"not wanted"


async def test_a_control_plane_request_may_be_larger_but_not_endless() -> None:
    headers = (("content-length", str(limits.REQUEST_BODY_BYTES_MAX + 1)),)

    answer = await ask(api_of(), "POST /2015-03-31/functions", headers=headers, body=[])

    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"] == "RequestEntityTooLargeException"
    assert answer.json["message"] == (
        "Request must be smaller than 70167211 bytes for the CreateFunction operation"
    )


async def test_a_big_body_is_hashed_off_the_event_loop_and_a_small_one_on_it() -> None:
    doorkeeper = Doorkeeper()
    api = api_at(doorkeeper, HANDLERS)

    await ask(api, f"POST {INVOKE_HELLO}", body=[b"1"])
    big = await ask(api, f"POST {INVOKE_HELLO}", body=[bytes(64 * limits.KIB + 1)])

    here = threading.get_ident()
    assert [thread == here for thread in doorkeeper.threads] == [True, False]
    assert len(big.body) == 64 * limits.KIB + 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((("content-length", "1"), ("content-length", "1")), 400),
        ((("content-length", "1"), ("transfer-encoding", "chunked")), 400),
        ((("transfer-encoding", "gzip, chunked"),), 400),
        ((("transfer-encoding", "Chunked"),), 200),
        ((("x_amz_tenant_id", "blue"),), 400),
        ((("x", "y" * limits.HEADERS_BYTES_MAX),), 413),
    ],
)
async def test_headers_that_two_servers_may_read_differently_or_that_are_too_long_are_refused(
    headers: Headers, status: int
) -> None:
    answer = await ask(
        api_of(), f"POST {INVOKE_HELLO}", headers=(*headers, ("authorization", "please"))
    )

    assert answer.status == status


async def test_an_operation_that_is_not_built_says_so_and_why() -> None:
    answer = await ask(api_of(), "GET /2025-11-30/capacity-providers")

    assert answer.status == 501
    assert answer.headers["x-amzn-errortype"] == "NotImplementedException"
    assert answer.json["message"] == (
        "ListCapacityProviders is not available: managed instances are not built yet."
    )


async def test_an_error_of_the_model_is_told_in_its_own_envelope() -> None:
    answer = await ask(api_of(), "GET /2015-03-31/functions/hello")

    assert answer.status == 404
    assert answer.json == {"Type": "User", "Message": "Function not found: hello"}


async def test_a_throttled_caller_is_told_the_reason() -> None:
    async def busy(_: shapes.InvocationRequest, __: Call) -> shapes.InvocationResponse:
        raise Throttled("ConcurrentInvocationLimitExceeded")

    answer = await ask(api_of(Invoke=busy), f"POST {INVOKE_HELLO}")

    assert answer.status == 429
    assert answer.json == {
        "Reason": "ConcurrentInvocationLimitExceeded",
        "Type": "User",
        "message": "Rate Exceeded.",
    }


async def test_a_failure_of_ours_is_logged_once_with_its_cause() -> None:
    async def failing(_: shapes.InvocationRequest, __: Call) -> shapes.InvocationResponse:
        raise EnvironmentStartFailed("no cgroup") from OSError("read-only")

    with capture_logs() as logs:
        answer = await ask(api_of(Invoke=failing), f"POST {INVOKE_HELLO}")

    assert answer.status == 500
    assert answer.json["Type"] == "Service"
    assert "no cgroup" not in str(answer.json), (
        "the machine's affairs are the log's, not the caller's"
    )
    assert answer.headers["x-amzn-requestid"] in str(answer.json["Message"])
    assert [(entry["event"], entry["reason"], entry["cause"]) for entry in logs] == [
        ("service failure", "no cgroup", "OSError('read-only')")
    ]


async def test_an_accident_is_logged_and_shows_nothing_of_the_inside() -> None:
    with capture_logs(processors=[add_subject]) as logs:
        answer = await ask(api_of(), "GET /2015-03-31/functions")

    assert answer.status == 500
    assert answer.headers["x-amzn-errortype"] == "ServiceException"
    assert answer.json["Type"] == "Service"
    assert str(answer.json["Message"]).startswith("Internal error: ")
    assert [entry["request"] for entry in logs] == [answer.headers["x-amzn-requestid"]]


async def test_a_path_beside_the_api_is_answered_without_a_signature() -> None:
    async def code(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=200, headers=(), body=request.path.encode())

    services = [Served(lambda_service(), {})]
    api = Api(services, Doorkeeper(), clock=SystemClock(), extra={"/_cloister/code/": code})

    inside = await ask(api, "GET /_cloister/code/abc?token=t", headers=())
    around = await ask(api, "GET /_cloister/code/../../etc", headers=())

    assert (inside.status, inside.body) == (200, b"/_cloister/code/abc")
    assert around.status == 404


async def test_a_client_that_goes_away_is_not_answered() -> None:
    sent: list[dict[str, object]] = []
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "raw_path": INVOKE_HELLO.encode(),
        "query_string": b"",
        "headers": [],
    }

    async def gone() -> Event:
        return {"type": "http.disconnect"}

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    await api_of()(scope, gone, send)

    assert sent == []
