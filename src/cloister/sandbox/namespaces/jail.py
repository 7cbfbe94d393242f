"""The order in which a forked template locks itself in. `docs/jail.md` is this list with its reasons.

Every step raises if it fails, and the child then ends: there is no going on without.
"""

import _signal  # type: ignore[import-not-found] # typeshed leaves it out
import array
import fcntl
import os
import resource
import select
import signal
import socket
import struct
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file, write_kernel_file
from cloister.sandbox.namespaces.landlock import restrict_self
from cloister.sandbox.namespaces.mounts import Mount, room_mounts
from cloister.sandbox.namespaces.reseed import reseed

INSIDE_ID = 1000
"""The uid and gid that function code sees. Which kernel id it stands for differs for every sandbox."""
NAMESPACES = (
    sys_.CLONE_NEWUSER
    | sys_.CLONE_NEWNS
    | sys_.CLONE_NEWPID
    | sys_.CLONE_NEWNET
    | sys_.CLONE_NEWIPC
    | sys_.CLONE_NEWUTS
)
NAMESPACE_KINDS = ("user", "mnt", "net", "pid", "ipc", "uts", "cgroup", "time")
HOSTNAME = "sandbox"
RELEASE_BYTE = b"1"
FIRST_FREE_FD = 3
INOTIFY_BOUNDS = {"instances": 8, "watches": 8192}
"""Of one sandbox. A library that watches files takes an instance for each observer, and a watch for each directory."""

_SIGNALS = [int(number) for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}]
"""Plain numbers for _signal.signal(): the enums of signal.signal() cost a fork more than the call."""
_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_IFREQ = struct.Struct("16sh14x")
_KIB = 1024


class JailError(Exception):
    """A step did not do what it is there for. The message names the step."""


@dataclass(frozen=True)
class Room:
    """What one sandbox is made of: descriptors that the spawner opened, and bounds."""

    channel_fd: int
    log_fd: int
    status_fd: int
    release_fd: int
    """Readable once the spawner has written the identity maps; at its end when the spawner is gone."""
    root_fd: int
    code_fd: int
    layers_fd: int | None
    """Overlays to be mounted: the root image's, the code's, and that of the layers if the function has any."""
    binds_devices: bool
    join_fds: tuple[int, ...]
    """v1 `tasks` files to write oneself into; none where the sandbox was born in its cgroup."""
    tmp_bytes: int
    tmp_inodes: int
    processes_max: int
    files_max: int
    seccomp: tuple[bytes, ...]
    """Compiled filters, in the order in which they are installed."""


@dataclass(frozen=True)
class Step:
    name: str
    execute: Callable[[], None]


def plan(room: Room) -> list[Step]:
    """The steps between the fork and the first line that could be anybody's, in order."""
    return [
        Step("join the cgroups", lambda: _join_cgroups(room.join_fds)),
        Step("wait for the identity maps", lambda: _wait_for_maps(room.release_fd)),
        Step("become the sandbox's user", _become_user),
        Step("enter a cgroup namespace", lambda: sys_.unshare(sys_.CLONE_NEWCGROUP)),
        Step("leave the session and set stdio", lambda: _set_stdio(room.log_fd)),
        Step("close every other descriptor", lambda: _close_others(room)),
        Step("join an empty session keyring", sys_.join_new_session_keyring),
        Step("forbid namespaces within", _forbid_namespaces),
        Step("bound the watches on files", _bound_watches),
        Step("stop mounts from propagating", _make_mounts_private),
        *(Step(mount.describe(), mount.execute) for mount in _mounts(room)),
        Step("set the host name", lambda: sys_.sethostname(HOSTNAME)),
        Step("bring up loopback", _loopback_up),
        Step("set the resource limits", lambda: _set_limits(room)),
        Step("drop every capability", sys_.drop_every_capability),
        Step("set no_new_privs", _forbid_new_privileges),
        Step("restrict itself by Landlock", restrict_self),
        Step("die with the template", lambda: _die_with_template(room.release_fd)),
        Step("draw new randomness", reseed),
        Step("install the system call filter", lambda: _install_filters(room.seccomp)),
        Step("check the result", _check_result),
    ]


def lock_in(room: Room, *, left_out: Collection[str] = ()) -> None:
    """Carry out the plan. Raises JailError naming the step that failed; the caller must end the process then.

    `left_out` names steps to go without. It is there for the twins of security tests, which show that an attack
    succeeds where its guard is missing; nothing else sets it.
    """
    for step in plan(room):
        if step.name in left_out:
            continue
        try:
            step.execute()
        except OSError as error:
            raise JailError(f"{step.name}: {error}") from error


def _mounts(room: Room) -> list[Mount]:
    return room_mounts(
        root_fd=room.root_fd,
        code_fd=room.code_fd,
        layers_fd=room.layers_fd,
        tmp_bytes=room.tmp_bytes,
        tmp_inodes=room.tmp_inodes,
        binds_devices=room.binds_devices,
    )


def _join_cgroups(fds: tuple[int, ...]) -> None:
    # "0" is the writer itself. The file is v1's `tasks`: `cgroup.procs` can stall for 10-40 ms (performance.md 3b).
    for fd in fds:
        os.write(fd, b"0")


def _wait_for_maps(fd: int) -> None:
    if os.read(fd, 1) != RELEASE_BYTE:
        raise JailError("wait for the identity maps: the spawner is gone")


def _set_stdio(log_fd: int) -> None:
    os.setsid()
    null_fd = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null_fd, 0)
    os.dup2(log_fd, 1)
    os.dup2(log_fd, 2)
    os.umask(0o022)
    # All of them: what the server was started to ignore (nohup: SIGHUP) would be ignored in here as well.
    for number in _SIGNALS:
        _signal.signal(number, _signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _close_others(room: Room) -> None:
    trees = [fd for fd in (room.root_fd, room.code_fd, room.layers_fd) if fd is not None]
    kept = sorted((room.channel_fd, room.status_fd, room.release_fd, *trees))
    first = FIRST_FREE_FD
    for fd in kept:
        if fd > first:
            sys_.close_range(first, fd - 1)
        first = fd + 1
    sys_.close_range(first, 0xFFFFFFFF)
    # close_range needs no /proc, and neither does the check: F_GETFD fails on what is closed.
    still_open = [fd for fd in range(FIRST_FREE_FD, max(kept) + 2) if _is_open(fd)]
    if still_open != kept:
        raise JailError(f"close every other descriptor: {still_open} are open, not {kept}")


def _is_open(fd: int) -> bool:
    try:
        fcntl.fcntl(fd, fcntl.F_GETFD)
    except OSError:
        return False
    return True


def _forbid_namespaces() -> None:
    # By the template's /proc, which is still there. The figures are this user namespace's own (user_namespaces(7));
    # that the filter refuses clone flags as well makes two walls of it.
    _write_user_bounds({f"max_{kind}_namespaces": 0 for kind in NAMESPACE_KINDS})


def _bound_watches() -> None:
    # The kernel counts them a second time by the uid that made the user namespace, which is the template's for every
    # sandbox, against the host's own bound (fs.inotify.max_user_instances, 128 by default): one could take them all.
    _write_user_bounds({f"max_inotify_{kind}": bound for kind, bound in INOTIFY_BOUNDS.items()})


def _write_user_bounds(bounds: Mapping[str, int]) -> None:
    directory_fd = os.open("/proc/sys/user", os.O_PATH | os.O_CLOEXEC)
    for name, bound in bounds.items():
        write_kernel_file(name, str(bound), dir_fd=directory_fd)
    os.close(directory_fd)


def _make_mounts_private() -> None:
    sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as probe:
        request = array.array("b", _IFREQ.pack(b"lo", 0))
        fcntl.ioctl(probe, _SIOCGIFFLAGS, request)
        _, flags = _IFREQ.unpack(request.tobytes())
        fcntl.ioctl(probe, _SIOCSIFFLAGS, _IFREQ.pack(b"lo", flags | _IFF_UP))


def _set_limits(room: Room) -> None:
    # CORE is 1, not 0: only 1 keeps the kernel from starting a core dump helper on the host (core(5), fs/coredump.c).
    bounds = {
        resource.RLIMIT_CORE: 1,
        resource.RLIMIT_NOFILE: room.files_max,
        resource.RLIMIT_NPROC: room.processes_max,
        resource.RLIMIT_MEMLOCK: 64 * _KIB,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_SIGPENDING: 1024,
        resource.RLIMIT_STACK: 8 * _KIB * _KIB,
    }
    for limit, bound in bounds.items():
        resource.setrlimit(limit, (bound, bound))


def _become_user() -> None:
    # Before any file is made: the template's own uid has no name in this user namespace. The capabilities stay,
    # since neither uid is the namespace's root (capabilities(7), "Effect of user ID changes on capabilities").
    os.setresgid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
    os.setresuid(INSIDE_ID, INSIDE_ID, INSIDE_ID)


def _forbid_new_privileges() -> None:
    sys_.prctl(sys_.PR_SET_NO_NEW_PRIVS, 1)


def _die_with_template(release_fd: int) -> None:
    # Only now: a change of user id clears the signal (prctl(2), PR_SET_PDEATHSIG).
    sys_.prctl(sys_.PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent is outside this pid namespace, so getppid() cannot tell whether it died before the line above.
    # The spawner holds the other end of this pipe and dies before its templates do.
    hung_up = select.poll()
    hung_up.register(release_fd, 0)
    if hung_up.poll(0):
        raise JailError("die with the template: the spawner is gone")
    os.close(release_fd)


def _install_filters(programs: tuple[bytes, ...]) -> None:
    for program in programs:
        sys_.install_seccomp(program)


_EXPECTED_STATUS = {
    "CapInh": "0000000000000000",
    "CapPrm": "0000000000000000",
    "CapEff": "0000000000000000",
    "CapBnd": "0000000000000000",
    "CapAmb": "0000000000000000",
    "NoNewPrivs": "1",
    "Seccomp": "2",
    "Uid": "\t".join([str(INSIDE_ID)] * 4),
    "Gid": "\t".join([str(INSIDE_ID)] * 4),
    "Groups": "",
}


def _check_result() -> None:
    lines = read_kernel_file("/proc/self/status").decode().splitlines()
    status = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    for name, expected in _EXPECTED_STATUS.items():
        if status.get(name) != expected:
            raise JailError(f"check the result: {name} is {status.get(name)!r}, not {expected!r}")
    if os.getpid() != 1:
        raise JailError("check the result: not the first process of its namespace")
    _expect_refusal("a nested user namespace", lambda: sys_.unshare(sys_.CLONE_NEWUSER))
    _expect_refusal(
        "an AF_ALG socket", lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).close()
    )


def _expect_refusal(what: str, attempt: Callable[[], None]) -> None:
    try:
        attempt()
    except OSError:
        return
    raise JailError(f"check the result: {what} was allowed")
