"""botocore says what AWS's clients send and understand: its serializer and its parsers judge our codec, both ways."""

import functools
import io
import re
import string
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import UTC, datetime
from types import NoneType
from typing import Literal, Protocol, TypeAlias, TypedDict
from urllib.parse import urlsplit

import pytest
from botocore import xform_name
from botocore.awsrequest import HeadersDict, create_request_object, prepare_request_dict
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.api import shapes
from cloister.api.constraints import check
from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import Body, Shape
from cloister.api.operations import ERRORS, INVOKE, OPERATIONS
from cloister.api.protocol import decode, encode, encode_error
from cloister.api.router import AnyOperation, Router
from cloister.domain.errors import AuthenticationFailed, BrokenPromise, CloisterError, NotBuiltYet

Values: TypeAlias = Mapping[str, object]
Strategy: TypeAlias = st.SearchStrategy[object]

MODEL = ServiceModel(Loader().load_service_model("lambda", "service-2"), "lambda")
ROUTER = Router(OPERATIONS)
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda it: it.name)
A_FEW = settings(
    max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
SOME = 3
"""Elements of a list or a map, and characters beyond the fewest: more would find nothing new."""


class Metadata(TypedDict, total=False):
    """What constrains a shape's values."""

    required: list[str]
    min: float
    max: float
    pattern: str
    enum: list[str]


class ModelShape(Hashable, Protocol):
    """A shape of botocore's model, as far as it is read here."""

    name: str
    type_name: str
    members: Mapping[str, "ModelShape"]
    member: "ModelShape"
    key: "ModelShape"
    value: "ModelShape"
    metadata: "Metadata"
    serialization: Mapping[str, str]


@EVERY_OPERATION
@A_FEW
@given(data=st.data())
def test_what_botocore_sends_arrives_as_it_was_meant_and_is_valid(
    operation: AnyOperation, data: st.DataObject
) -> None:
    shape = MODEL.operation_model(operation.name).input_shape
    sent = data.draw(values_of(shape))

    request = serialized(sent, operation.name)
    route = ROUTER.route(request.method, request.path, request.query)
    arrived = decode(route.operation, request, route.labels)
    check(arrived)

    assert route.operation is operation
    assert plain(arrived, shape) == plain(sent, shape)


@pytest.mark.parametrize(
    "operation",
    [
        item
        for item in OPERATIONS
        if item.output is not NoneType and item.response.body is not Body.EVENT_STREAM
    ],
    ids=lambda it: it.name,
)
@A_FEW
@given(data=st.data())
def test_botocore_understands_what_is_answered(
    operation: AnyOperation, data: st.DataObject
) -> None:
    shape = MODEL.operation_model(operation.name).output_shape
    answered = data.draw(values_of(shape))

    response = encode(operation, built(answered, shape), request_id="r")
    understood = parsed(response, shape)

    metadata = understood.pop("ResponseMetadata")
    assert metadata["RequestId"] == "r"
    assert plain(understood, shape) == plain(answered, shape)


@pytest.mark.parametrize(
    "operation",
    [item for item in OPERATIONS if item.output is NoneType],
    ids=lambda it: it.name,
)
def test_an_operation_without_an_output_answers_with_no_body(operation: AnyOperation) -> None:
    response = encode(operation, None, request_id="r")

    assert (response.status, response.body) == (204, b"")
    assert parsed(response, None)["ResponseMetadata"]["RequestId"] == "r"


@pytest.mark.parametrize("code", ERRORS)
def test_botocore_understands_every_error_of_the_model(code: str) -> None:
    error = AuthenticationFailed(code, "what, and what to do")

    response = encode_error(error, "r")
    raised = parsed(response, None)
    members: Values = parsed(response, MODEL.shape_for(code))

    assert raised["Error"] == {"Code": code, "Message": "what, and what to do"}
    assert raised["ResponseMetadata"]["HTTPStatusCode"] == ERRORS[code].status
    assert members == {
        "Type": "Service" if ERRORS[code].status >= 500 else "User",
        ERRORS[code].message: "what, and what to do",
    }


def test_an_answer_as_a_stream_of_events_is_not_built_yet() -> None:
    streaming = next(item for item in OPERATIONS if item.name == "InvokeWithResponseStream")

    with pytest.raises(NotBuiltYet, match="streaming"):
        encode(streaming, shapes.InvokeWithResponseStreamResponse(), request_id="r")


def test_every_error_of_ours_has_an_envelope() -> None:
    codes = {error.code for error in descendants(CloisterError)}

    answers = {code: encode_error(AuthenticationFailed(code, "what"), "r") for code in codes}

    assert all(400 <= answer.status < 600 for answer in answers.values())
    assert {dict(answer.headers)["x-amzn-errortype"] for answer in answers.values()} == codes


def descendants(kind: type[CloisterError]) -> Iterator[type[CloisterError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_a_header_is_never_made_of_control_characters() -> None:
    smuggled = shapes.InvocationResponse(function_error="Unhandled\r\nSet-Cookie: a=b")

    with pytest.raises(BrokenPromise, match="control characters"):
        encode(INVOKE, smuggled, request_id="r")


# -- The wire ----------------------------------------------------------------------------------------


def serialized(values: object, operation: str) -> HttpRequest:
    """The request that a boto3 caller would put on the wire with these values, its signature apart."""
    serializer = create_serializer("rest-json", include_validation=True)
    request = serializer.serialize_to_request(values, MODEL.operation_model(operation))
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


def parsed(response: HttpResponse, shape: ModelShape | None) -> dict[str, Values]:
    """What a boto3 caller gets of a response."""
    payload = shape.serialization.get("payload") if shape else None
    blob = shape is not None and payload is not None and shape.members[payload].type_name == "blob"
    wire = {
        "status_code": response.status,
        "headers": HeadersDict(dict(response.headers)),
        # A blob reaches botocore's parser as a stream: bytes it would take for text.
        "body": io.BytesIO(response.body) if blob else response.body,
    }
    result: dict[str, Values] = create_parser("rest-json").parse(wire, shape)
    return result


# -- Values: botocore's, ours, and plain ones that compare -------------------------------------------


def built(value: object, shape: ModelShape) -> Shape:
    """Our structure of botocore's values."""
    structure = ours(value, shape)
    assert isinstance(structure, Shape)
    return structure


def ours(value: object, shape: ModelShape) -> object:
    match value:
        case dict() if shape.type_name == "structure":
            structure: type[Shape] = getattr(shapes, shape.name)
            return structure(
                **{
                    xform_name(name): ours(item, shape.members[name])
                    for name, item in value.items()
                }
            )
        case dict():
            return {key: ours(item, shape.value) for key, item in value.items()}
        case list():
            return [ours(item, shape.member) for item in value]
        case datetime():
            return value.timestamp()
    return value


def plain(value: object, shape: ModelShape) -> object:
    """Botocore's values or our structure as JSON would have them, by wire names and without what is absent."""
    if isinstance(value, Shape):
        value = {name: getattr(value, xform_name(name)) for name in shape.members}
    match value:
        case dict() if shape.type_name == "structure":
            return {
                name: plain(item, shape.members[name])
                for name, item in value.items()
                if item is not None
            }
        case dict():
            return {key: plain(item, shape.value) for key, item in value.items()}
        case list():
            return [plain(item, shape.member) for item in value]
        case datetime():
            return value.timestamp()
        case io.BytesIO():
            return value.getvalue()
    return value


@functools.cache
def values_of(shape: ModelShape) -> Strategy:
    """Values of a shape that keep the model's constraints."""
    match shape.type_name:
        case "structure":
            return members_of(shape)
        case "list":
            return st.lists(values_of(shape.member), min_size=least(shape), max_size=most(shape))
        case "map":
            keys, values = values_of(shape.key), values_of(shape.value)
            return st.dictionaries(keys, values, min_size=least(shape), max_size=most(shape))
        case "string":
            return strings_of(shape)
    return SCALARS[shape.type_name](number(shape, "min", -1000), number(shape, "max", 2**31 - 1))


SCALARS: Mapping[str, Callable[[int, int], Strategy]] = {
    "integer": st.integers,
    "long": st.integers,
    "double": st.floats,
    "boolean": lambda _, __: st.booleans(),
    "blob": lambda _, __: st.binary(max_size=SOME),
    "timestamp": lambda _, __: st.integers(0, 2**32).map(
        lambda it: datetime.fromtimestamp(it, UTC)
    ),
}


def members_of(shape: ModelShape) -> Strategy:
    """A structure's members. A status and a payload are always on the wire: botocore sends `{}` for none."""
    required = {*shape.metadata.get("required", ())}
    payload = shape.serialization.get("payload")
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location == "statusCode" or name == payload:
            required.add(name)
    strategies = {name: member_of(member) for name, member in shape.members.items()}
    return st.fixed_dictionaries(
        {name: one for name, one in strategies.items() if name in required},
        optional={name: one for name, one in strategies.items() if name not in required},
    )


def member_of(shape: ModelShape) -> Strategy:
    """A member's values, those that its place on the wire can carry."""
    location = shape.serialization.get("location")
    values = values_of(shape)
    if location == "statusCode":
        return st.sampled_from([200, 202])
    if location == "uri":
        return values.filter(lambda it: it not in {"", ".", ".."})
    if location == "querystring" and shape.type_name == "list":
        return values.filter(bool)
    if location == "header" and not {"pattern", "enum"} & shape.metadata.keys():
        return st.text(string.ascii_letters + string.digits + string.punctuation, min_size=1)
    return values


def strings_of(shape: ModelShape) -> Strategy:
    metadata = shape.metadata
    if "enum" in metadata:
        return st.sampled_from(metadata["enum"])
    if "pattern" not in metadata:
        return st.text(min_size=least(shape), max_size=most(shape))
    pattern = (
        metadata["pattern"]
        .replace(r"\p{L}", "a-zäß数")
        .replace(r"\p{Z}", " ")
        .replace(r"\p{N}", "0-9")
    )
    longest = number(shape, "max", 10_000)
    compiled = re.compile(pattern, re.ASCII)
    texts = st.from_regex(compiled, fullmatch=True)
    if least(shape) > SOME:
        texts = texts.map(lambda it: it + (it[-1:] or "a") * (least(shape) - len(it)))
    return texts.filter(
        lambda it: bool(compiled.fullmatch(it)) and least(shape) <= len(it) <= longest
    )


def least(shape: ModelShape) -> int:
    return number(shape, "min", 0)


def most(shape: ModelShape) -> int:
    return min(least(shape) + SOME, number(shape, "max", 10_000))


def number(shape: ModelShape, bound: Literal["min", "max"], default: int) -> int:
    return int(shape.metadata.get(bound, default))
