"""The one process with privileges: cgroups, user ids, code mounts and templates, by orders of the host.

Exec'ed with a fixed environment and one socket; it holds no key, no database and no tenant's data, and reads
nothing that a sandbox wrote but its exit status. When the host goes, so does everything that was made here.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.namespaces.cgroups import Bounds, Cgroups
from cloister.sandbox.namespaces.events import Events
from cloister.sandbox.namespaces.hierarchies import find_hierarchies
from cloister.sandbox.namespaces.identity import (
    IdentityPool,
    NoIdentityLeft,
    prepare_identities,
)
from cloister.sandbox.namespaces.image import Image, TreeOverlays
from cloister.sandbox.namespaces.inheritance import INSIDE_ID, RELEASE_BYTE
from cloister.sandbox.namespaces.jails import Jail, read_status
from cloister.sandbox.namespaces.maps import check_child, map_child
from cloister.sandbox.namespaces.orders import (
    ORDER_BYTES_MAX,
    ORDER_FDS_MAX,
    Create,
    Created,
    Ended,
    Fork,
    Forked,
    Kill,
    LimitCpu,
    Order,
    Prepare,
    Started,
)
from cloister.sandbox.namespaces.policy import PROFILES
from cloister.sandbox.namespaces.seccomp import compile_policy
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec
from cloister.sandbox.namespaces.templates import Templates
from cloister.sandbox.namespaces.uid_ranges import NoRangeLeft

STATUS_BYTES_MAX = 4096
REMOVAL_INTERVAL_S = 0.002
"""Between attempts to remove a group whose last process is still on its way out."""
CLOSING_PATIENCE_S = 10


class Spawner:
    """Follows the host's orders, one at a time, until the host is gone."""

    def __init__(self, control: socket.socket, directory: Path, cgroups: Cgroups) -> None:
        self._control = control
        # Templates mount their root over it, each in a mount namespace of its own: on the host it stays empty.
        mount_point = directory / "root"
        mount_point.mkdir(exist_ok=True)
        self._cgroups = cgroups
        self._identities = prepare_identities()
        self._trees = TreeOverlays(directory / "overlays")
        self._uids = IdentityPool(self._identities)
        self._jails: dict[str, Jail] = {}
        self._lingering: list[Jail] = []
        self._events = Events()
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
        )
        # The only other thread. Templates are forked by this one: they die with the thread that forked them.
        self._marker = ThreadPoolExecutor(max_workers=1)

    def run(self) -> None:
        """Serve until the host closes the socket; then nothing that was made here is left."""
        self._cgroups.open(owner=self._identities.template)
        self._cgroups.adopt("spawner")
        self._events.watch(self._control.fileno(), self._take_order)
        started = Started(sorted(self._cgroups.controllers), self._identities.shared)
        self._control.send(started.encode())
        try:
            while True:
                self._events.act(REMOVAL_INTERVAL_S if self._lingering else None)
                self._remove_lingering()
        except EOFError:
            self._close()

    def _take_order(self) -> None:
        data, fds = receive_fds(self._control, ORDER_BYTES_MAX, ORDER_FDS_MAX)
        if not data:
            raise EOFError
        order = Order.decode(data)
        with contextlib.ExitStack() as opened:
            for fd in fds:
                opened.callback(os.close, fd)
            match order:
                case Prepare():
                    self._templates.prepare(self._spec(order))
                case Create():
                    self._create(order, fds)
                case LimitCpu(id=sandbox_id, cpu_quota=quota) if sandbox_id in self._jails:
                    self._jails[sandbox_id].group.limit_cpu(quota)
                case Kill(id=sandbox_id) if sandbox_id in self._jails:
                    self._jails[sandbox_id].kill()
                case LimitCpu() | Kill():
                    # It ended while the order was on its way.
                    return
                case _:
                    raise TypeError(f"an order that a spawner can't follow: {order}")

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
        )

    # -- Making a sandbox ------------------------------------------------------------------------------

    def _create(self, order: Create, fds: list[int]) -> None:
        template = self._templates.get(order.template)
        if template is None:
            self._say(Ended(order.id, failed="the template process is not there"))
            return
        try:
            jail = self._open_jail(order, template)
        except (NoIdentityLeft, OSError) as error:
            self._say(Ended(order.id, failed=str(error)))
            return
        self._jails[order.id] = jail
        with contextlib.ExitStack() as opened:
            try:
                self._order_fork(order, jail, fds, opened)
            except OSError as error:
                self._bury(jail, Ended(order.id, failed=str(error)))

    def _open_jail(self, order: Create, template: TemplateProcess) -> Jail:
        bounds = Bounds(order.memory_bytes, order.tmp_bytes, order.processes_max, order.cpu_quota)
        uid = self._uids.take()
        try:
            group = self._cgroups.create(order.id, bounds, owner=self._identities.template)
        except OSError:
            self._uids.give_back(uid)
            raise
        jail = Jail(order.id, uid, group, template, order.enters_network)
        template.living += 1
        jail.memory = group.watch_memory(order.memory_bytes, marker=self._marker)
        if jail.memory is not None:
            self._events.watch(jail.memory.fd, lambda: self._check_memory(jail), jail.memory.mask)
        return jail

    def _order_fork(
        self, order: Create, jail: Jail, fds: list[int], opened: contextlib.ExitStack
    ) -> None:
        """Tell a template to fork, with all that the child needs open. `opened` closes what is the child's alone."""

        def its_own(fd: int) -> int:
            opened.callback(os.close, fd)
            return fd

        jail.status_fd, status = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        release, jail.release_fd = os.pipe2(os.O_CLOEXEC)
        for_child = [its_own(status), its_own(release)]
        for_child.append(its_own(jail.template.spec.image.open_root()))
        for_child.append(its_own(self._trees.open_code(order.code_path)))
        if order.layer_paths:
            for_child.append(its_own(self._trees.open_layers(order.layer_paths)))
        birth = jail.group.birth_fd()
        cgroup_fds = [*([birth] if birth is not None else []), *jail.group.join_fds()]
        for_child += [its_own(fd) for fd in cgroup_fds]
        channel_and_log, network_fds = fds[: Create.FIXED_FDS], fds[Create.FIXED_FDS :]
        fork = Fork(
            id=order.id,
            kernel_id=jail.uid,
            enters_network=order.enters_network,
            has_layers=bool(order.layer_paths),
            born_in_cgroup=birth is not None,
            profile=order.profile,
            tmp_bytes=order.tmp_bytes,
            tmp_inodes=order.tmp_inodes,
            processes_max=order.processes_max,
            files_max=order.files_max,
        )
        self._templates.fork(jail.template, fork, [*channel_and_log, *for_child, *network_fds])

    def _let_in(self, answer: Forked) -> None:
        """The child waits for its identity: write it, and let it go on."""
        jail = self._jails.get(answer.id)
        if jail is None:
            return
        if answer.pid is None:
            self._bury(jail, Ended(jail.id, failed=answer.error))
            return
        try:
            jail.pid_fd = os.pidfd_open(answer.pid)
            self._events.watch(jail.pid_fd, lambda: self._processes_gone(jail))
            # In a network's user namespace only its own processes may write maps: this one's was written there.
            settle = check_child if jail.enters_network else map_child
            settle(answer.pid, inside=INSIDE_ID, outside=jail.uid)
            if jail.release_fd is not None:
                os.write(jail.release_fd, RELEASE_BYTE)
        except OSError as error:
            # It may have ended by itself already, and have said why.
            reason = read_status(jail.status_fd).get(
                "failed", f"writing the identity maps: {error}"
            )
            jail.kill()
            self._bury(jail, Ended(jail.id, failed=reason))
            return
        self._tell_created(jail)

    def _tell_created(self, jail: Jail) -> None:
        peak, freezer = jail.group.memory_peak_fd(), jail.group.freezer()
        fds = [] if peak is None else [peak]
        if freezer is not None:
            fds.append(freezer.fd)
        created = Created(jail.id, peak is not None, freezer.version if freezer else None)
        socket.send_fds(self._control, [created.encode()], fds)
        for fd in fds:
            os.close(fd)

    # -- Ending one ------------------------------------------------------------------------------------

    def _check_memory(self, jail: Jail) -> None:
        if jail.memory is not None and jail.memory.check():
            jail.is_out_of_memory = True
            jail.kill()

    def _processes_gone(self, jail: Jail) -> None:
        """Process 1 has ended, and with it the kernel ended every other of its namespace."""
        status = read_status(jail.status_fd)
        end = Ended(
            jail.id,
            failed=status.get("failed"),
            exit_code=status.get("exit_code"),
            signal=status.get("signal"),
            oom_kills=jail.group.oom_kills() + jail.is_out_of_memory,
            memory_peak_bytes=jail.group.memory_peak_bytes(),
        )
        self._bury(jail, end)

    def _bury(self, jail: Jail, end: Ended) -> None:
        if jail.end is not None:
            return
        jail.end = end
        if jail.memory is not None:
            self._events.forget(jail.memory.fd)
            jail.memory.close()
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
            if not jail.group.remove():
                jail.kill()
                still.append(jail)
                continue
            del self._jails[jail.id]
            self._templates.let_go(jail.template)
            self._uids.give_back(jail.uid)
            if jail.end is not None:
                self._say(jail.end)
        self._lingering = still

    def _lose_outstanding(self, sandbox_ids: Iterable[str]) -> None:
        for sandbox_id in sandbox_ids:
            self._bury(
                self._jails[sandbox_id], Ended(sandbox_id, failed="the template process died")
            )

    def _say(self, order: Order) -> None:
        self._control.send(order.encode())

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
    except (BrokenPipeError, ConnectionResetError):
        # The host is gone, and with it whoever would want to know.
        return


if __name__ == "__main__":
    main()
