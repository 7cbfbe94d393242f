"""Blanks: sandboxes that lack nothing but a function, made while nobody waits, by what was wanted lately.

A blank has closed its door behind itself as any sandbox has. Its runtime process has gone through the motions of an
invocation, so that the pages for it are paid for, and waits for a function: nobody's code has run in it.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cloister.domain import limits
from cloister.domain.demand import Demand, Foresight
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.orders import Blueprint
from cloister.sandbox.namespaces.template_process import TemplateProcess

_FORESIGHT = Foresight(
    window=limits.STOCK_WINDOW,
    ahead=limits.BLANKS_AHEAD,
    keep=limits.STOCK_KEEP,
    least=limits.BLANKS_MIN,
    most=limits.BLANKS_MAX,
    arrivals_kept=limits.STOCK_ARRIVALS_KEPT,
)


@dataclass(frozen=True, slots=True)
class BlankKind:
    """What can't be changed once a sandbox is locked in. What can (bounds, code, /tmp's size) is set when taken."""

    template: str
    profile: str
    processes_max: int
    files_max: int

    @classmethod
    def of(cls, blueprint: Blueprint) -> "BlankKind":
        return cls(
            blueprint.template, blueprint.profile, blueprint.processes_max, blueprint.files_max
        )


@dataclass(slots=True)
class _Shelf:
    """The blanks of one kind."""

    demand: Demand = field(default_factory=lambda: Demand(_FORESIGHT))
    ready: deque[Jail] = field(default_factory=deque)
    """The oldest first: taken in turn, so that none grows much older than its template."""
    may_make: bool = True
    """Whether another is worth an attempt: the last one came to something, or one was wanted since."""


class Blanks:
    """What stands ready, and what should. One is made at a time, behind whoever waits for a sandbox."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._shelves: defaultdict[BlankKind, _Shelf] = defaultdict(_Shelf)
        self._making: tuple[BlankKind, Jail] | None = None

    def note(self, kind: BlankKind) -> None:
        """A sandbox of this kind was wanted."""
        shelf = self._shelves[kind]
        shelf.demand.note(self._now_s())
        shelf.may_make = True

    def take(self, kind: BlankKind) -> Jail | None:
        """One that is nobody else's from now on, or None."""
        ready = self._shelves[kind].ready
        return ready.popleft() if ready else None

    def lacking(self) -> BlankKind | None:
        """A kind to make one of now; None while one is being made."""
        if self._making is not None:
            return None
        now = self._now_s()
        lacking = (
            kind
            for kind, shelf in self._shelves.items()
            if shelf.may_make and len(shelf.ready) < shelf.demand.target(now)
        )
        return next(lacking, None)

    def began(self, kind: BlankKind, jail: Jail) -> None:
        """It is being made."""
        self._making = (kind, jail)

    def is_ready(self, jail: Jail) -> None:
        """It waits for a function."""
        if self._making is not None and self._making[1] is jail:
            self._shelves[self._making[0]].ready.append(jail)
            self._making = None

    def lost(self, jail: Jail) -> bool:
        """It ended. Whether it was not meant to: the caller has not been given it, nor asked to end it."""
        kind = self._kind_of(jail)
        if kind is None:
            return False
        if self._making is not None and self._making[1] is jail:
            self._making = None
        else:
            self._shelves[kind].ready.remove(jail)
        self.give_up(kind)
        return True

    def give_up(self, kind: BlankKind) -> None:
        """None can be made, or lives: the next would fail alike. None is made until one is wanted again."""
        self._shelves[kind].may_make = False

    def surplus(self, *, keep_none: bool) -> Iterator[Jail]:
        """Those that are ready and not wanted any more: the caller ends them. All of them with `keep_none`."""
        now = self._now_s()
        for kind, shelf in list(self._shelves.items()):
            wanted = 0 if keep_none else shelf.demand.target(now)
            while len(shelf.ready) > wanted:
                yield shelf.ready.popleft()
            if not wanted and not (self._making and self._making[0] == kind):
                del self._shelves[kind]

    def of(self, template: TemplateProcess) -> Iterator[Jail]:
        """Those that this template forked: not ready any more, since the caller ends them."""
        for shelf in self._shelves.values():
            for jail in [jail for jail in shelf.ready if jail.template is template]:
                shelf.ready.remove(jail)
                yield jail

    @property
    def is_any(self) -> bool:
        """Whether there is something to look after."""
        return bool(self._shelves)

    def _kind_of(self, jail: Jail) -> BlankKind | None:
        if self._making is not None and self._making[1] is jail:
            return self._making[0]
        return next((kind for kind, shelf in self._shelves.items() if jail in shelf.ready), None)
