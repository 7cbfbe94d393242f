"""The tokens by which pages of an answer follow one another: where the last one ended, for us alone to read."""

import base64
import binascii
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from cloister.domain.errors import InvalidParameterValue

Place = TypeVar("Place")
Index: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A number in a place. What comes back may be anybody's: no list has a negative one, and SQLite none that is longer."""


def token_of(place: object) -> str:
    """A token for a place that msgspec can write."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def place_of(token: str, kind: type[Place]) -> Place:
    """The place that a token was made of. Raises InvalidParameterValue for one that is not ours."""
    try:
        return msgspec.json.decode(
            base64.b64decode(token, altchars=b"-_", validate=True), type=kind
        )
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidParameterValue(
            "The NextToken was not issued by this operation: pass it on unchanged."
        ) from error
