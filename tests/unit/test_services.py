"""Several services on one port: who gets a request is what its signature is for, in words that its client knows."""

import json
from xml.etree import ElementTree as ET

import pytest

from cloister.api.app import Api, Call, Event, Scope, Served, handles
from cloister.api.handlers.caller_identity import caller_identity_handlers
from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.logs import shapes
from cloister.api.logs.operations import CREATE_LOG_GROUP, DESCRIBE_LOG_GROUPS
from cloister.api.monitoring.shapes import GetMetricStatisticsInput
from cloister.api.protocols.form import Form, from_form
from cloister.api.services import lambda_service, logs_service, monitoring_service, sts_service
from cloister.domain import limits
from cloister.domain.errors import SerializationFailed
from tests.unit.signed_requests import KEY, NOW, StoppedClock, authenticator, by_header, signed

URL = "http://localhost:9000/"
FORM = ("content-type", "application/x-www-form-urlencoded; charset=utf-8")
WHO = b"Action=GetCallerIdentity&Version=2011-06-15"


async def groups(_: shapes.DescribeLogGroupsRequest, __: Call) -> shapes.DescribeLogGroupsResponse:
    return shapes.DescribeLogGroupsResponse(log_groups=[shapes.LogGroup(log_group_name="mine")])


async def created(_: shapes.CreateLogGroupRequest, __: Call) -> None:
    return None


LOGS_HANDLERS = dict([handles(DESCRIBE_LOG_GROUPS, groups), handles(CREATE_LOG_GROUP, created)])


def an_api() -> Api:
    return Api(
        [
            Served(lambda_service(), {}),
            Served(logs_service(), LOGS_HANDLERS),
            Served(monitoring_service(), {}),
            Served(sts_service(), caller_identity_handlers()),
        ],
        authenticator(KEY),
        clock=StoppedClock(NOW),
    )


async def answer_to(request: HttpRequest) -> HttpResponse:
    """What the application answers."""
    scope: Scope = {
        "type": "http",
        "method": request.method,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in request.headers],
    }
    sent: list[dict[str, object]] = []

    async def receive() -> Event:
        return {"type": "http.request", "body": request.body}

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    await an_api()(scope, receive, send)
    start, body = sent
    assert isinstance(start["status"], int)
    assert isinstance(start["headers"], list)
    assert isinstance(body["body"], bytes)
    headers = tuple((name.decode(), value.decode()) for name, value in start["headers"])
    return HttpResponse(status=start["status"], headers=headers, body=body["body"])


def to_logs(operation: str, body: bytes = b"{}", *, service: str = "logs") -> HttpRequest:
    headers = (
        ("x-amz-target", f"Logs_20140328.{operation}"),
        ("content-type", "application/x-amz-json-1.1"),
    )
    return signed(url=URL, headers=headers, body=body, signer=by_header(service=service))


def told(answer: HttpResponse) -> tuple[int, str]:
    """Status and error code of an answer in JSON."""
    return answer.status, json.loads(answer.body)["__type"]


async def test_a_request_reaches_the_service_that_it_is_signed_for() -> None:
    of_logs = await answer_to(to_logs("DescribeLogGroups"))
    of_sts = await answer_to(
        signed(url=URL, headers=(FORM,), body=WHO, signer=by_header(service="sts"))
    )

    assert json.loads(of_logs.body) == {"logGroups": [{"logGroupName": "mine"}]}
    assert dict(of_logs.headers)["content-type"] == "application/x-amz-json-1.1"
    account = ET.fromstring(of_sts.body).findtext(".//{*}Account")
    assert (of_sts.status, account) == (200, KEY.account)


async def test_an_operation_without_an_output_answers_200_and_nothing() -> None:
    answer = await answer_to(to_logs("CreateLogGroup", b'{"logGroupName":"new"}'))

    assert (answer.status, answer.body) == (200, b"")


async def test_a_signature_for_one_service_opens_no_other() -> None:
    at_lambda = await answer_to(to_logs("DescribeLogGroups", service="lambda"))
    at_monitoring = await answer_to(to_logs("DescribeLogGroups", service="monitoring"))

    assert at_lambda.status == 404
    assert told(at_monitoring) == (400, "UnknownOperationException")


async def test_a_scope_that_was_changed_on_the_way_is_a_wrong_signature() -> None:
    request = to_logs("DescribeLogGroups", service="monitoring")
    forged = tuple(
        (name, value.replace("/monitoring/", "/logs/")) for name, value in request.headers
    )

    answer = await answer_to(
        HttpRequest(method="POST", path="/", query="", headers=forged, body=request.body)
    )

    assert told(answer) == (400, "InvalidSignatureException")


async def test_who_signs_for_a_service_that_is_not_here_is_told_so() -> None:
    request = signed(method="GET", url=f"{URL}2015-03-31/functions", signer=by_header(service="s3"))

    answer = await answer_to(request)

    assert answer.status == 403
    assert b"Credential should be scoped to correct service: 'lambda'." in answer.body


@pytest.mark.parametrize(
    ("operation", "body", "code"),
    [
        ("Nothing", b"{}", "UnknownOperationException"),
        ("DescribeLogGroups", b"{", "SerializationException"),
        ("CreateLogGroup", b"{}", "InvalidParameterException"),
        ("CreateLogGroup", b'{"logGroupName":"a b"}', "InvalidParameterException"),
    ],
)
async def test_what_is_wrong_with_a_request_is_told_in_the_services_own_codes(
    operation: str, body: bytes, code: str
) -> None:
    answer = await answer_to(to_logs(operation, body))

    assert told(answer) == (400, code)


async def test_an_operation_that_nobody_built_says_so() -> None:
    answer = await answer_to(to_logs("GetLogEvents", b'{"logStreamName":"s"}'))

    assert told(answer) == (501, "NotImplementedException")


async def test_a_body_that_is_too_large_for_the_service_is_refused() -> None:
    answer = await answer_to(to_logs("PutLogEvents", bytes(limits.RPC_BODY_BYTES_MAX + 1)))

    assert told(answer) == (413, "RequestEntityTooLargeException")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"Action=GetSessionToken&Version=2011-06-15", 400, "InvalidAction"),
        (b"Action=GetCallerIdentity&Version=2001-01-01", 400, "InvalidAction"),
        (b"", 400, "InvalidAction"),
        (WHO + b"&Action=Other", 404, "MalformedQueryString"),
        (b"\xff=1&" + WHO, 404, "MalformedQueryString"),
        (
            b"&".join(b"a%d=1" % n for n in range(limits.FORM_FIELDS_MAX)) + b"&" + WHO,
            404,
            "MalformedQueryString",
        ),
        (
            WHO + b"&" + b".".join([b"a"] * (limits.FORM_KEY_PARTS_MAX + 1)) + b"=1",
            404,
            "MalformedQueryString",
        ),
    ],
)
async def test_a_form_that_cannot_be_read_is_told_in_xml(
    body: bytes, status: int, code: str
) -> None:
    request = signed(url=URL, headers=(FORM,), body=body, signer=by_header(service="sts"))

    answer = await answer_to(request)

    root = ET.fromstring(answer.body)
    assert (answer.status, root.findtext("./{*}Error/{*}Code")) == (status, code)
    assert root.findtext("./{*}Error/{*}Type") == "Sender"
    assert root.findtext("./{*}RequestId") == dict(answer.headers)["x-amzn-requestid"]


async def test_a_form_is_not_read_before_its_signature() -> None:
    # Eight mebibytes of percent signs took the event loop for seconds, whoever sent them.
    signer = by_header("another/secret", service="sts")
    request = signed(url=URL, headers=(FORM,), body=b"%" * limits.RPC_BODY_BYTES_MAX, signer=signer)

    answer = await answer_to(request)

    code = ET.fromstring(answer.body).findtext("./{*}Error/{*}Code")
    assert code == "SignatureDoesNotMatch"


async def test_a_wrong_secret_is_told_in_the_words_of_the_query_protocol() -> None:
    signer = by_header("another/secret", service="sts")

    answer = await answer_to(signed(url=URL, headers=(FORM,), body=WHO, signer=signer))

    assert answer.status == 403
    assert ET.fromstring(answer.body).findtext(".//{*}Code") == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    "pairs",
    [
        {"Dimensions.member.one.Name": "a"},
        {"Period": "many"},
        {"StartTime": "yesterday"},
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(pairs: dict[str, str]) -> None:
    with pytest.raises(SerializationFailed, match="Could not read the form"):
        from_form(Form.of(pairs), GetMetricStatisticsInput)


def test_elements_of_a_form_are_taken_in_the_order_of_their_numbers() -> None:
    pairs = {f"Statistics.member.{number}": f"s{number}" for number in (10, 9, 1)}

    read = from_form(Form.of(pairs), GetMetricStatisticsInput)

    assert read.statistics == ["s1", "s9", "s10"]
