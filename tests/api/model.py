"""A shape of botocore's service models as the tests read it: botocore itself has no types."""

from collections.abc import Hashable, Mapping
from typing import Any, Final, Protocol, TypeAlias, TypedDict

from botocore.loaders import Loader
from botocore.model import ServiceModel

Model: TypeAlias = Any  # botocore has no types

LAMBDA: Final[Model] = ServiceModel(Loader().load_service_model("lambda", "service-2"), "lambda")
"""The model that boto3 has of Lambda."""


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
