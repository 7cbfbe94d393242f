"""A CBOR body read as a structure of the model, or written from one: tag 1 marks a time, and no other tag is known.

cbor2 would make regular expressions, fractions, references and more of what a stranger sends; none of that is a value
of any model.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final, NoReturn, TypeVar

import cbor2
import msgspec
from msgspec import inspect

from cloister.api.operation import Shape
from cloister.api.protocols.form import present
from cloister.api.protocols.json_body import without_nulls
from cloister.domain import limits
from cloister.domain.errors import SerializationFailed

In = TypeVar("In", bound=Shape)

_EPOCH_TAG: Final = 1
"""Seconds since 1970 (RFC 8949, 3.4.2): how the protocol has times."""
_TAGS_OF_CBOR2: Final = (
    *(0, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100),
    *(256, 258, 260, 261, 1004, 43000, 55799),
)
"""Those that cbor2 decodes by itself."""


def from_cbor(body: bytes, shape: type[In]) -> In:
    """The structure that the body holds; what is null is absent. Raises SerializationFailed for anything else."""
    if len(body) > limits.CBOR_BYTES_MAX:
        raise SerializationFailed(
            f"Could not read the request body: it has more than {limits.CBOR_BYTES_MAX} bytes"
        )
    try:
        value = cbor2.loads(
            body,
            semantic_decoders=_DECODERS,
            tag_hook=_refuse_tag,
            max_depth=limits.CBOR_DEPTH_MAX,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
        return msgspec.convert(without_nulls(value), shape)
    except (cbor2.CBORDecodeError, msgspec.ValidationError, ValueError) as error:
        raise SerializationFailed(f"Could not read the request body: {error}") from None


def to_cbor(value: Shape) -> bytes:
    """The structure without what is absent."""
    return cbor2.dumps(_plain(value, inspect.type_info(type(value))))


def _refuse_tag(*_: object) -> NoReturn:
    raise cbor2.CBORDecodeError("a tag that is not a time's")


def _epoch_seconds(seconds: object, *_: object) -> float:
    match seconds:
        case bool():
            pass
        case int() | float() if math.isfinite(seconds):
            return float(seconds)
    raise cbor2.CBORDecodeError("a time that is no number")


_DECODERS: Final[Mapping[int, Callable[..., object]]] = {
    **dict.fromkeys(_TAGS_OF_CBOR2, _refuse_tag),
    _EPOCH_TAG: _epoch_seconds,
}


def _plain(value: object, kind: inspect.Type) -> object:
    """What cbor2 writes as the protocol has it."""
    match kind:
        case inspect.UnionType():
            return _plain(value, present(kind))
        case inspect.StructType():
            members = ((item, getattr(value, item.name)) for item in kind.fields)
            return {
                item.encode_name: _plain(member, item.type)
                for item, member in members
                if member is not None
            }
        case inspect.ListType() if isinstance(value, list):
            return [_plain(item, kind.item_type) for item in value]
        case inspect.DictType() if isinstance(value, dict):
            return {key: _plain(item, kind.value_type) for key, item in value.items()}
        case inspect.Metadata():
            return cbor2.CBORTag(_EPOCH_TAG, value)
    return value
