"""botocore says what AWS's clients send and understand: its serializer and its parsers judge our codec, both ways."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType, NoneType
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import HeadersDict, create_request_object, prepare_request_dict
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cloister.api.cloister import operations as cloister_operations
from cloister.api.cloister import shapes as cloister_shapes
from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.iam import operations as iam_operations
from cloister.api.iam import shapes as iam_shapes
from cloister.api.lambda_ import operations as lambda_operations
from cloister.api.lambda_ import shapes
from cloister.api.logs import operations as logs_operations
from cloister.api.logs import shapes as logs_shapes
from cloister.api.monitoring import operations as monitoring_operations
from cloister.api.monitoring import shapes as monitoring_shapes
from cloister.api.operation import Body, ErrorShape
from cloister.api.protocols.codec import Codec
from cloister.api.router import AnyOperation
from cloister.api.services import (
    Service,
    cloister_service,
    iam_service,
    lambda_service,
    logs_service,
    monitoring_service,
    sts_service,
)
from cloister.api.sts import operations as sts_operations
from cloister.api.sts import shapes as sts_shapes
from cloister.domain.errors import AuthenticationFailed, BrokenPromise, CloisterError, NotBuiltYet
from cloister.models import MODELS
from tests.api.model import ModelShape
from tests.api.values import built, plain, values_of

Values: TypeAlias = Mapping[str, object]

A_FEW = settings(
    max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A service in one of its protocols: ours, and botocore's words for both."""

    service: Service
    codec: Codec
    model: ServiceModel
    protocol: str
    operations: tuple[AnyOperation, ...]
    errors: Mapping[str, ErrorShape]
    shapes: ModuleType

    def __str__(self) -> str:
        return f"{self.service.name}-{self.protocol}"


def spoken(
    service: Service, botocore_name: str, protocols: tuple[str, ...], *modules: ModuleType
) -> Iterator[Spoken]:
    operations, structures = modules
    loader = Loader(extra_search_paths=[str(MODELS)])
    model = ServiceModel(loader.load_service_model(botocore_name, "service-2"), botocore_name)
    for codec, protocol in zip(service.codecs, protocols, strict=True):
        yield Spoken(
            service=service,
            codec=codec,
            model=model,
            protocol=protocol,
            operations=operations.OPERATIONS,
            errors=operations.ERRORS,
            shapes=structures,
        )


LAMBDA, *OTHERS = (
    *spoken(lambda_service(), "lambda", ("rest-json",), lambda_operations, shapes),
    *spoken(logs_service(), "logs", ("json",), logs_operations, logs_shapes),
    *spoken(
        monitoring_service(),
        "cloudwatch",
        ("json", "smithy-rpc-v2-cbor", "query"),
        monitoring_operations,
        monitoring_shapes,
    ),
    *spoken(sts_service(), "sts", ("query",), sts_operations, sts_shapes),
    *spoken(cloister_service(), "cloister", ("rest-json",), cloister_operations, cloister_shapes),
    *spoken(iam_service(), "iam", ("query",), iam_operations, iam_shapes),
)
SPOKEN = (LAMBDA, *OTHERS)


def operations_that(holds: Callable[[AnyOperation], bool]) -> pytest.MarkDecorator:
    """A test's cases: every operation, of every service, in every protocol of it."""
    cases = [
        pytest.param(it, operation, id=f"{it}-{operation.name}")
        for it in SPOKEN
        for operation in it.operations
        if holds(operation)
    ]
    return pytest.mark.parametrize(("by", "operation"), cases)


@operations_that(lambda _: True)
@A_FEW
@given(data=st.data())
def test_what_botocore_sends_arrives_as_it_was_meant_and_is_valid(
    by: Spoken, operation: AnyOperation, data: st.DataObject
) -> None:
    shape = by.model.operation_model(operation.name).input_shape
    sent = data.draw(values_of(shape))
    if by.protocol == "query":
        assume(not holds_nothing(sent))

    request = serialized(sent, operation.name, by)
    route = by.codec.route(request)
    arrived = by.codec.decode(route, request)
    by.service.constraints.check(arrived)

    assert by.service.codec(request) is by.codec
    assert route.operation is operation
    assert as_travelled(plain(arrived, shape), by) == as_travelled(plain(sent, shape), by)


@operations_that(lambda it: it.output is not NoneType and it.response.body is not Body.EVENT_STREAM)
@A_FEW
@given(data=st.data())
def test_botocore_understands_what_is_answered(
    by: Spoken, operation: AnyOperation, data: st.DataObject
) -> None:
    shape = by.model.operation_model(operation.name).output_shape
    answered = data.draw(values_of(shape))

    response = by.codec.encode(operation, built(answered, shape, by.shapes), request_id="r")
    understood = parsed(response, shape, by)

    metadata = understood.pop("ResponseMetadata")
    assert metadata["RequestId"] == "r"
    assert as_travelled(plain(understood, shape), by) == as_travelled(plain(answered, shape), by)


@operations_that(lambda it: it.output is NoneType)
def test_an_operation_without_an_output_answers_with_no_body_or_one_that_says_nothing(
    by: Spoken, operation: AnyOperation
) -> None:
    response = by.codec.encode(operation, None, request_id="r")

    if by.protocol == "query":
        assert response.body.count(b"<") == response.body.count(b"</") * 2
        assert f"<{operation.name}Result" not in response.body.decode()
    else:
        assert response.body == b""
    http = by.model.operation_model(operation.name).http
    assert response.status == http.get("responseCode", 200)
    assert parsed(response, None, by)["ResponseMetadata"]["RequestId"] == "r"


@pytest.mark.parametrize(
    ("by", "code"),
    [pytest.param(by, code, id=f"{by}-{code}") for by in SPOKEN for code in by.errors],
)
def test_botocore_understands_every_error_of_the_model(by: Spoken, code: str) -> None:
    known = by.errors[code]
    error = AuthenticationFailed(code, "what, and what to do")
    if (by.service.name, code) == ("logs", "ValidationException"):
        # Broken constraints: this service, and it alone, calls them so.
        code = "InvalidParameterException"

    response = by.codec.encode_error(error, "r")
    raised = parsed(response, None, by)

    told = {name: raised["Error"][name] for name in ("Code", "Message")}
    assert told == {"Code": known.query_code or code, "Message": "what, and what to do"}
    assert raised["ResponseMetadata"]["HTTPStatusCode"] == known.status
    assert dict(response.headers)["x-amzn-requestid"] == "r"


@pytest.mark.parametrize("code", LAMBDA.errors)
def test_an_error_of_lambdas_has_its_members(code: str) -> None:
    response = LAMBDA.codec.encode_error(AuthenticationFailed(code, "what, and what to do"), "r")
    members: Values = parsed(response, LAMBDA.model.shape_for(code), LAMBDA)

    known = LAMBDA.errors[code]
    assert members == {
        "Type": "Service" if known.status >= 500 else "User",
        known.message: "what, and what to do",
    }


def test_an_answer_as_a_stream_of_events_is_not_built_yet() -> None:
    streaming = next(it for it in LAMBDA.operations if it.name == "InvokeWithResponseStream")

    with pytest.raises(NotBuiltYet, match="streaming"):
        LAMBDA.codec.encode(streaming, shapes.InvokeWithResponseStreamResponse(), request_id="r")


def test_every_error_of_ours_has_an_envelope() -> None:
    """Those that only roles have are IAM's: Lambda answers none of them."""
    codes = {error.code for error in descendants(CloisterError)}
    codes -= iam_operations.ERRORS.keys() - lambda_operations.ERRORS.keys()

    answers = {
        code: LAMBDA.codec.encode_error(AuthenticationFailed(code, "what"), "r") for code in codes
    }

    assert all(400 <= answer.status < 600 for answer in answers.values())
    assert {dict(answer.headers)["x-amzn-errortype"] for answer in answers.values()} == codes


@pytest.mark.parametrize("by", OTHERS, ids=str)
def test_every_error_of_ours_is_understood_in_each_protocol(by: Spoken) -> None:
    codes = {error.code for error in descendants(CloisterError)}

    told = {
        code: parsed(by.codec.encode_error(AuthenticationFailed(code, "what"), "r"), None, by)
        for code in codes
    }

    assert {answer["Error"]["Message"] for answer in told.values()} == {"what"}
    assert all(answer["Error"]["Code"] for answer in told.values())
    known = "ServiceException" in by.errors
    assert told["ServiceException"]["Error"]["Code"] == (
        "ServiceException" if known else "InternalFailure"
    )
    assert told["ServiceException"]["ResponseMetadata"]["HTTPStatusCode"] == 500


def descendants(kind: type[CloisterError]) -> Iterator[type[CloisterError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_a_header_is_never_made_of_control_characters() -> None:
    smuggled = shapes.InvocationResponse(function_error="Unhandled\r\nSet-Cookie: a=b")

    with pytest.raises(BrokenPromise, match="control characters"):
        LAMBDA.codec.encode(lambda_operations.INVOKE, smuggled, request_id="r")


# -- The wire ----------------------------------------------------------------------------------------


def serialized(values: object, operation: str, by: Spoken) -> HttpRequest:
    """The request that a boto3 caller would put on the wire with these values, its signature apart."""
    serializer = create_serializer(by.protocol, include_validation=True)
    request = serializer.serialize_to_request(values, by.model.operation_model(operation))
    prepare_request_dict(request, endpoint_url="http://cloister.test")
    prepared = create_request_object(request).prepare()
    url = urlsplit(prepared.url)
    body = prepared.body or b""
    return HttpRequest(
        method=prepared.method,
        path=url.path,
        query=url.query,
        headers=tuple((name.lower(), text(value)) for name, value in prepared.headers.items()),
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def parsed(response: HttpResponse, shape: ModelShape | None, by: Spoken) -> dict[str, Values]:
    """What a boto3 caller gets of a response."""
    payload = shape.serialization.get("payload") if shape else None
    blob = shape is not None and payload is not None and shape.members[payload].type_name == "blob"
    wire = {
        "status_code": response.status,
        "headers": HeadersDict(dict(response.headers)),
        # A blob reaches botocore's parser as a stream: bytes it would take for text.
        "body": io.BytesIO(response.body) if blob else response.body,
    }
    result: dict[str, Values] = create_parser(by.protocol).parse(wire, shape)
    return result


def holds_nothing(value: object) -> bool:
    """Whether there is an empty structure somewhere: a form cannot say that it is there, even where one must be."""
    match value:
        case dict():
            return any(item == {} or holds_nothing(item) for item in value.values())
        case list():
            return any(holds_nothing(item) for item in value)
    return False


def as_travelled(value: object, by: Spoken) -> object:
    """The value as the protocol can carry it: XML does not have every character."""
    if by.protocol != "query":
        return value
    match value:
        case str():
            return re.sub(
                "[^\\t\\n\\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", value
            )
        case dict():
            return {as_travelled(name, by): as_travelled(item, by) for name, item in value.items()}
        case list():
            return [as_travelled(item, by) for item in value]
    return value


# -- Values: botocore's, ours, and plain ones that compare -------------------------------------------
