"""Values of the model's shapes: drawn as the model bounds them, made ours, and made plain to be compared."""

import functools
import io
import re
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Literal, TypeAlias

from botocore import xform_name
from hypothesis import strategies as st

from cloister.api.operation import Shape
from tests.api.model import ModelShape

Strategy: TypeAlias = st.SearchStrategy[object]
SOME = 3
"""Elements of a list or a map, and characters beyond the fewest: more would find nothing new."""


def built(value: object, shape: ModelShape, structures: ModuleType) -> Shape:
    """Our structure of botocore's values."""
    structure = ours(value, shape, structures)
    assert isinstance(structure, Shape)
    return structure


def ours(value: object, shape: ModelShape, structures: ModuleType) -> object:
    match value:
        case dict() if shape.type_name == "structure":
            structure: type[Shape] = getattr(structures, shape.name)
            return structure(
                **{
                    xform_name(name): ours(item, shape.members[name], structures)
                    for name, item in value.items()
                }
            )
        case dict():
            return {key: ours(item, shape.value, structures) for key, item in value.items()}
        case list():
            return [ours(item, shape.member, structures) for item in value]
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
