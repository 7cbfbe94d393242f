"""The spawner's dealings with blanks: has them made while it is idle, hears from them, hands them over, ends them."""

import contextlib
import os
import socket
import time
from collections.abc import Iterable
from typing import Protocol

from cloister.domain import limits
from cloister.kernel.pressure import MemoryOutlook
from cloister.sandbox.namespaces.blanks import BlankKind, Blanks
from cloister.sandbox.namespaces.events import Events
from cloister.sandbox.namespaces.identity import NoIdentityLeft
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.orders import Ended
from cloister.sandbox.namespaces.policy import STRICT_PROFILE
from cloister.sandbox.namespaces.recipes import Recipe
from cloister.sandbox.namespaces.template_process import TemplateProcess
from cloister.sandbox.namespaces.waiting import READY, WORD_BYTES_MAX

BLANK_ID_BYTES = 16


class Workshop(Protocol):
    """Where sandboxes are made and ended."""

    def template(self, name: str) -> TemplateProcess | None:
        """The one to fork now."""

    def begin_blank(self, jail_id: str, template: TemplateProcess) -> Jail:
        """A jail with a uid and a group. Raises NoIdentityLeft, OSError."""

    def order_blank(self, jail: Jail, kind: BlankKind, fds: list[int]) -> None:
        """Tell its template to fork. Raises OSError."""

    def bury(self, jail: Jail, end: Ended) -> None:
        """It has ended, or is to end. What is left of it is removed."""

    def note(self, jail_id: str, event: str, reason: str) -> None:
        """The server's log tells it."""


class Stocking:
    """Blanks for one spawner."""

    def __init__(self, workshop: Workshop, events: Events) -> None:
        self._workshop = workshop
        self._events = events
        self._blanks = Blanks()
        self._reviewed_at = 0.0
        self._memory = MemoryOutlook()
        self._is_memory_short = False

    def expect(self, template: TemplateProcess) -> None:
        """A template is there for the first time: whoever comes first is to find blanks of the most usual kind."""
        if template.spec.keeps_blanks:
            self._blanks.note(
                BlankKind(
                    template.spec.name,
                    STRICT_PROFILE,
                    limits.PROCESSES_MAX,
                    limits.FILE_DESCRIPTORS_MAX,
                )
            )

    def patience_s(self) -> float | None:
        """For how long nothing may happen before `review` or `make_one` has something to do; None: for ever."""
        if self._may_make() is not None:
            return limits.BLANKS_PAUSE.total_seconds()
        return limits.BLANKS_REVIEW_INTERVAL.total_seconds() if self._blanks.is_any else None

    def take(self, recipe: Recipe) -> Jail | None:
        """A blank that is to be this from now on, where there is one and it may be one."""
        if not recipe.may_be_blank:
            return None
        self._blanks.note(recipe.blank_kind)
        return self._blanks.take(recipe.blank_kind)

    def hand_over(self, jail: Jail, recipe: Recipe, fds: list[int]) -> None:
        """Tell a blank that all its function needs is there. If it has died since, its process tells."""
        if jail.waiting is not None:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(jail.waiting, [recipe.taken], fds)

    def make_one(self) -> None:
        """Have one blank made that is lacking, if any."""
        kind = self._may_make()
        if kind is None:
            return
        template = self._workshop.template(kind.template)
        if template is None:
            self._blanks.give_up(kind)
            return
        jail_id = os.urandom(BLANK_ID_BYTES).hex()
        try:
            jail = self._workshop.begin_blank(jail_id, template)
        except (NoIdentityLeft, OSError) as error:
            self._workshop.note(jail_id, "no blank can be made", str(error))
            self._blanks.give_up(kind)
            return
        self._blanks.began(kind, jail)
        try:
            self._fork(jail, kind)
        except OSError as error:
            self._workshop.bury(jail, Ended(jail.id, failed=str(error)))

    def hear(self, jail: Jail) -> None:
        """Take in what a blank says, if it does: that it waits, or why it can't be what it was taken for."""
        if jail.waiting is None:
            return
        try:
            word = jail.waiting.recv(WORD_BYTES_MAX, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except ConnectionResetError:
            word = b""
        if word == READY:
            self._blanks.is_ready(jail)
        elif word:
            jail.failure = word.decode()
        else:
            self.stop_hearing(jail)

    def stop_hearing(self, jail: Jail) -> None:
        """It says no more: it has a function, or has ended."""
        if jail.waiting is not None:
            self._events.forget(jail.waiting.fileno())
            jail.waiting.close()
            jail.waiting = None

    def lost(self, jail: Jail, end: Ended) -> None:
        """One has ended that nobody had taken."""
        if self._blanks.lost(jail):
            self._workshop.note(jail.id, "a blank has ended", end.failed or str(end))

    def review(self) -> None:
        """Once in a while: end what is not wanted any more, and all when memory is short."""
        now = time.monotonic()
        if now - self._reviewed_at < limits.BLANKS_REVIEW_INTERVAL.total_seconds():
            return
        self._reviewed_at = now
        self._is_memory_short = self._memory.is_short()
        _end(self._blanks.surplus(keep_none=self._is_memory_short))

    def end_those_of(self, template: TemplateProcess) -> None:
        """Another template has taken its place: what it forked is not to stand for as long as that."""
        _end(self._blanks.of(template))

    def _may_make(self) -> BlankKind | None:
        return None if self._is_memory_short else self._blanks.lacking()

    def _fork(self, jail: Jail, kind: BlankKind) -> None:
        with contextlib.ExitStack() as opened:
            jail.waiting, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            opened.callback(its.close)
            self._events.watch(jail.waiting.fileno(), lambda: self.hear(jail))
            null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
            opened.callback(os.close, null)
            self._workshop.order_blank(jail, kind, [its.fileno(), null])


def _end(jails: Iterable[Jail]) -> None:
    for jail in jails:
        jail.kill()
