"""An interpreter with the runtime client imported, waiting to be forked into sandboxes. It knows no function.

It is exec'ed by the spawner into a root of its own (image.py) as an unprivileged user with an empty environment,
takes orders from one socket, and does nothing between them.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import NoReturn

from cloister.kernel.operations import WORD_BYTES, call
from cloister.runtime.process import (
    PYTHONS_IGNORED,
    Serve,
    be_runtime,
    reap_until,
    tidy_interpreter,
)
from cloister.sandbox.namespaces.fork_hooks import ForkHooks
from cloister.sandbox.namespaces.forking import ForkNobody, find_receiving, follow_orders
from cloister.sandbox.namespaces.jail import JailError, Procedure, Room
from cloister.sandbox.namespaces.orders import (
    ORDER_BYTES_MAX,
    ORDER_FDS_MAX,
    Equip,
    Fork,
    Forked,
    Order,
    Ready,
)
from cloister.sandbox.namespaces.program import (
    Follow,
    Program,
    carry_out,
    find_follower,
    follow_in_python,
    rehearse,
)
from cloister.sandbox.namespaces.reseed import DrawAnew
from cloister.sandbox.namespaces.rooms import ReadyRoom, Rooms
from cloister.sandbox.namespaces.sharing import Sharing, find_sharing
from cloister.sandbox.namespaces.succession import ForkRuntime, find_succession
from cloister.sandbox.namespaces.waiting import await_function

CONTROL_FD = 3
_HTTP_LIBRARY = "runtime_client"
_IGNORING = struct.pack("=QQQQ", signal.SIG_IGN, 0, 0, 0)
"""struct sigaction, with no flags."""
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
_NOBODYS_FDS = list(range(CONTROL_FD + 1, CONTROL_FD + 1 + ORDER_FDS_MAX))
"""As those of an order are numbered when they come."""


def main() -> None:
    """Take orders from the spawner until it is gone."""
    # However it goes: a spawner that was killed leaves answers unread.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _follow_orders(socket.socket(fileno=CONTROL_FD))


@dataclass(frozen=True)
class Work:
    """What every fork has of its template, made before the first: a fork would make it anew each time."""

    rooms: Rooms
    serve: Serve
    """Serves a function, in the runtime process."""
    follow: Follow
    """Carries out the plan."""
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
    runtime = _import_runtime(equipment.runtime_module)
    sharing = find_sharing()
    work = _work(runtime, hooks, equipment, sharing)
    for profile in work.rooms.profiles:
        # Most steps of the first real one are there then.
        _, _, alike = Fork.split(replace(_NOBODYS_FORK, profile=profile).encode())
        work.rooms.make(alike, _NOBODYS_FDS)
    gc.collect()
    for _ in range(REHEARSALS):
        _rehearse_fork(work)
        hooks.rehearse()
        runtime.rehearse_all()
    # Children are never waited for: the spawner learns of their end by pidfd, and the kernel reaps them.
    _ignore([*_ignored(), signal.SIGCHLD])
    gc.freeze()
    control.send(Ready().encode())
    be_sandbox = partial(_be_sandbox, work)
    share = partial(_share, sharing, runtime, _nobodys(work, runtime, hooks, sharing))
    receive = find_receiving(control, work.rooms, be_sandbox, share)
    follow_orders(control, work.rooms, receive, be_sandbox)


def _import_runtime(name: str) -> ModuleType:
    # A library of AWS's that speaks HTTP, which nobody calls here. Its client does without; with it, each fork would
    # have twenty mappings more.
    sys.modules[_HTTP_LIBRARY] = None  # type: ignore[assignment] # so an import finds none (importlib, sys.modules)
    try:
        return importlib.import_module(name)
    finally:
        del sys.modules[_HTTP_LIBRARY]


def _nobodys(work: Work, runtime: ModuleType, hooks: ForkHooks, sharing: Sharing) -> Work:
    """For a fork that goes the way of every other, as far as that changes nothing, and is recorded at rest."""

    def serve(channel: socket.socket) -> None:
        runtime.run(
            channel,
            before_load=hooks.restore,
            at_rest=lambda: os._exit(-sharing.record()),
            rest_after_ms=0,
            task_root=runtime.rehearsal.PLACE,
        )

    return replace(work, serve=serve, serve_when_taken=serve)


def _share(
    sharing: Sharing, runtime: ModuleType, work: Work, fork_nobody: ForkNobody, ready: ReadyRoom
) -> None:
    procedure = Procedure([DrawAnew()])
    be_nobody = partial(_be_sandbox, work)

    def fork(channel_fd: int, status_fd: int) -> int:
        room = replace(ready.room, channel_fd=channel_fd, status_fd=status_fd)
        return fork_nobody(replace(ready, room=room, procedure=procedure), be_nobody)

    # Process 1 waits for the runtime; every other fork has the kernel forget what a template ignores.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        sharing.share_as_at_rest(fork, runtime.rehearsal.say_all)
    finally:
        _ignore([signal.SIGCHLD])


def _work(runtime: ModuleType, hooks: ForkHooks, equipment: Equip, sharing: Sharing) -> Work:
    """`runtime` has `run(channel, before_load=…, at_rest=…)` and `rehearse_all()`."""
    follow = find_follower()

    def serve_when_taken(waiting: socket.socket) -> None:
        hooks.restore()
        runtime.rehearse_all()
        channel = await_function(waiting, follow, binds_devices=equipment.binds_devices)
        if channel is not None:
            runtime.run(channel, at_rest=sharing.give_back)

    def serve(channel: socket.socket) -> None:
        runtime.run(channel, before_load=hooks.restore, at_rest=sharing.give_back)

    return Work(
        rooms=Rooms(equipment, control_fd=CONTROL_FD),
        follow=follow,
        fork_runtime=find_succession(),
        serve=serve,
        serve_when_taken=serve_when_taken,
    )


def _ignored() -> list[int]:
    """What the server was started to ignore."""
    return [
        number
        for number in signal.valid_signals()
        if signal.getsignal(number) == signal.SIG_IGN and number not in PYTHONS_IGNORED
    ]


def _ignore(signals: Collection[int]) -> None:
    """The kernel does, and Python knows of none: each fork has the kernel forget them, and Python not be asked."""
    for number in signals:
        signal.signal(number, signal.SIG_DFL)
    ignoring = (call("rt_sigaction", number, _IGNORING, 0, WORD_BYTES) for number in signals)
    carry_out(Program([*ignoring]), follow_in_python)


def _rehearse_fork(work: Work) -> None:
    """Go the way of an order as far as it changes nothing."""
    for profile in work.rooms.profiles:
        data = replace(_NOBODYS_FORK, profile=profile).encode()
        sandbox_id, kernel_id, _ = Fork.split(data)
        work.rooms.lodger.become(sandbox_id, kernel_id)
        Forked(_NOBODYS_FORK.id, 0, None).encode()
    rehearse(work.follow)


def _be_sandbox(work: Work, ready: ReadyRoom) -> NoReturn:
    room = ready.room
    try:
        ready.procedure.carry_out(work.follow)
        runtime_pid = work.fork_runtime(room.status_fd)
    except (JailError, OSError) as error:
        _report(room.status_fd, {"failed": str(error)[:STATUS_TEXT_MAX]})
        os._exit(1)
    if runtime_pid == 0:
        _be_runtime(room, work.serve_when_taken if room.is_blank else work.serve)
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
    be_runtime(serve, socket.socket(fileno=room.channel_fd))


def _report(status_fd: int, status: dict[str, object]) -> None:
    os.write(status_fd, json.dumps(status).encode())
