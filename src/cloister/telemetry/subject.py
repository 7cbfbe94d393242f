"""What a line of the server's own log is about: while a request is answered, its id, its function, its environment."""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import Final, Self

from structlog.typing import EventDict

from cloister.domain.ids import EnvironmentId, FunctionName, RequestId


class Subject:
    """`with` it: what is logged in the block, and by whatever is started there, carries its fields; none does after it.

    Readers and tasks that a request leaves behind keep its context for as long as they live, which for an
    environment's is hours of other requests. So its end is noted here too: structlog's own context variables have none.
    """

    __slots__ = ("_fields", "_token")

    _token: Token[dict[str, str]]

    def __init__(self, request: RequestId) -> None:
        self._fields = {"request": str(request)}

    def __enter__(self) -> Self:
        self._token = _current.set(self._fields)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._fields.clear()
        _current.reset(self._token)


_NOTHING: Final[dict[str, str]] = {}
_current: ContextVar[dict[str, str]] = ContextVar("subject", default=_NOTHING)
"""The fields of the request that is being answered. They are empty without one, and once it is over."""


def about_function(name: FunctionName) -> None:
    """The request that is being answered, if one is, concerns this function."""
    if fields := _current.get():
        fields["function"] = name


def about_environment(environment: EnvironmentId) -> None:
    """The request that is being answered, if one is, concerns this environment, and no longer another one."""
    if fields := _current.get():
        fields["environment"] = environment


def add_subject(_: object, __: str, event: EventDict) -> EventDict:
    """A processor of structlog's: a line tells what it is about, in fields that it does not have itself."""
    return {**_current.get(), **event}
