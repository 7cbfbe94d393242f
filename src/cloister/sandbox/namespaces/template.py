"""An interpreter with the runtime client imported, waiting to be forked into sandboxes. It knows no function.

It is exec'ed by the spawner into a root of its own (image.py) as an unprivileged user with an empty environment,
takes orders from one socket, and does nothing between them.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import NoReturn

from cloister.kernel import calls as sys_
from cloister.kernel.descriptors import receive_fds
from cloister.runtime.process import Serve, be_runtime, reap_until, tidy_interpreter
from cloister.sandbox.namespaces.doorway import Doorway, fork_through
from cloister.sandbox.namespaces.fork_hooks import ForkHooks
from cloister.sandbox.namespaces.inheritance import INSIDE_ID
from cloister.sandbox.namespaces.jail import JailError, Room, lock_in, rehearse
from cloister.sandbox.namespaces.orders import (
    ORDER_BYTES_MAX,
    ORDER_FDS_MAX,
    Equip,
    Fork,
    Forked,
    Order,
    Ready,
)
from cloister.sandbox.namespaces.own_namespaces import NAMESPACES
from cloister.sandbox.namespaces.privileges import signals_share
from cloister.sandbox.namespaces.succession import ForkRuntime, find_succession
from cloister.sandbox.namespaces.waiting import await_function

CONTROL_FD = 3
STATUS_TEXT_MAX = 1024
REHEARSALS = 20
"""Before the first fork: the interpreter specialises code that runs often, and a fork would copy pages for that."""
_NOBODYS_FORK = Fork(
    id="rehearsal",
    kernel_id=-1,
    enters_network=False,
    is_blank=False,
    has_layers=True,
    born_in_cgroup=True,
    profile="",
    tmp_bytes=1,
    tmp_inodes=1,
    processes_max=1,
    files_max=1,
)
_NOBODYS_FDS = [-1] * ORDER_FDS_MAX


def main() -> None:
    """Take orders from the spawner until it is gone."""
    # However it goes: a spawner that was killed leaves answers unread.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _follow_orders(socket.socket(fileno=CONTROL_FD))


@dataclass(frozen=True)
class Work:
    """What every fork has of its template, made before the first: a fork would make it anew each time."""

    equipment: Equip
    filters: Mapping[str, tuple[sys_.SeccompProgram, ...]]
    """By profile, in the order in which they are installed."""
    signals_max: int
    """That may wait to be taken in one sandbox."""
    serve: Serve
    """Serves a function, in the runtime process."""
    fork_runtime: ForkRuntime
    serve_when_taken: Serve
    """Given the socket that a blank waits at in place of the channel."""


def _follow_orders(control: socket.socket) -> None:
    equipment = Order.decode(control.recv(ORDER_BYTES_MAX))
    if not isinstance(equipment, Equip):
        raise TypeError(f"the first order is {equipment}")
    tidy_interpreter()
    hooks = ForkHooks()
    hooks.set_aside()
    runtime = importlib.import_module(equipment.runtime_module)
    work = _work(runtime, hooks, equipment)
    gc.collect()
    for _ in range(REHEARSALS):
        _rehearse_fork(work)
        hooks.rehearse()
        runtime.rehearse_all()
    # Children are never waited for: the spawner learns of their end by pidfd, and the kernel reaps them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    control.send(Ready().encode())
    while True:
        data, fds = receive_fds(control, ORDER_BYTES_MAX, ORDER_FDS_MAX)
        if not data:
            return
        order = Order.decode(data)
        if not isinstance(order, Fork):
            raise TypeError(f"an order that a template can't follow: {order}")
        answer = _fork(order, fds, work)
        for fd in fds:
            os.close(fd)
        control.send(answer.encode())


def _work(runtime: ModuleType, hooks: ForkHooks, equipment: Equip) -> Work:
    """`runtime` has `run(channel, before_load=…)` and `rehearse_all()`."""

    def serve_when_taken(waiting: socket.socket) -> None:
        hooks.restore()
        runtime.rehearse_all()
        channel = await_function(waiting, binds_devices=equipment.binds_devices)
        if channel is not None:
            runtime.run(channel)

    def serve(channel: socket.socket) -> None:
        runtime.run(channel, before_load=hooks.restore)

    _, signals_of_all = resource.getrlimit(resource.RLIMIT_SIGPENDING)
    return Work(
        equipment=equipment,
        filters={
            profile: tuple(sys_.SeccompProgram(bytes.fromhex(program)) for program in programs)
            for profile, programs in equipment.seccomp_hex.items()
        },
        signals_max=signals_share(signals_of_all),
        fork_runtime=find_succession(),
        serve=serve,
        serve_when_taken=serve_when_taken,
    )


def _rehearse_fork(work: Work) -> None:
    """Go the way of an order as far as it changes nothing."""
    for profile in work.filters:
        order = Order.decode(replace(_NOBODYS_FORK, profile=profile).encode())
        if isinstance(order, Fork):
            rehearse(_room(order, _NOBODYS_FDS, work))
        Forked(_NOBODYS_FORK.id, 0, None).encode()


def _fork(order: Fork, fds: list[int], work: Work) -> Forked:
    cgroup_fd = fds[order.birth_fd_index] if order.born_in_cgroup else None
    try:
        pid = _fork_sandbox(order, fds, cgroup_fd)
    except OSError as error:
        return Forked(order.id, None, str(error))
    if pid == 0:
        serve = work.serve_when_taken if order.is_blank else work.serve
        _be_sandbox(_room(order, fds, work), serve, work)
    return Forked(order.id, pid, None)


def _fork_sandbox(order: Fork, fds: list[int], cgroup_fd: int | None) -> int:
    if not order.enters_network:
        return sys_.fork_into(NAMESPACES, cgroup_fd)
    *_, user_fd, network_fd = fds
    return fork_through(
        Doorway(user_fd, network_fd),
        NAMESPACES & ~sys_.CLONE_NEWNET,
        cgroup_fd,
        inside=INSIDE_ID,
        outside=order.kernel_id,
    )


def _room(order: Fork, fds: list[int], work: Work) -> Room:
    channel_fd, log_fd, status_fd, release_fd, root_fd, *more_fds = fds
    code_fd = None if order.is_blank else more_fds.pop(0)
    layers_fd = more_fds.pop(0) if order.has_layers else None
    if order.enters_network:
        # It is in them already.
        del more_fds[-2:]
    return Room(
        channel_fd=channel_fd,
        log_fd=log_fd,
        status_fd=status_fd,
        release_fd=release_fd,
        control_fd=CONTROL_FD,
        root_fd=root_fd,
        code_fd=code_fd,
        layers_fd=layers_fd,
        binds_devices=work.equipment.binds_devices,
        is_in_network=order.enters_network,
        kernel_id=order.kernel_id,
        group=order.id,
        hierarchies=len(more_fds),
        join_fds=tuple(more_fds[1:] if order.born_in_cgroup else more_fds),
        tmp_bytes=order.tmp_bytes,
        tmp_inodes=order.tmp_inodes,
        processes_max=order.processes_max,
        files_max=order.files_max,
        signals_max=work.signals_max,
        seccomp=work.filters[order.profile],
    )


def _be_sandbox(room: Room, serve: Serve, work: Work) -> NoReturn:
    equipment = work.equipment
    try:
        lock_in(room, left_out=equipment.left_out, unverified=equipment.unverified)
        runtime_pid = work.fork_runtime(room.status_fd)
    except (JailError, OSError) as error:
        _report(room.status_fd, {"failed": str(error)[:STATUS_TEXT_MAX]})
        os._exit(1)
    if runtime_pid == 0:
        _be_runtime(room, serve)
    _be_init(room, runtime_pid)


def _be_init(room: Room, runtime_pid: int) -> NoReturn:
    """Process 1: holds nothing but the status pipe, reaps whatever is orphaned, ends when the runtime does."""
    # Not dumpable since the change of user: the runtime, of the same user, can't reach into this process.
    os.close(room.channel_fd)
    for fd in (1, 2):
        os.dup2(0, fd)
    _report(room.status_fd, dict(reap_until(runtime_pid)))
    os._exit(0)


def _be_runtime(room: Room, serve: Serve) -> NoReturn:
    os.close(room.status_fd)
    sys_.prctl(sys_.PR_SET_DUMPABLE, 1)
    be_runtime(serve, socket.socket(fileno=room.channel_fd))


def _report(status_fd: int, status: dict[str, object]) -> None:
    os.write(status_fd, json.dumps(status).encode())
