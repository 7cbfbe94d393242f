"""A JSON body read as a structure of the model: what restJson and the JSON protocols have in common."""

from typing import TypeVar

import msgspec

from cloister.api.operation import Shape
from cloister.domain import limits
from cloister.domain.errors import SerializationFailed

In = TypeVar("In", bound=Shape)


def from_json(body: bytes, shape: type[In]) -> In:
    """The structure that the body holds. Raises SerializationFailed for any other JSON, or none."""
    if body.count(b",") > limits.JSON_COMMAS_MAX:
        raise SerializationFailed("Could not read the request body: too many values")
    try:
        try:
            return msgspec.json.decode(body, type=shape)
        except msgspec.ValidationError:
            if len(body) > limits.JSON_NULLS_BYTES_MAX:
                raise
            # A null where a value is required counts as absent, which msgspec cannot be told.
            return msgspec.convert(without_nulls(msgspec.json.decode(body)), shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SerializationFailed(f"Could not read the request body: {error}") from None
    except RecursionError:
        raise SerializationFailed("Could not read the request body: too deeply nested") from None


def without_nulls(value: object) -> object:
    """The value without the members of objects that are null, at any depth."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
