"""What the unpacker says over its pipe, read as what it is: words of a process that a package may have taken over."""

from typing import Final

from cloister.domain import limits
from cloister.domain.errors import (
    CloisterError,
    InvalidParameterValue,
    RequestEntityTooLarge,
    ServiceFailure,
)

CONFINED: Final = b"confined\n"
"""The first word, said before the package is looked at."""
UNPACKED: Final = b"unpacked\n"

_ERRORS: Final = {
    error.code: error for error in (InvalidParameterValue, RequestEntityTooLarge, ServiceFailure)
}


def encode(error: CloisterError) -> bytes:
    """For `decode`. A text that is too long is cut off."""
    return f"{error.code}\n{error}".encode()[: limits.PACKAGE_VERDICT_BYTES_MAX]


def decode(said: bytes) -> CloisterError | None:
    """The error that encode() wrote, or None for bytes that it would not have written."""
    if len(said) > limits.PACKAGE_VERDICT_BYTES_MAX:
        return None
    code, _, text = said.decode(errors="replace").partition("\n")
    if code not in _ERRORS or not text.isprintable():
        return None
    return _ERRORS[code](text)
