"""What a protocol is to the application: a reader of requests and a writer of answers, for one service."""

from collections.abc import Mapping
from typing import Protocol

from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import ErrorShape, Shape
from cloister.api.router import AnyOperation, Route
from cloister.domain.errors import CloisterError


class Codec(Protocol):
    """One protocol as one service speaks it."""

    def speaks(self, head: HttpRequest) -> bool:
        """Whether a request for the service is in this protocol. Looks at the head only, and never raises."""

    def route(self, request: HttpRequest) -> Route:
        """The operation that is asked for. Raises UnknownOperation."""

    def route_of_head(self, head: HttpRequest) -> Route | None:
        """As `route`, of a request without its body; None where it is the body that names the operation."""

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        """The operation's input; what is absent or null is None. Raises SerializationFailed. May run in a thread."""

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        """The answer of an operation that succeeded."""

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        """The answer to a request that failed, in the protocol's envelope."""


def error_shape(
    code: str, errors: Mapping[str, ErrorShape], front_end: Mapping[str, int]
) -> ErrorShape:
    """How an error travels: as the service's model says, else with the status that the protocol's front end gives it.

    A code that neither knows is a caller's mistake: 400.
    """
    known = errors.get(code)
    if known is not None:
        return known
    return ErrorShape(
        status=front_end.get(code, 400), message="message", members=frozenset({"message"})
    )
