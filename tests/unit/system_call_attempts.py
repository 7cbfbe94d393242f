"""Attempts at the kernel, each in a process of its own that is root of a user namespace: only the filter can refuse.

Run as `python -m tests.unit.system_call_attempts filtered|open`: prints a JSON object of attempt to `OK`, the name of
an errno, or the name of the signal that ended it.
"""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.policy import STRICT_PROFILE
from cloister.sandbox.namespaces.privileges import InstallFilters
from cloister.sandbox.namespaces.program import Program, carry_out, follow_in_python
from cloister.sandbox.namespaces.seccomp import compile_policy

IS_X86_64: Final = os.uname().machine == "x86_64"
CLONE: Final = 56 if IS_X86_64 else 220
SECCOMP: Final = 317 if IS_X86_64 else 277
SETRLIMIT: Final = 160 if IS_X86_64 else 164
KEYCTL: Final = 250 if IS_X86_64 else 219
IOCTL: Final = 16 if IS_X86_64 else 29
BPF: Final = 321 if IS_X86_64 else 280
PROCESS_VM_READV: Final = 310 if IS_X86_64 else 270
SCHED_SETATTR: Final = 314 if IS_X86_64 else 274
IO_URING_SETUP: Final = 425
MSEAL: Final = 462
CLONE3: Final = 435
X32_GETPID: Final = 0x40000000 + 39
ADDR_NO_RANDOMIZE: Final = 0x0040000
TIOCSTI: Final = 0x5412
AF_KEY: Final = 15
IPPROTO_MPTCP: Final = 262
SO_ATTACH_FILTER: Final = 26
SO_ZEROCOPY: Final = 60
TCP_ULP: Final = 31
F_OFD_SETLK: Final = 37
TCP_MD5SIG: Final = 14
UDP_ENCAP: Final = 100
PR_SET_NAME: Final = 15
PR_SCHED_CORE: Final = 62
PR_SET_PTRACER: Final = 0x59616D61
PR_SET_SECCOMP: Final = 22
SECCOMP_MODE_FILTER: Final = 2
SECCOMP_SET_MODE_FILTER: Final = 1
SECCOMP_FILTER_FLAG_NEW_LISTENER: Final = 8
ANOTHER_FAILURE: Final = 255

_libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *args: int | bytes | None) -> int:
    """A function of the C library with plain arguments. Raises OSError."""
    values = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    result = int(getattr(_libc, name)(*values))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def syscall(number: int, *args: int | bytes | None) -> int:
    """The same by a system call's number."""
    return call("syscall", number, *args)


def _socket(family: int, kind: int, protocol: int = 0) -> None:
    socket.socket(family, kind, protocol).close()


def _option(kind: socket.SocketKind, level: int, option: int, value: int | bytes) -> None:
    with socket.socket(socket.AF_INET6, kind) as opened:
        opened.setsockopt(level, option, value)


def _out_of_band() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.send(b"x", socket.MSG_OOB)


def _out_of_band_received() -> None:
    left, right = socket.socketpair()
    with left, right:
        right.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)


def _message() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendmsg([b"x"])
        right.recvmsg(1)


def _clone_with_a_namespace() -> None:
    pid = syscall(CLONE, sys_.CLONE_NEWNS | signal.SIGCHLD, None, None, None, None)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _device_node() -> None:
    with tempfile.TemporaryDirectory() as directory:
        # A device that user namespaces may make: a whiteout. Any other the kernel refuses by itself.
        os.mknod(Path(directory, "node"), 0o020600, os.makedev(0, 0))


def _named_pipe() -> None:
    with tempfile.TemporaryDirectory() as directory:
        os.mkfifo(Path(directory, "pipe"))


def _read_without_waiting() -> None:
    with Path("/proc/self/status").open("rb") as file:
        os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)


def _merge_memory() -> None:
    with mmap.mmap(-1, mmap.PAGESIZE) as page:
        page.madvise(mmap.MADV_MERGEABLE)


def _thread() -> None:
    thread = threading.Thread(target=bytes)
    thread.start()
    thread.join()


def _set_core_limit() -> None:
    # By number: the C library's setrlimit() makes the other call.
    syscall(SETRLIMIT, resource.RLIMIT_CORE, struct.pack("=2Q", 1, 1))


def _set_core_limit_by_prlimit() -> None:
    limits = resource.prlimit(0, resource.RLIMIT_CORE)
    resource.prlimit(0, resource.RLIMIT_CORE, limits)


def _lower_file_limit() -> None:
    resource.prlimit(0, resource.RLIMIT_NOFILE, (16, 16))


REFUSED: Final[dict[str, Callable[[], object]]] = {
    "unshare a user namespace": lambda: sys_.unshare(sys_.CLONE_NEWUSER),
    "unshare a network namespace": lambda: sys_.unshare(sys_.CLONE_NEWNET),
    "clone with a mount namespace": _clone_with_a_namespace,
    "keyctl": lambda: syscall(KEYCTL, 0, -3, 1),
    "ptrace": lambda: call("ptrace", 0, 0, None, None),
    "process_vm_readv": lambda: syscall(PROCESS_VM_READV, os.getpid(), None, 0, None, 0, 0),
    "bpf": lambda: syscall(BPF, 0, None, 0),
    "mount": lambda: sys_.mount("none", "/mnt", "tmpfs", 0),
    "chroot": lambda: os.chroot("/"),
    "personality without address randomisation": lambda: call("personality", ADDR_NO_RANDOMIZE),
    "TIOCSTI": lambda: fcntl.ioctl(0, TIOCSTI, b"x"),
    "TIOCSTI with a high bit": lambda: syscall(IOCTL, 0, 1 << 32 | TIOCSTI, b"x"),
    "set RLIMIT_CORE": _set_core_limit,
    "set RLIMIT_CORE by prlimit64": _set_core_limit_by_prlimit,
    "SO_ATTACH_FILTER": lambda: _option(
        socket.SOCK_DGRAM, socket.SOL_SOCKET, SO_ATTACH_FILTER, bytes(16)
    ),
    "SO_ZEROCOPY": lambda: _option(socket.SOCK_STREAM, socket.SOL_SOCKET, SO_ZEROCOPY, 1),
    "TCP_ULP": lambda: _option(socket.SOCK_STREAM, socket.IPPROTO_TCP, TCP_ULP, b"tls"),
    "UDP_ENCAP": lambda: _option(socket.SOCK_DGRAM, socket.IPPROTO_UDP, UDP_ENCAP, 2),
    "TCP_MD5SIG": lambda: _option(socket.SOCK_STREAM, socket.IPPROTO_TCP, TCP_MD5SIG, bytes(16)),
    "sched_setattr": lambda: syscall(SCHED_SETATTR, 0, None, 0),
    "PR_SCHED_CORE": lambda: sys_.prctl(PR_SCHED_CORE, 99),
    "PR_SET_PTRACER": lambda: sys_.prctl(PR_SET_PTRACER, 0),
    "MADV_MERGEABLE": _merge_memory,
    "device node": _device_node,
    "RWF_NOWAIT": _read_without_waiting,
}
"""Answered EPERM under the filter, and something else without it."""
FILTERS: Final[dict[str, Callable[[], object]]] = {
    # Without a program the kernel answers EFAULT: by that programs find out whether there are filters at all.
    "a filter of its own": lambda: syscall(SECCOMP, SECCOMP_SET_MODE_FILTER, 0, None),
    "a filter of its own, with a listener": lambda: syscall(
        SECCOMP, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, None
    ),
    "a filter of its own by prctl": lambda: sys_.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER),
    "a lock of an open file": lambda: call("fcntl", 0, F_OFD_SETLK, None),
}
"""Answered EINVAL under the filter, and EFAULT without it."""
NO_SUCH_SOCKETS: Final[dict[str, Callable[[], object]]] = {
    "AF_ALG": lambda: _socket(socket.AF_ALG, socket.SOCK_SEQPACKET),
    "AF_VSOCK": lambda: _socket(socket.AF_VSOCK, socket.SOCK_STREAM),
    "AF_PACKET": lambda: _socket(socket.AF_PACKET, socket.SOCK_RAW),
    "AF_KEY": lambda: _socket(AF_KEY, socket.SOCK_RAW, 2),
    "raw IP socket": lambda: _socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "MPTCP": lambda: _socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP),
    "NETLINK_NETFILTER": lambda: _socket(socket.AF_NETLINK, socket.SOCK_RAW, 12),
    "a pair of AF_INET": lambda: socket.socketpair(socket.AF_INET),
}
"""Answered EAFNOSUPPORT under the filter, and something else without it where the kernel has it."""


def _is_in_this_kernel(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno != errno.EAFNOSUPPORT
    return True


SOCKETS_OF_THIS_KERNEL: Final = [
    name for name, attempt in NO_SUCH_SOCKETS.items() if _is_in_this_kernel(attempt)
]
"""Those of NO_SUCH_SOCKETS that the filter and not the kernel refuses: many are built without AF_ALG or AF_KEY."""
NOT_SUPPORTED: Final[dict[str, Callable[[], object]]] = {
    "MSG_OOB": _out_of_band,
    "MSG_OOB received": _out_of_band_received,
}
"""Answered EOPNOTSUPP under the filter, and something else without it."""
UNKNOWN: Final[dict[str, Callable[[], object]]] = {
    "clone3": lambda: syscall(CLONE3, None, 0),
    "io_uring_setup": lambda: syscall(IO_URING_SETUP, 1, None),
    # 462: younger than the libseccomp of Debian 12, which has no name for it; the kernel here knows it.
    "mseal": lambda: syscall(MSEAL, None, 0, 1),
}
"""Answered ENOSYS under the filter, and something else without it."""
KILLED: Final[dict[str, Callable[[], object]]] = (
    {"a call by the x32 ABI": lambda: syscall(X32_GETPID)} if IS_X86_64 else {}
)
"""Ended by SIGSYS under the filter."""
ALLOWED: Final[dict[str, Callable[[], object]]] = {
    "read RLIMIT_CORE": lambda: resource.prlimit(0, resource.RLIMIT_CORE),
    "lower RLIMIT_NOFILE": _lower_file_limit,
    # Its number is SO_ATTACH_FILTER's, at another level.
    "IPV6_V6ONLY": lambda: _option(socket.SOCK_STREAM, socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1),
    "local socket": lambda: _socket(socket.AF_UNIX, socket.SOCK_SEQPACKET),
    "TCP socket": lambda: _socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_CLOEXEC),
    "UDP socket": lambda: _socket(socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_UDP),
    "list interfaces": socket.if_nameindex,
    "message": _message,
    "PR_SET_NAME": lambda: call("prctl", PR_SET_NAME, b"worker"),
    "personality asked": lambda: call("personality", 0xFFFFFFFF),
    "named pipe": _named_pipe,
    "thread": _thread,
    "subprocess": lambda: subprocess.run(["/bin/true"], check=True),
}
"""What ordinary programs do: the same with the filter and without it."""


def main() -> None:
    """Make every attempt, under the filter or without it."""
    programs = compile_policy(STRICT_PROFILE) if sys.argv[1] == "filtered" else []
    _become_root_of_a_namespace()
    sys_.prctl(sys_.PR_SET_NO_NEW_PRIVS, 1)
    filters = InstallFilters(tuple(map(sys_.SeccompProgram, programs)))
    carry_out(Program(filters.work()), follow_in_python)
    attempts = {
        **REFUSED,
        **NO_SUCH_SOCKETS,
        **NOT_SUPPORTED,
        **FILTERS,
        **UNKNOWN,
        **KILLED,
        **ALLOWED,
    }
    sys.stdout.write(json.dumps({name: _outcome(attempts[name]) for name in attempts}))


def _become_root_of_a_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    sys_.unshare(sys_.CLONE_NEWUSER | sys_.CLONE_NEWNS | sys_.CLONE_NEWNET)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")


def _outcome(attempt: Callable[[], object]) -> str:
    pid = os.fork()
    if pid == 0:
        code = ANOTHER_FAILURE
        try:
            attempt()
            code = 0
        except OSError as error:
            code = error.errno or ANOTHER_FAILURE
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code < 0:
        return signal.Signals(-code).name
    return errno.errorcode.get(code, f"failure {code}") if code else "OK"


if __name__ == "__main__":
    main()
