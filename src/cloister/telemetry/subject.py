"""What a line of the server's own log is about: while a request is answered, its id, its function, its environment."""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import Self

from structlog.typing import EventDict

from cloister.domain.ids import EnvironmentId, FunctionName, RequestId


class Subject:
    """`with` it: what is logged in the block, and by whatever is started there, carries its fields; none does after it.

    Readers and tasks that a request leaves behind keep its context for as long as they live, which for an
    environment's is hours of other requests. So its end is noted here too: structlog's own context variables have none.
    """

    __slots__ = ("_fields", "_token")

    _token: "Token[Subject | None]"

    def __init__(self, request: RequestId) -> None:
        self._fields: dict[str, str] = {"request": request}

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._fields = {}
        _current.reset(self._token)

    def concerns(self, field: str, value: str) -> None:
        """What is logged from now on, and until the end of the block, carries this too."""
        if self._fields:
            self._fields[field] = value

    def added_to(self, event: EventDict) -> EventDict:
        """The event with the fields that it does not have itself."""
        return {**self._fields, **event}


_current: ContextVar[Subject | None] = ContextVar("subject", default=None)


def about_function(name: FunctionName) -> None:
    """The request that is being answered, if one is, concerns this function."""
    if (subject := _current.get()) is not None:
        subject.concerns("function", name)


def about_environment(environment: EnvironmentId) -> None:
    """The request that is being answered, if one is, concerns this environment, and no longer another one."""
    if (subject := _current.get()) is not None:
        subject.concerns("environment", environment)


def add_subject(_: object, __: str, event: EventDict) -> EventDict:
    """A processor of structlog's: a line tells what it is about."""
    subject = _current.get()
    return event if subject is None else subject.added_to(event)
