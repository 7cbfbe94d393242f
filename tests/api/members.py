"""Which members of a request's shapes are asked for: a case that leaves one out says nothing of it."""

from collections.abc import Iterator, Mapping
from typing import Final

from cloister.api.handlers.refusals import refuse_not_built
from cloister.api.lambda_ import shapes
from cloister.api.operation import Shape
from cloister.domain.errors import NotBuiltYet
from tests.api.model import ModelShape

ELSEWHERE: Final = frozenset(
    {
        # They need a server with buckets: tests/e2e/test_code_from_buckets.py.
        "FunctionCode.S3Bucket",
        "FunctionCode.S3Key",
        "FunctionCode.S3ObjectVersion",
        "LayerVersionContentInput.S3Bucket",
        "LayerVersionContentInput.S3Key",
        "LayerVersionContentInput.S3ObjectVersion",
        "UpdateFunctionCodeRequest.S3Bucket",
        "UpdateFunctionCodeRequest.S3Key",
        "UpdateFunctionCodeRequest.S3ObjectVersion",
    }
)
"""Members that no case here sends, and where they are tested."""


def asked_for(values: object, shape: ModelShape) -> Iterator[str]:
    """`Shape.Member` for every member that the values have, however deep."""
    match values:
        case dict() if shape.type_name == "structure":
            for name, item in values.items():
                yield f"{shape.name}.{name}"
                yield from asked_for(item, shape.members[name])
        case Mapping():
            for item in values.values():
                yield from asked_for(item, shape.value)
        case list():
            for item in values:
                yield from asked_for(item, shape.member)


def askable(shape: ModelShape) -> Iterator[str]:
    """`Shape.Member` for every member that a request may have here, however deep, those ELSEWHERE apart."""
    match shape.type_name:
        case "structure":
            for name, member in shape.members.items():
                known = f"{shape.name}.{name}"
                if known not in ELSEWHERE and not is_refused(shape, name):
                    yield known
                    yield from askable(member)
        case "map":
            yield from askable(shape.value)
        case "list":
            yield from askable(shape.member)


def is_refused(shape: ModelShape, name: str) -> bool:
    """Whether docs/api.md has the member among those that are refused."""
    structure: type[Shape] = getattr(shapes, shape.name)
    attributes = zip(structure.__struct_encode_fields__, structure.__struct_fields__, strict=True)
    try:
        refuse_not_built(structure(**{dict(attributes)[name]: "something"}))
    except NotBuiltYet:
        return True
    return False
