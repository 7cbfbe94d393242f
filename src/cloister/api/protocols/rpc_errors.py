"""Errors as the RPC protocols of AWS tell them, whatever their bodies are written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from cloister.api.operation import ErrorShape
from cloister.api.protocols.codec import error_shape
from cloister.domain.errors import CloisterError

# These services answer what is wrong with a request or its signature with 400 throughout.
_FRONT_END: Final[Mapping[str, int]] = {
    "InternalFailure": 500,
    "NotImplementedException": 501,
    "RequestEntityTooLargeException": 413,
}
_CODES: Final[Mapping[str, str]] = {
    "ServiceException": "InternalFailure",
    "TooManyRequestsException": "ThrottlingException",
}
"""Our codes that have another name in these services."""


@dataclass(frozen=True, slots=True)
class Told:
    """An error as it travels: `code` and the message are for the body, `headers` beside those of every answer."""

    code: str
    shape: ErrorShape
    headers: tuple[tuple[str, str], ...]


class RpcErrors:
    """Those of one service. `codes` maps codes of ours to those of this service."""

    def __init__(
        self, errors: Mapping[str, ErrorShape], codes: Mapping[str, str] | None = None
    ) -> None:
        self._errors = errors
        self._codes = {**_CODES, **(codes or {})}

    def told(self, error: CloisterError) -> Told:
        """How it travels."""
        code = self._codes.get(error.code, error.code)
        shape = error_shape(code, self._errors, _FRONT_END)
        if shape.query_code is None:
            return Told(code, shape, ())
        # For clients that knew the service by the query protocol, and its codes (awsQueryCompatible).
        side = "Receiver" if shape.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "Sender"
        return Told(code, shape, (("x-amzn-query-error", f"{shape.query_code};{side}"),))
