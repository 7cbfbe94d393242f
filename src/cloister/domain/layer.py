"""Layers as they are published: numbered versions of a package, and who beside their owner may use each."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from cloister.domain.arn import Home
from cloister.domain.errors import AccessDenied, InvalidParameterValue, ResourceNotFound
from cloister.domain.function import Code
from cloister.domain.ids import AccountId, Region, RevisionId

LayerName = NewType("LayerName", str)

_REFERENCE = re.compile(
    r"(?:arn:[a-zA-Z0-9-]+:lambda:(?P<region>[a-zA-Z0-9-]+):(?P<account>\d{12}):layer:)?"
    r"(?P<name>[a-zA-Z0-9-_]+)"
    r"(?::(?P<number>\d+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One statement of a version's policy: who may use it."""

    statement_id: str
    principal: str
    """An account, or `*`."""
    organization_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerVersion:
    """A version never changes but for its policy, and its number is never given again."""

    account: AccountId
    region: Region
    name: LayerName
    number: int
    """From 1 on."""
    description: str
    license_info: str | None
    runtimes: tuple[str, ...] | None
    """Those that it is said to be for: told, and not enforced."""
    architectures: tuple[str, ...] | None
    code: Code
    created_at: datetime
    grants: tuple[Grant, ...] = ()
    revision_id: RevisionId
    """Of the policy: new with every change."""


@dataclass(frozen=True, slots=True)
class LayerReference:
    """A layer as a caller named it, with the version's number if the name had one."""

    name: LayerName
    number: int | None


def layer_arn(home: Home, name: LayerName, number: int | None = None) -> str:
    """`arn:aws:lambda:<region>:<account>:layer:<name>[:<number>]`."""
    arn = f"arn:aws:lambda:{home.region}:{home.account}:layer:{name}"
    return arn if number is None else f"{arn}:{number}"


def parse_layer_reference(text: str, home: Home) -> LayerReference:
    """The layer that a name or an ARN names.

    Raises AccessDenied for another account's, since nobody has shared any with this one; ResourceNotFound for another
    region's, and InvalidParameterValue for what is neither a name nor an ARN of a layer.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise InvalidParameterValue(f"Invalid layer name: {text}")
    if match["account"] and match["account"] != home.account:
        raise AccessDenied(
            f"User: arn:aws:iam::{home.account}:root is not authorized to perform: lambda:GetLayerVersion on "
            f"resource: {text} because no resource-based policy allows the lambda:GetLayerVersion action"
        )
    if match["region"] and match["region"] != home.region:
        raise ResourceNotFound("The resource you requested does not exist.")
    number = int(match["number"]) if match["number"] else None
    return LayerReference(LayerName(match["name"]), number)
