"""The one process with privileges: cgroups, user ids, code mounts and templates, by orders of the host.

Exec'ed with a fixed environment and one socket; it holds no key, no database and no tenant's data, and reads
nothing that a sandbox wrote but its exit status. When the host goes, so does everything that was made here.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloister.sandbox.namespaces.cgroups import Bounds, Cgroups, Group, find_hierarchies
from cloister.sandbox.namespaces.identity import (
    IdentityPool,
    NoIdentityLeft,
    map_child,
    prepare_identities,
)
from cloister.sandbox.namespaces.image import CodeOverlays, Image
from cloister.sandbox.namespaces.jail import INSIDE_ID, RELEASE_BYTE
from cloister.sandbox.namespaces.memory import MemoryWatch
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
    Prepared,
    Ready,
    Started,
)
from cloister.sandbox.namespaces.policy import PROFILES
from cloister.sandbox.namespaces.seccomp import compile_policy
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec

STATUS_BYTES_MAX = 4096
REMOVAL_INTERVAL_S = 0.002
"""Between attempts to remove a group whose last process is still on its way out."""
CLOSING_PATIENCE_S = 10


@dataclass
class Jail:
    """A sandbox as the spawner keeps it: what to give back when it is gone."""

    id: str
    uid: int
    group: Group
    release_fd: int | None = None
    status_fd: int | None = None
    pid_fd: int | None = None
    memory: MemoryWatch | None = None
    is_out_of_memory: bool = False
    end: Ended | None = None
    """Set once the processes are gone; what is left then is to remove the group."""

    def kill(self) -> None:
        """Every process of it is dying afterwards, where there is no cgroup to kill by as well."""
        if self.pid_fd is not None:
            # The end of process 1 is the end of its pid namespace.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pid_fd, signal.SIGKILL)
        self.group.kill()


class Events:
    """What to do when a descriptor has something to tell."""

    def __init__(self) -> None:
        # epoll itself: v2's memory events are priority events, which the selectors module does not know.
        self._epoll = select.epoll()
        self._actions: dict[int, Callable[[], None]] = {}

    def watch(self, fd: int, action: Callable[[], None], mask: int = select.EPOLLIN) -> None:
        self._actions[fd] = action
        self._epoll.register(fd, mask)

    def forget(self, fd: int) -> None:
        """Before the descriptor is closed. Nothing that it told already is acted on."""
        del self._actions[fd]
        self._epoll.unregister(fd)

    def act(self, wait_s: float | None) -> None:
        """Wait for something to be told, no longer than `wait_s` seconds, and act on all of it."""
        for fd, _ in self._epoll.poll(wait_s):
            action = self._actions.get(fd)
            if action is not None:
                action()


class Spawner:
    """Follows the host's orders, one at a time, until the host is gone."""

    def __init__(self, control: socket.socket, directory: Path, cgroups: Cgroups) -> None:
        self._control = control
        # Templates mount their root over it, each in a mount namespace of its own: on the host it stays empty.
        self._mount_point = directory / "root"
        self._mount_point.mkdir(exist_ok=True)
        self._cgroups = cgroups
        self._identities = prepare_identities()
        self._code = CodeOverlays(directory / "overlays")
        self._uids = IdentityPool(self._identities)
        self._filters = {
            profile: [program.hex() for program in compile_policy(profile)] for profile in PROFILES
        }
        self._templates: dict[str, TemplateProcess] = {}
        self._jails: dict[str, Jail] = {}
        self._lingering: list[Jail] = []
        self._events = Events()
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
        data, fds, _, _ = socket.recv_fds(self._control, ORDER_BYTES_MAX, ORDER_FDS_MAX)
        if not data:
            raise EOFError
        order = Order.decode(data)
        with contextlib.ExitStack() as opened:
            for fd in fds:
                opened.callback(os.close, fd)
            match order:
                case Prepare():
                    self._prepare(order)
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

    # -- Templates -------------------------------------------------------------------------------------

    def _prepare(self, order: Prepare) -> None:
        name = order.template
        if name in self._templates:
            return
        spec = TemplateSpec(
            image=Image(Path(order.layers_directory), tuple(order.layers)),
            executable=order.executable,
            environ=order.environ,
            runtime_module=order.runtime_module,
            binds_devices=self._identities.is_rootless,
            left_out=order.left_out,
        )
        template = TemplateProcess.start(
            spec, mount_point=self._mount_point, identities=self._identities
        )
        template.equip(self._filters)
        self._templates[name] = template
        self._events.watch(template.control.fileno(), lambda: self._hear(name))

    def _hear(self, name: str) -> None:
        """A template said something, or is gone."""
        template = self._templates[name]
        answer = template.receive()
        match answer:
            case None:
                self._lose(name)
            case Ready():
                self._say(Prepared(name))
            case Forked():
                template.outstanding.discard(answer.id)
                self._let_in(answer)
            case _:
                raise TypeError(f"an answer that a template can't give: {answer}")

    def _lose(self, name: str) -> None:
        """A template died; its sandboxes die with it, each reported by its own descriptor."""
        template = self._templates.pop(name)
        self._events.forget(template.control.fileno())
        template.close()
        self._say(Prepared(name, error="the template process died"))
        for sandbox_id in template.outstanding:
            self._bury(
                self._jails[sandbox_id], Ended(sandbox_id, failed="the template process died")
            )

    # -- Making a sandbox ------------------------------------------------------------------------------

    def _create(self, order: Create, fds: list[int]) -> None:
        if order.template not in self._templates:
            self._say(Ended(order.id, failed="the template process is not there"))
            return
        try:
            jail = self._open_jail(order)
        except (NoIdentityLeft, OSError) as error:
            self._say(Ended(order.id, failed=str(error)))
            return
        self._jails[order.id] = jail
        with contextlib.ExitStack() as opened:
            try:
                self._order_fork(order, jail, fds, opened)
            except OSError as error:
                self._bury(jail, Ended(order.id, failed=str(error)))

    def _open_jail(self, order: Create) -> Jail:
        bounds = Bounds(order.memory_bytes, order.tmp_bytes, order.processes_max, order.cpu_quota)
        uid = self._uids.take()
        try:
            group = self._cgroups.create(order.id, bounds, owner=self._identities.template)
        except OSError:
            self._uids.give_back(uid)
            raise
        jail = Jail(order.id, uid, group)
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
        template = self._templates[order.template]
        for_child = [its_own(status), its_own(release)]
        for_child.append(its_own(template.spec.image.open_root()))
        for_child.append(its_own(self._code.open(order.code_path)))
        birth = jail.group.birth_fd()
        cgroup_fds = [*([birth] if birth is not None else []), *jail.group.join_fds()]
        for_child += [its_own(fd) for fd in cgroup_fds]
        fork = Fork(
            id=order.id,
            born_in_cgroup=birth is not None,
            profile=order.profile,
            tmp_bytes=order.tmp_bytes,
            tmp_inodes=order.tmp_inodes,
            processes_max=order.processes_max,
            files_max=order.files_max,
        )
        template.fork(fork, [*fds, *for_child])

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
            map_child(answer.pid, inside=INSIDE_ID, outside=jail.uid)
            if jail.release_fd is not None:
                os.write(jail.release_fd, RELEASE_BYTE)
        except OSError as error:
            jail.kill()
            self._bury(jail, Ended(jail.id, failed=f"writing the identity maps: {error}"))
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
        status = _read_status(jail.status_fd)
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
            self._uids.give_back(jail.uid)
            if jail.end is not None:
                self._say(jail.end)
        self._lingering = still

    def _say(self, order: Order) -> None:
        self._control.send(order.encode())

    def _close(self) -> None:
        for jail in self._jails.values():
            jail.kill()
        for template in self._templates.values():
            template.close()
        deadline = time.monotonic() + CLOSING_PATIENCE_S
        remaining = list(self._jails.values())
        while remaining and time.monotonic() < deadline:
            remaining = [jail for jail in remaining if not jail.group.remove()]
            time.sleep(REMOVAL_INTERVAL_S)
        self._cgroups.close("spawner")


def _read_status(fd: int | None) -> dict[str, Any]:  # Any: JSON that template.py wrote
    try:
        text = os.read(fd, STATUS_BYTES_MAX) if fd is not None else b""
    except BlockingIOError:
        text = b""
    # Nothing written: process 1 was killed from outside, or for lack of memory.
    return json.loads(text) if text else {"signal": int(signal.SIGKILL)}


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
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        Spawner(control, directory, cgroups).run()


if __name__ == "__main__":
    main()
