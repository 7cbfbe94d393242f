"""What the model says against an answer on the wire, found without botocore's parsers, which forgive a good deal."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tests.api.model import ModelShape

Operation: TypeAlias = Any  # botocore's OperationModel, which has no types
Client: TypeAlias = Any  # boto3 makes its clients' classes at run time
Json: TypeAlias = object
Sent: TypeAlias = Mapping[str, Any]  # Any: as botocore hands what came to its handlers

COMMON_ERRORS: Final = frozenset(
    {
        "AccessDeniedException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "NotImplementedException",
        "RequestEntityTooLargeException",
        "SerializationException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        "ValidationException",
    }
)
"""Errors that a front end answers to any operation; the model names them nowhere. The 501 is Cloister's own."""
HEADERS: Final = frozenset({"x-amzn-requestid", "x-amzn-errortype"})
"""What every answer may have of AWS's headers, beside what its shape says."""
BESIDE_THE_MODEL: Final[Mapping[str, tuple[str, ...]]] = {
    # AWS answers so, as recorded: an update that is under way is being created, too.
    "LastUpdateStatusReasonCode": ("Creating",),
    # Our own limits have reasons of their own (docs/api.md).
    "ThrottleReason": ("TenantConcurrencyLimitExceeded", "TenantInvocationRateLimitExceeded"),
}
"""Values that are answered although the model does not have them, by shape."""
MAY_BE_EMPTY: Final = frozenset({"GetFunctionCodeSigningConfigResponse"})
"""Answers in which AWS, as recorded, leaves out what its model requires: there is no configuration to be shown."""
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+0000")
"""Provisioned concurrency is told in whole seconds (CLI reference), everything else in milliseconds."""
"""How AWS writes the times that its model has as texts (lambda-facts, LastModified)."""
JAVA_CLASSES: Final = {r"\p{L}": r"\w", r"\p{N}": r"\w", r"\p{Z}": " "}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire. Header names are in lower case; the body of a stream is not read here, and empty."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def judging(client: Client) -> None:
    """From now on, every call of a boto3 client of Lambda, or of our own service, fails for an answer with faults.

    The other services' protocols are not judged here. The calls raise AssertionError.
    """
    if client.meta.service_model.metadata["protocol"] != "rest-json":
        return

    def judge(operation_model: Operation, response_dict: Sent, **_: object) -> None:
        body = response_dict["body"]
        answer = Answer(
            status=response_dict["status_code"],
            headers={name.lower(): value for name, value in response_dict["headers"].items()},
            body=body if isinstance(body, bytes) else b"",
        )
        found = faults(operation_model, answer)
        assert not found, f"{operation_model.name}: {'; '.join(found)}"

    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-parse.{service}", judge)


def faults(operation: Operation, answer: Answer) -> list[str]:
    """Everything in the answer that the operation's model does not say, each in a sentence; none of a good one."""
    if answer.status >= 300:
        return list(_of_error(operation, answer))
    return [*_of_success(operation, answer), *_of_headers(operation.output_shape, answer)]


def _of_success(operation: Operation, answer: Answer) -> Iterator[str]:
    shape: ModelShape | None = operation.output_shape
    if not _sets_status(shape) and answer.status != operation.http.get("responseCode", 200):
        yield f"the status is {answer.status}, not {operation.http.get('responseCode', 200)}"
    if answer.status == 204 and (answer.body or "content-length" in answer.headers):
        yield "a 204 has neither a body nor a length (RFC 9110, 8.6)"
    if shape is None or answer.status == 204:
        if answer.body:
            yield f"there is a body, and nothing to say: {answer.body!r}"
    elif "payload" not in shape.serialization:
        required = () if shape.name in MAY_BE_EMPTY else shape.metadata.get("required", ())
        yield from _of_body(answer, _members_in_body(shape), required)


def _of_error(operation: Operation, answer: Answer) -> Iterator[str]:
    code = answer.headers.get("x-amzn-errortype", "")
    declared = {shape.error_code: shape for shape in operation.error_shapes}
    if code not in declared and code not in COMMON_ERRORS:
        yield f"{operation.name} has no error {code!r}"
        return
    body = json.loads(answer.body)
    if code not in declared:
        if {name.lower() for name in body} != {"message"}:
            yield f"a front end says a message and no more: {body}"
        return
    shape = declared[code]
    if answer.status != shape.metadata["error"]["httpStatusCode"]:
        yield f"{code} has status {answer.status}"
    members = {
        name: member
        for name, member in shape.members.items()
        if member.serialization.get("location") != "header"
    }
    text = next(name for name in members if name.lower() == "message")
    yield from _of_members(body, members, {text, "Type"} & members.keys(), code)


def _of_headers(shape: ModelShape | None, answer: Answer) -> Iterator[str]:
    members = shape.members.values() if shape else ()
    known = {
        member.serialization.get("name", "").lower()
        for member in members
        if member.serialization.get("location") == "header"
    }
    for name in answer.headers:
        if name.startswith("x-am") and name not in known | HEADERS:
            yield f"the header {name} is not in the model"
    if "x-amzn-requestid" not in answer.headers:
        yield "the answer has no request ID"


def _of_body(
    answer: Answer, members: Mapping[str, ModelShape], required: Sequence[str]
) -> Iterator[str]:
    if answer.headers.get("content-type") != "application/json":
        yield f"the content type is {answer.headers.get('content-type')}"
    yield from _of_members(json.loads(answer.body), members, required, "")


def _of_members(
    value: Json, members: Mapping[str, ModelShape], required: Sequence[str] | set[str], path: str
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no object: {value!r}"
        return
    for name in sorted(set(required) - value.keys()):
        yield f"{path}.{name} is required, and absent"
    for name, item in value.items():
        if name in members:
            yield from _of_value(item, members[name], f"{path}.{name}")
        else:
            yield f"{path}.{name} is not in the model"


def _of_value(value: Json, shape: ModelShape, path: str) -> Iterator[str]:
    match shape.type_name, value:
        case "structure", _:
            yield from _of_members(value, shape.members, shape.metadata.get("required", ()), path)
        case "list", list():
            for position, item in enumerate(value):
                yield from _of_value(item, shape.member, f"{path}[{position}]")
        case "map", dict():
            for key, item in value.items():
                yield from _of_value(key, shape.key, f"{path} key {key}")
                yield from _of_value(item, shape.value, f"{path}.{key}")
        case "string", str():
            yield from _of_text(value, shape, path)
        case kind, _ if kind not in SCALARS or not SCALARS[kind](value):
            yield f"{path} is no {kind}: {value!r}"
    yield from _of_bounds(value, shape, path)


SCALARS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "boolean": lambda it: isinstance(it, bool),
    "double": lambda it: isinstance(it, int | float) and not isinstance(it, bool),
    "integer": lambda it: isinstance(it, int) and not isinstance(it, bool),
    "long": lambda it: isinstance(it, int) and not isinstance(it, bool),
    "timestamp": lambda it: isinstance(it, int | float) and not isinstance(it, bool),
}
"""Timestamps in JSON are epoch seconds, but for a format of their own, which no shape of Lambda's has."""


def _of_text(value: str, shape: ModelShape, path: str) -> Iterator[str]:
    metadata = shape.metadata
    if "enum" in metadata and value not in (
        *metadata["enum"],
        *BESIDE_THE_MODEL.get(shape.name, ()),
    ):
        yield f"{path} is none of {metadata['enum']}: {value!r}"
    if "pattern" in metadata and not _pattern(metadata["pattern"]).fullmatch(value):
        yield f"{path} does not match {metadata['pattern']}: {value!r}"
    if shape.name == "Timestamp" and not TIME.fullmatch(value):
        yield f"{path} is no time as AWS writes it: {value!r}"


def _of_bounds(value: Json, shape: ModelShape, path: str) -> Iterator[str]:
    match value:
        case str() | list() | dict():
            size: float = len(value)
        case int() | float():
            size = value
        case _:
            return
    least, most = shape.metadata.get("min", size), shape.metadata.get("max", size)
    if not least <= size <= most:
        yield f"{path} is not between {least} and {most}: {value!r}"


def _pattern(java: str) -> re.Pattern[str]:
    for name, python in JAVA_CLASSES.items():
        java = java.replace(name, python)
    return re.compile(java)


def _members_in_body(shape: ModelShape) -> Mapping[str, ModelShape]:
    return {
        name: member
        for name, member in shape.members.items()
        if "location" not in member.serialization
    }


def _sets_status(shape: ModelShape | None) -> bool:
    return shape is not None and any(
        member.serialization.get("location") == "statusCode" for member in shape.members.values()
    )
