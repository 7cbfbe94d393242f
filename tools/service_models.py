"""Which services and operations Cloister speaks, and their models as the generator reads them: botocore's and ours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from botocore.loaders import Loader

OWN_MODELS = Path(__file__).parents[1] / "src" / "cloister" / "models"
"""Of the services that are not AWS's but ours."""


class Reference(TypedDict):
    """A use of a shape: as a member, an element, an input …"""

    shape: str
    location: NotRequired[str]
    locationName: NotRequired[str]


class ErrorTrait(TypedDict):
    """How an error travels. A `code` of its own is the one that the query protocol has for it."""

    code: NotRequired[str]
    httpStatusCode: NotRequired[int]


class ShapeModel(TypedDict):
    """A shape as botocore's service-2.json has it."""

    type: str
    members: NotRequired[dict[str, Reference]]
    required: NotRequired[list[str]]
    payload: NotRequired[str]
    member: NotRequired[Reference]
    key: NotRequired[Reference]
    value: NotRequired[Reference]
    max: NotRequired[float]
    min: NotRequired[float]
    pattern: NotRequired[str]
    enum: NotRequired[list[str]]
    sensitive: NotRequired[bool]
    timestampFormat: NotRequired[str]
    eventstream: NotRequired[bool]
    exception: NotRequired[bool]
    fault: NotRequired[bool]
    error: NotRequired[ErrorTrait]


class Http(TypedDict):
    method: str
    requestUri: str
    responseCode: NotRequired[int]


class OperationModel(TypedDict):
    http: Http
    input: NotRequired[Reference]
    output: NotRequired[Reference]
    errors: NotRequired[list[Reference]]


class Metadata(TypedDict):
    """Of a service. `protocol` is what its clients speak first."""

    protocol: str
    signingName: NotRequired[str]
    endpointPrefix: str
    targetPrefix: NotRequired[str]
    jsonVersion: NotRequired[str]


class Model(TypedDict):
    metadata: Metadata
    operations: dict[str, OperationModel]
    shapes: dict[str, ShapeModel]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that Cloister speaks: its model's name in botocore, and the package that is generated."""

    model: str
    package: str
    operations: tuple[str, ...] | None = None
    """Those that are wanted, or None for all."""

    def load(self) -> Model:
        """The model with the wanted operations only. Raises KeyError for one that it does not have."""
        loader = Loader(extra_search_paths=[str(OWN_MODELS)])
        model: Model = loader.load_service_model(self.model, "service-2")
        if self.operations is not None:
            model["operations"] = {name: model["operations"][name] for name in self.operations}
        return model


SERVICES = (
    Service("lambda", "lambda_"),
    Service(
        "logs",
        "logs",
        (
            "CreateLogGroup",
            "CreateLogStream",
            "DeleteLogGroup",
            "DeleteLogStream",
            "DeleteRetentionPolicy",
            "DescribeLogGroups",
            "DescribeLogStreams",
            "FilterLogEvents",
            "GetLogEvents",
            "ListTagsForResource",
            "PutLogEvents",
            "PutRetentionPolicy",
            "TagResource",
            "UntagResource",
        ),
    ),
    Service("cloudwatch", "monitoring", ("GetMetricData", "GetMetricStatistics", "ListMetrics")),
    Service("sts", "sts", ("GetCallerIdentity",)),
    Service("cloister", "cloister"),
    Service(
        "iam",
        "iam",
        (
            "AttachRolePolicy",
            "CreateRole",
            "DeleteRole",
            "DeleteRolePolicy",
            "DetachRolePolicy",
            "GetRole",
            "GetRolePolicy",
            "ListAttachedRolePolicies",
            "ListRolePolicies",
            "PutRolePolicy",
            "UpdateAssumeRolePolicy",
        ),
    ),
)


def asked(model: Model) -> set[str]:
    """Every shape that a request is made of."""
    operations = model["operations"].values()
    return reachable(model, (item["input"]["shape"] for item in operations if "input" in item))


def reachable(model: Model, roots: Iterable[str]) -> set[str]:
    """The roots and every shape that they are made of."""
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [reference["shape"] for reference in parts(model["shapes"][name])]
    return seen


def parts(shape: ShapeModel) -> Iterator[Reference]:
    """The references that a shape is made of."""
    yield from shape.get("members", {}).values()
    for reference in (shape.get("member"), shape.get("key"), shape.get("value")):
        if reference is not None:
            yield reference
