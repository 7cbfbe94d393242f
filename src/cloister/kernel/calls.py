"""The kernel calls that Cloister needs and Python 3.10 lacks: constants, and one thin function a call.

Every function raises OSError naming the call and what it was about. Nothing here decides anything.
Templates and the unpacker import this module, so it keeps to the standard library.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from cloister.kernel.numbers import NUMBERS

CLONE_INTO_CGROUP: Final = 0x200000000
CLONE_FS: Final = 0x00000200
CLONE_PARENT: Final = 0x00008000
CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_REMOUNT: Final = 32
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
MNT_DETACH: Final = 2

MOUNT_ATTR_RDONLY: Final = 1
MOUNT_ATTR_NOSUID: Final = 2
MOUNT_ATTR_NODEV: Final = 4

PR_SET_PDEATHSIG: Final = 1
PR_GET_PDEATHSIG: Final = 2
PR_SET_DUMPABLE: Final = 4
PR_GET_SECCOMP: Final = 21
SECCOMP_MODE_FILTER: Final = 2
PR_CAPBSET_DROP: Final = 24
PR_GET_SECUREBITS: Final = 27
PR_SET_SECUREBITS: Final = 28
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_NO_NEW_PRIVS: Final = 39
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
SECBITS_LOCKED: Final = 0x2F
"""NOROOT, NO_SETUID_FIXUP, each locked, and KEEP_CAPS locked in its off state (linux/securebits.h)."""

_SYS_OPEN_TREE: Final = 428
_SYS_FSOPEN: Final = 430
_SYS_FSCONFIG: Final = 431
_SYS_FSMOUNT: Final = 432
_SYS_CLONE3: Final = 435
_SYS_SCHED_SETATTR: Final = 314 if os.uname().machine == "x86_64" else 274

_AT_RECURSIVE: Final = 0x8000
_OPEN_TREE_CLONE: Final = 1
_OPEN_TREE_CLOEXEC: Final = os.O_CLOEXEC
MOVE_MOUNT_F_EMPTY_PATH: Final = 4
_FSOPEN_CLOEXEC: Final = 1
_FSCONFIG_SET_STRING: Final = 1
_FSCONFIG_CMD_CREATE: Final = 6
_FSMOUNT_CLOEXEC: Final = 1
_KEYCTL_JOIN_SESSION_KEYRING: Final = 1
_CAPABILITY_VERSION_3: Final = 0x20080522
CAPABILITY_SETS_BYTES: Final = 24
_SYS_OPENAT2: Final = 437
_RESOLVE_NO_MAGICLINKS: Final = 0x02
_RESOLVE_NO_SYMLINKS: Final = 0x04
_RESOLVE_BENEATH: Final = 0x08
_SIGCHLD: Final = 17
_CLONE_ARGS: Final = struct.Struct("=11Q")
_SCHED_ATTR: Final = struct.Struct("=IIQiIQQQ")

# Not CDLL: that lets go of the interpreter's lock around the call, which a forking process must keep.
_libc = ctypes.PyDLL(None, use_errno=True)
# Looked up here, for whoever forks: in a fork the first look alone copies thirty pages.
_capget, _capset = _libc.capget, _libc.capset
_mount, _umount2 = _libc.mount, _libc.umount2
_prctl, _setns = _libc.prctl, _libc.setns
_syscall, _unshare = _libc.syscall, _libc.unshare
_CLONE3_NUMBER, _CLONE_ARGS_SIZE = ctypes.c_long(_SYS_CLONE3), ctypes.c_size_t(_CLONE_ARGS.size)
_before_fork = ctypes.pythonapi.PyOS_BeforeFork
_after_fork_in_child = ctypes.pythonapi.PyOS_AfterFork_Child
_after_fork_in_parent = ctypes.pythonapi.PyOS_AfterFork_Parent


def check(result: int, call: str, subject: object = "") -> int:
    """What a function of the C library returned. Raises OSError, with the call and its subject, for one below zero."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{call}({subject}): {os.strerror(error)}")
    return result


def syscall(number: int, call: str, subject: object, *args: object) -> int:
    """What a system call returned. Raises OSError as `check` does."""
    return check(int(_syscall(ctypes.c_long(number), *args)), call, subject)


def answer(number: int, arguments: Sequence[int]) -> int:
    """What the kernel answers to a system call: -errno where it refuses."""
    result = int(_syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)))
    return -ctypes.get_errno() if result == -1 else result


def fork_into(flags: int, cgroup_fd: int | None = None) -> int:
    """fork() with namespaces (and a v2 cgroup to be born in): 0 in the child, the child's pid in the parent.

    The child has run Python's at-fork hooks, as after os.fork(); the C library's it has not.
    """
    if cgroup_fd is not None:
        flags |= CLONE_INTO_CGROUP
    # A child of the caller's parent takes over how the caller would tell of its end (clone(2), CLONE_PARENT).
    exit_signal = 0 if flags & CLONE_PARENT else _SIGCHLD
    # struct clone_args: flags pidfd child_tid parent_tid exit_signal stack stack_size tls set_tid set_tid_size cgroup
    args = _CLONE_ARGS.pack(flags, 0, 0, 0, exit_signal, 0, 0, 0, 0, 0, cgroup_fd or 0)
    # No buffer and no closure: what a template touches here, the kernel copies for it after each fork.
    pid = with_fork_hooks(partial(_syscall, _CLONE3_NUMBER, args, _CLONE_ARGS_SIZE))
    return check(pid, "clone3", f"flags={flags:#x}")


def with_fork_hooks(fork: Callable[[], int]) -> int:
    """What `fork` returns, 0 in a child; Python's at-fork hooks have run as around os.fork()."""
    _before_fork()
    pid = fork()
    if pid == 0:
        _after_fork_in_child()
    else:
        _after_fork_in_parent()
    return pid


def unshare(flags: int) -> None:
    check(_unshare(ctypes.c_int(flags)), "unshare", f"{flags:#x}")


def setns(fd: int, kinds: int) -> None:
    """The calling thread is in these namespaces, of CLONE_NEW…, from now on.

    `fd` is one of a namespace, or a pidfd of a process that is in them.
    """
    check(_setns(ctypes.c_int(fd), ctypes.c_int(kinds)), "setns", f"{kinds:#x}")


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2). `kind` None for binds and changes of flags."""
    check(
        _mount(
            source.encode(),
            target.encode(),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            options.encode(),
        ),
        "mount",
        target,
    )


def umount(target: str, flags: int = 0) -> None:
    check(_umount2(target.encode(), ctypes.c_int(flags)), "umount2", target)


def open_tree(path: str) -> int:
    """A detached copy of the mounts at and below `path`, as a descriptor: mounted nowhere until move_mount()."""
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC | _AT_RECURSIVE
    return syscall(_SYS_OPEN_TREE, "open_tree", path, -100, path.encode(), flags)


def move_mount(tree_fd: int, target: str) -> None:
    """Mount what open_tree() returned."""
    syscall(
        NUMBERS["move_mount"],
        "move_mount",
        target,
        tree_fd,
        b"",
        -100,
        target.encode(),
        MOVE_MOUNT_F_EMPTY_PATH,
    )


def open_overlay(lower: str, attributes: int) -> int:
    """A new overlay of directories (`lower` as lowerdir= has it, at least two), read-only, as a detached mount.

    Relative names are looked up from the working directory, and are what mountinfo shows of them.
    """
    context = syscall(_SYS_FSOPEN, "fsopen", "overlay", b"overlay", _FSOPEN_CLOEXEC)
    try:
        for key, value in ((b"source", b"overlay"), (b"lowerdir", lower.encode())):
            syscall(_SYS_FSCONFIG, "fsconfig", lower, context, _FSCONFIG_SET_STRING, key, value, 0)
        syscall(_SYS_FSCONFIG, "fsconfig", lower, context, _FSCONFIG_CMD_CREATE, None, None, 0)
        return syscall(_SYS_FSMOUNT, "fsmount", lower, context, _FSMOUNT_CLOEXEC, attributes)
    finally:
        os.close(context)


def close_range(first: int, last: int) -> None:
    """Close every descriptor from `first` to `last`, both included."""
    syscall(
        NUMBERS["close_range"], "close_range", first, ctypes.c_uint(first), ctypes.c_uint(last), 0
    )


def prctl(option: int, argument: int = 0, third: int = 0) -> int:
    return check(
        _prctl(
            ctypes.c_int(option),
            ctypes.c_ulong(argument),
            ctypes.c_ulong(third),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
        ),
        "prctl",
        option,
    )


def join_new_session_keyring() -> None:
    """keyctl(2): the calling process gets an empty session keyring of its own."""
    syscall(NUMBERS["keyctl"], "keyctl", "JOIN_SESSION_KEYRING", _KEYCTL_JOIN_SESSION_KEYRING, None)


def clear_capabilities() -> None:
    """capset(2): effective, permitted and inheritable are empty afterwards."""
    check(_capset(capability_header(), bytes(CAPABILITY_SETS_BYTES)), "capset")


def has_capabilities() -> bool:
    """capget(2): whether any of effective, permitted and inheritable is not empty."""
    sets = ctypes.create_string_buffer(CAPABILITY_SETS_BYTES)
    check(_capget(capability_header(), sets), "capget")
    return any(sets.raw)


def drop_every_capability() -> None:
    """Ambient, bounding, inheritable, permitted and effective sets are empty, and uid 0 means nothing, for good."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    capability = 0
    while _drop_from_bounding_set(capability):
        capability += 1
    prctl(PR_SET_SECUREBITS, SECBITS_LOCKED)
    clear_capabilities()


def open_beneath(directory_fd: int, path: str, *, flags: int, mode: int = 0) -> int:
    """openat2(2): a descriptor of what `path` names below the directory, no link of any kind on the way."""
    resolve = _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS
    # struct open_how: flags, mode, resolve
    how = struct.pack("=3Q", flags | os.O_CLOEXEC, mode, resolve)
    size = ctypes.c_size_t(len(how))
    return syscall(_SYS_OPENAT2, "openat2", path, directory_fd, os.fsencode(path), how, size)


def capability_header() -> bytes:
    return struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)


def _drop_from_bounding_set(capability: int) -> bool:
    """Whether this kernel has such a capability; if so, it is dropped."""
    try:
        prctl(PR_CAPBSET_DROP, capability)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return False
    return True


class SeccompProgram:
    """A compiled BPF program (struct sock_filter[]), as seccomp(2) takes it: made once, and installed in any fork."""

    def __init__(self, code: bytes) -> None:
        self._instructions = ctypes.create_string_buffer(code, len(code))
        sock_fprog = struct.pack("=H6xQ", len(code) // 8, ctypes.addressof(self._instructions))
        self._argument = ctypes.create_string_buffer(sock_fprog, len(sock_fprog))
        self.address: Final = ctypes.addressof(self._argument)
        """Of its struct sock_fprog."""


def set_slice(pid: int, slice_ns: int) -> None:
    """How long the process runs at a time beside others: who has the shorter one goes first when it wakes.

    0 is the kernel's own choice. Linux 6.12 reads it (sched_setattr(2)); before, nothing changes.
    """
    nice = os.getpriority(os.PRIO_PROCESS, pid)
    # struct sched_attr: size policy flags nice priority runtime deadline period
    attributes = _SCHED_ATTR.pack(_SCHED_ATTR.size, os.SCHED_OTHER, 0, nice, 0, slice_ns, 0, 0)
    buffer = ctypes.create_string_buffer(attributes, _SCHED_ATTR.size)
    syscall(_SYS_SCHED_SETATTR, "sched_setattr", pid, ctypes.c_int(pid), buffer, ctypes.c_uint(0))
