"""The templates of a spawner: one to be forked under each name, replaced when it is worn, kept while its forks live."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from cloister.sandbox.namespaces.events import Events
from cloister.sandbox.namespaces.identity import Identities
from cloister.sandbox.namespaces.orders import Forked, Order, Prepared, Ready
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec


class Templates:
    """Starts, replaces and ends templates. `tell` takes what the host is to know, `on_forked` the answers to forks.

    `on_lost` is called with the ids of sandboxes that a template was to fork and never will, `on_current` with the
    first template of a name that is ready, `on_replaced` with one that another took the place of.
    """

    def __init__(
        self,
        *,
        mount_point: Path,
        identities: Identities,
        filters: dict[str, list[str]],
        events: Events,
        tell: Callable[[Order], None],
        on_forked: Callable[[Forked], None],
        on_lost: Callable[[Iterable[str]], None],
        on_current: Callable[[TemplateProcess], None],
        on_replaced: Callable[[TemplateProcess], None],
    ) -> None:
        self._mount_point = mount_point
        self._identities = identities
        self._filters = filters
        self._events = events
        self._tell = tell
        self._on_forked = on_forked
        self._on_lost = on_lost
        self._on_current = on_current
        self._on_replaced = on_replaced
        self._current: dict[str, TemplateProcess] = {}
        self._successors: dict[str, TemplateProcess] = {}
        """Those that are starting, to take the place of a worn one."""
        self._retired: list[TemplateProcess] = []

    def prepare(self, spec: TemplateSpec) -> None:
        """There is a template of this name, or one is starting; Prepared tells when, or why not."""
        if spec.name in self._current:
            return
        try:
            self._current[spec.name] = self._start(spec)
        except OSError as error:
            self._tell(Prepared(spec.name, error=f"no template process can be started: {error}"))

    def get(self, name: str) -> TemplateProcess | None:
        """The template to fork under this name now."""
        return self._current.get(name)

    def fork(
        self, template: TemplateProcess, sandbox_id: str, order: bytes, fds: list[int]
    ) -> None:
        """As TemplateProcess.fork. A worn template still does it, while another one starts."""
        template.fork(sandbox_id, order, fds)
        name = template.spec.name
        if template.is_worn and name not in self._successors:
            # Where the machine has no process left, the worn one goes on, and the next order tries again.
            with contextlib.suppress(OSError):
                self._successors[name] = self._start(template.spec)

    def let_go(self, template: TemplateProcess) -> None:
        """One of its sandboxes is gone."""
        template.living -= 1
        if template in self._retired and not template.living:
            self._retired.remove(template)
            self._end(template)

    def close(self) -> None:
        """No template is left afterwards, and so none of their sandboxes."""
        for template in [*self._current.values(), *self._successors.values(), *self._retired]:
            self._end(template)

    def _start(self, spec: TemplateSpec) -> TemplateProcess:
        template = TemplateProcess.start(
            spec, mount_point=self._mount_point, identities=self._identities
        )
        template.equip(self._filters)
        self._events.watch(template.control.fileno(), lambda: self._hear(template))
        return template

    def _hear(self, template: TemplateProcess) -> None:
        """A template said something, or is gone."""
        answer = template.receive()
        match answer:
            case None:
                self._lose(template)
            case Ready():
                self._take_over(template)
            case Forked():
                template.outstanding.discard(answer.id)
                self._on_forked(answer)
            case _:
                raise TypeError(f"an answer that a template can't give: {answer}")

    def _take_over(self, template: TemplateProcess) -> None:
        """It is ready: from now on it is the one that is forked, and the one before it retires."""
        name = template.spec.name
        before = self._current[name]
        if before is template:
            self._tell(Prepared(name))
            self._on_current(template)
            return
        self._current[name] = self._successors.pop(name)
        self._on_replaced(before)
        if before.living:
            self._retired.append(before)
        else:
            self._end(before)

    def _lose(self, template: TemplateProcess) -> None:
        """It died. Its sandboxes die with it, each told of by its own descriptor."""
        name = template.spec.name
        if self._successors.get(name) is template:
            del self._successors[name]
        elif self._current.get(name) is template:
            del self._current[name]
            self._tell(Prepared(name, error="the template process died"))
        else:
            self._retired.remove(template)
        self._end(template)
        self._on_lost(template.outstanding)

    def _end(self, template: TemplateProcess) -> None:
        self._events.forget(template.control.fileno())
        template.close()
