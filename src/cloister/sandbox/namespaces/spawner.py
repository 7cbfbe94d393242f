"""The one process with privileges: cgroups, user ids, code mounts and templates, by orders of the host.

Exec'ed with a fixed environment and one socket; it holds no key, no database and no tenant's data, and reads
nothing that a sandbox wrote but its exit status. When the host goes, so does everything that was made here.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from cloister.kernel.descriptors import Descriptors, peer_pid, receive_fds
from cloister.sandbox.namespaces.background import BackgroundGroup
from cloister.sandbox.namespaces.blanks import BlankKind
from cloister.sandbox.namespaces.cgroups import Cgroups
from cloister.sandbox.namespaces.events import Events
from cloister.sandbox.namespaces.hierarchies import find_hierarchies
from cloister.sandbox.namespaces.hoards import Hoards
from cloister.sandbox.namespaces.identity import (
    NoIdentityLeft,
    prepare_identities,
)
from cloister.sandbox.namespaces.image import Image
from cloister.sandbox.namespaces.inheritance import INSIDE_ID
from cloister.sandbox.namespaces.jails import Jail, read_status
from cloister.sandbox.namespaces.making import Making
from cloister.sandbox.namespaces.maps import check_child, map_child
from cloister.sandbox.namespaces.orders import (
    ORDER_BYTES_MAX,
    ORDER_FDS_MAX,
    Create,
    Ended,
    Fork,
    Forked,
    Found,
    Kill,
    LimitCpu,
    Noted,
    Order,
    Prepare,
    Started,
    Weigh,
)
from cloister.sandbox.namespaces.policy import PROFILES
from cloister.sandbox.namespaces.precedence import favour_host
from cloister.sandbox.namespaces.recipes import Recipe
from cloister.sandbox.namespaces.seccomp import compile_policy
from cloister.sandbox.namespaces.stocking import Stocking
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec
from cloister.sandbox.namespaces.templates import Templates
from cloister.sandbox.namespaces.uid_ranges import NoRangeLeft

REMOVAL_INTERVAL_S = 0.002
"""Between attempts to remove a group whose last process is still on its way out."""
CLOSING_PATIENCE_S = 60
"""Until the last sandbox is gone: two cores take a dozen seconds for the processes of five thousand."""


class _HostIsGone(Exception):
    """Nobody gives orders any more. No OSError: sockets of templates and sandboxes break too, and end nothing."""


class Spawner:
    """Follows the host's orders, one at a time, until the host is gone."""

    def __init__(self, control: socket.socket, directory: Path, cgroups: Cgroups) -> None:
        self._control = control
        # Templates mount their root over it, each in a mount namespace of its own: on the host it stays empty.
        mount_point = directory / "root"
        mount_point.mkdir(exist_ok=True)
        self._cgroups = cgroups
        self._identities = prepare_identities()
        self._making = Making(directory, cgroups, self._identities)
        self._jails: dict[str, Jail] = {}
        self._lingering: list[Jail] = []
        self._events = Events()
        self._hoards = Hoards(shares_uid=self._identities.shared)
        self._stocking = Stocking(self, self._events)
        self._templates = Templates(
            mount_point=mount_point,
            identities=self._identities,
            filters={
                profile: [program.hex() for program in compile_policy(profile)]
                for profile in PROFILES
            },
            events=self._events,
            tell=self._say,
            on_forked=self._let_in,
            on_lost=self._lose_outstanding,
            on_current=self._stocking.expect,
            on_replaced=self._stocking.end_those_of,
        )

    def run(self) -> None:
        """Serve until the host closes the socket; then nothing that was made here is left."""
        # Not getppid(): when the server has ended that is somebody else, who is none of ours to move.
        host = peer_pid(self._control)
        self._cgroups.open(owner=self._identities.template, host=host)
        self._cgroups.adopt("spawner")
        favour_host(self._cgroups, host)
        self._events.watch(self._control.fileno(), self._take_order)
        try:
            self._say(self._started(BackgroundGroup.make(self._cgroups.places)))
            while True:
                was_idle = not self._events.act(self._patience_s())
                self._remove_lingering()
                self._stocking.review()
                if was_idle:
                    self._stocking.make_one()
        except _HostIsGone:
            self._close()

    def _started(self, background: BackgroundGroup | None) -> Started:
        places = self._cgroups.places
        peak, freezer = places.memory_peak, places.freezer
        return Started(
            sorted(places.controllers),
            self._identities.shared,
            memory_peak=astuple(peak) if peak else None,
            freezer=astuple(freezer) if freezer else None,
            background=astuple(background) if background else None,
        )

    def _patience_s(self) -> float | None:
        """How long to wait for something to happen before there is other work."""
        return REMOVAL_INTERVAL_S if self._lingering else self._stocking.patience_s()

    def _take_order(self) -> None:
        data, fds = self._listen()
        order = Order.decode(data)
        with Descriptors(fds):
            match order:
                case Prepare():
                    self._templates.prepare(self._spec(order))
                case Create():
                    self._create(order, fds)
                case LimitCpu(id=sandbox_id, cpu_quota=quota) if sandbox_id in self._jails:
                    self._jails[sandbox_id].limit_cpu(quota)
                case Weigh(ids=sandbox_ids):
                    self._weigh(sandbox_ids)
                case Kill(id=sandbox_id) if sandbox_id in self._jails:
                    self._jails[sandbox_id].kill()
                case LimitCpu() | Kill():
                    # It ended while the order was on its way.
                    return
                case _:
                    raise TypeError(f"an order that a spawner can't follow: {order}")

    def _weigh(self, sandbox_ids: Iterable[str]) -> None:
        now_s = time.monotonic()
        for sandbox_id in sandbox_ids:
            jail = self._jails.get(sandbox_id)
            if jail is not None:
                jail.burden.look(now_s)
        self._hoards.saw_at_work(sandbox_ids)
        if self._hoards.is_due(len(self._jails)):
            for jail in self._hoards.of(self._jails):
                jail.is_out_of_memory = True
                jail.kill()

    def _spec(self, order: Prepare) -> TemplateSpec:
        return TemplateSpec(
            name=order.template,
            image=Image(Path(order.layers_directory), tuple(order.layers)),
            executable=order.executable,
            environ=order.environ,
            runtime_module=order.runtime_module,
            binds_devices=self._identities.is_rootless,
            left_out=order.left_out,
            unverified=order.unverified,
            keeps_blanks=order.keeps_blanks,
        )

    # -- Making a sandbox ------------------------------------------------------------------------------

    def _create(self, order: Create, fds: list[int]) -> None:
        template = self._templates.get(order.blueprint.template)
        if template is None:
            self._say(Ended(order.id, failed="the template process is not there"))
            return
        recipe = self._making.recipe(order.blueprint)
        blank = self._stocking.take(recipe) if template.spec.keeps_blanks else None
        if blank is not None and self._furnish(blank, order, recipe, fds):
            return
        try:
            jail = self._making.begin(order.id, order.blueprint, template)
        except (NoIdentityLeft, OSError) as error:
            self._say(Ended(order.id, failed=str(error)))
            return
        self._jails[order.id] = jail
        with Descriptors() as opened:
            try:
                trees = self._making.open_trees(recipe, opened).values()
                self._order_fork(recipe.fork, jail, fds, trees)
                self._watch_memory(jail, recipe)
            except OSError as error:
                self.bury(jail, Ended(order.id, failed=str(error)))

    def template(self, name: str) -> TemplateProcess | None:
        """The one to fork now."""
        return self._templates.get(name)

    def begin_blank(self, jail_id: str, template: TemplateProcess) -> Jail:
        """A jail with a uid and a group. Raises NoIdentityLeft, OSError."""
        jail = self._jails[jail_id] = self._making.begin_blank(jail_id, template)
        return jail

    def _furnish(self, jail: Jail, order: Create, recipe: Recipe, fds: list[int]) -> bool:
        """Whether the blank is the host's sandbox from here on. If not it is on its way out, as one that died is."""
        try:
            self._making.furnish(jail, recipe)
        except OSError as error:
            self.note(jail.id, "a blank could not be furnished", str(error))
            jail.kill()
            self.bury(jail, Ended(jail.id, failed=str(error)))
            return False
        del self._jails[jail.id]
        jail.id = order.id
        jail.is_blank = False
        self._jails[jail.id] = jail
        # Before the sandbox can say hello: whoever hears that knows all of it.
        self._say(Found(jail.id, jail.group.name))
        self._stocking.hand_over(jail, recipe, fds)
        self._watch_memory(jail, recipe)
        return True

    def _watch_memory(self, jail: Jail, recipe: Recipe) -> None:
        self._making.watch_memory(
            jail,
            recipe.bounds.memory_bytes,
            on_failed=lambda error: self.note(
                jail.id, "memory is bounded with /tmp only", str(error)
            ),
        )
        if jail.memory is not None:
            self._events.watch(jail.memory.fd, lambda: self._check_memory(jail), jail.memory.mask)

    def order_blank(self, jail: Jail, kind: BlankKind, fds: list[int]) -> None:
        """Tell its template to fork. `fds` are the socket that it waits at, and its log. Raises OSError."""
        self._order_fork(self._making.blank_fork(kind), jail, fds)

    def _order_fork(
        self, alike: bytes, jail: Jail, fds: list[int], trees: Iterable[int] = ()
    ) -> None:
        """Tell a template to fork, with all that the child needs open. `fds` are those that came with the order."""
        order = Fork.put_together(jail.id, jail.uid, alike)
        channel_and_log, network_fds = fds[: Create.FIXED_FDS], fds[Create.FIXED_FDS :]
        with Descriptors() as its_own:
            for_child = self._making.open_for_child(jail, trees, its_own)
            for_child = [*channel_and_log, *for_child, *network_fds]
            self._templates.fork(jail.template, jail.id, order, for_child)

    def _let_in(self, answer: Forked) -> None:
        """The child waits for its identity: write it, and let it go on."""
        jail = self._jails.get(answer.id)
        if jail is None:
            return
        if answer.pid is None:
            self.bury(jail, Ended(jail.id, failed=answer.error))
            return
        try:
            jail.pid_fd = os.pidfd_open(answer.pid)
            self._events.watch(jail.pid_fd, lambda: self._processes_gone(jail))
            # In a network's user namespace only its own processes may write maps: this one's was written there.
            settle = check_child if jail.enters_network else map_child
            settle(answer.pid, inside=INSIDE_ID, outside=jail.uid)
            jail.release()
        except OSError as error:
            # It may have ended by itself already, and have said why.
            reason = read_status(jail.status_fd).get(
                "failed", f"writing the identity maps: {error}"
            )
            jail.kill()
            self.bury(jail, Ended(jail.id, failed=reason))

    # -- Ending one ------------------------------------------------------------------------------------

    def _check_memory(self, jail: Jail) -> None:
        if jail.memory is not None and jail.memory.check():
            jail.is_out_of_memory = True
            jail.kill()

    def _processes_gone(self, jail: Jail) -> None:
        """Process 1 has ended, and with it the kernel ended every other of its namespace."""
        status = read_status(jail.status_fd)
        self._stocking.hear(jail)
        end = Ended(
            jail.id,
            failed=status.get("failed") or jail.failure,
            exit_code=status.get("exit_code"),
            signal=status.get("signal"),
            oom_kills=jail.group.oom_kills() + jail.is_out_of_memory,
            memory_peak_bytes=jail.group.memory_peak_bytes(),
        )
        self.bury(jail, end)

    def bury(self, jail: Jail, end: Ended) -> None:
        if jail.end is not None:
            return
        jail.end = end
        if jail.memory is not None:
            self._events.forget(jail.memory.fd)
            jail.memory.close()
        self._stocking.stop_hearing(jail)
        if jail.is_blank:
            self._stocking.lost(jail, end)
        if jail.pid_fd is not None:
            self._events.forget(jail.pid_fd)
        for fd in (jail.pid_fd, jail.status_fd, jail.release_fd):
            if fd is not None:
                os.close(fd)
        jail.pid_fd = jail.status_fd = jail.release_fd = None
        self._lingering.append(jail)

    def _remove_lingering(self) -> None:
        still: list[Jail] = []
        for jail in self._lingering:
            if not self._making.is_over(jail):
                jail.kill()
                still.append(jail)
                continue
            del self._jails[jail.id]
            self._templates.let_go(jail.template)
            if jail.end is not None and not jail.is_blank:
                self._say(jail.end)
        self._lingering = still

    def _lose_outstanding(self, sandbox_ids: Iterable[str]) -> None:
        for sandbox_id in sandbox_ids:
            self.bury(
                self._jails[sandbox_id], Ended(sandbox_id, failed="the template process died")
            )

    def note(self, jail_id: str, event: str, reason: str) -> None:
        """The server's log tells it. From any thread."""
        self._say(Noted(jail_id, event, reason))

    def _say(self, order: Order) -> None:
        try:
            self._control.send(order.encode())
        except (BrokenPipeError, ConnectionResetError) as error:
            raise _HostIsGone from error

    def _listen(self) -> tuple[bytes, list[int]]:
        """The host's next order, and the descriptors that came with it."""
        try:
            data, fds = receive_fds(self._control, ORDER_BYTES_MAX, ORDER_FDS_MAX)
        except ConnectionResetError as error:
            raise _HostIsGone from error
        if not data:
            raise _HostIsGone
        return data, fds

    def _close(self) -> None:
        for jail in self._jails.values():
            jail.kill()
        self._templates.close()
        deadline = time.monotonic() + CLOSING_PATIENCE_S
        remaining = list(self._jails.values())
        while remaining and time.monotonic() < deadline:
            remaining = [jail for jail in remaining if not jail.group.remove()]
            time.sleep(REMOVAL_INTERVAL_S)
        self._cgroups.close("spawner")


def main() -> None:
    """`python -m cloister.sandbox.namespaces.spawner <directory> <installation> <descriptor of the host's socket>`."""
    directory, installation, control_fd = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    # Ctrl-C in the server's terminal is the server's to act on: it closes the socket when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_fd)
    control.set_inheritable(False)
    cgroups = Cgroups(
        find_hierarchies(), name=f"cloister-{installation}", record=directory / "cgroups"
    )
    try:
        Spawner(control, directory, cgroups).run()
    except NoRangeLeft as error:
        # Its stderr is the server's log.
        sys.exit(f"the spawner can't start: {error}")


if __name__ == "__main__":
    main()
