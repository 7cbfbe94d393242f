"""Changes that count only if nobody else has changed the same thing since it was read."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import PreconditionFailed, ResourceConflict
from cloister.domain.ids import RevisionId

_STALE: Final = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the {api} API to retrieve the latest Revision Id"
)


class Revised(Protocol):
    """What has a revision, new with every change."""

    @property
    def revision_id(self) -> RevisionId:
        """Of the state that it was read in."""


Read = TypeVar("Read")
Done = TypeVar("Done")


def new_revision(clock: Clock) -> RevisionId:
    """One that nothing has had yet."""
    return RevisionId(clock.new_uuid())


def check_revision(
    given: RevisionId | None, stored: Revised, *, api: str = "GetFunction/GetAlias"
) -> None:
    """Return if none is given or it is the stored one's. Raises PreconditionFailed, naming the API that tells it."""
    if given is not None and given != stored.revision_id:
        raise PreconditionFailed(_STALE.format(api=api))


async def rewrite(
    read: Callable[[], Read], attempt: Callable[[Read], Awaitable[Done | None]]
) -> Done:
    """What an attempt made of what was read. One that gives None lost to another writer, and all is tried anew.

    `read` raises what forbids the change, a revision that is not the given one included; so a caller who gives a
    revision never overwrites what he has not seen. Raises ResourceConflict after limits.REWRITES_MAX attempts.
    """
    for _ in range(limits.REWRITES_MAX):
        if (done := await attempt(read())) is not None:
            return done
    raise ResourceConflict(
        "The operation cannot be performed at this time: others keep changing the same resource. Try again later."
    )
