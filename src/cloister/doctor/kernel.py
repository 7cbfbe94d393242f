"""What the kernel and the libraries beside it offer: version, switches of user namespaces, seccomp, Landlock, files."""

import ctypes
import os
import re
import resource
from collections.abc import Collection
from pathlib import Path
from typing import Final

from cloister.doctor.files import read_line
from cloister.doctor.findings import Finding, Question
from cloister.domain import limits

_VERSION_NEEDED: Final = (5, 14)
"""cgroup.kill came with 5.14; overlay mounts in user namespaces with 5.11."""
_SYS_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_CREATE_RULESET_VERSION: Final = 1
_LANDLOCK_ABI_SCOPES: Final = 6
"""From here on signals and abstract sockets can be confined (Linux 6.12)."""
_FILES_PER_ENVIRONMENT: Final = 8
"""Channel, two log pipes, pid, cgroup files: the host's share of one environment."""
_SECCOMP_ACTIONS_NEEDED: Final = frozenset({"kill_process", "errno", "allow"})

_KERNEL: Final = Question(
    "kernel",
    "environments are killed process by process, and overlays may not mount",
    f"boot a kernel of version {'.'.join(map(str, _VERSION_NEEDED))} or later",
)
_SECCOMP: Final = Question(
    "seccomp",
    "system calls cannot be filtered, and every one is open to tenants",
    "boot a kernel built with CONFIG_SECCOMP_FILTER",
)
_LIBSECCOMP: Final = Question(
    "libseccomp",
    "the filter of system calls cannot be compiled",
    "install libseccomp (libseccomp2 on Debian)",
)
_LANDLOCK: Final = Question(
    "landlock",
    "the second layer behind the mounts is not there, or does not confine signals and abstract sockets",
    "boot a kernel from 6.12 on with CONFIG_SECURITY_LANDLOCK and landlock in its lsm= list",
)
_FILES: Final = Question(
    "open files",
    "fewer environments than the account's concurrency can be alive at once",
    "raise the hard limit: LimitNOFILE= in the unit, or limits.conf",
)
_SUMS: Final = Question(
    "processes and signals",
    "all sandboxes together may have only so many: a tenant with many environments can use them all up",
    "LimitNPROC=infinity and LimitSIGPENDING=infinity in the unit, or limits.conf",
)
_USER_NAMESPACES: Final = Question(
    "max_user_namespaces",
    "no user namespace can be made",
    "sysctl -w user.max_user_namespaces=65536",
)


def version(release: str) -> Finding:
    """The running kernel, by its `uname -r`."""
    match = re.match(r"(\d+)\.(\d+)", release)
    known = (int(match[1]), int(match[2])) if match else (0, 0)
    return _KERNEL.wants(release, good=known >= _VERSION_NEEDED)


def user_namespace_switches(root: Path) -> list[Finding]:
    """The settings that can turn user namespaces off. Whether they work is tried elsewhere; this says why not."""
    maximum = read_line(root / "proc/sys/user/max_user_namespaces") or "not there"
    usable = maximum.isdecimal() and int(maximum) > 0
    return [
        _USER_NAMESPACES.needs(maximum, good=usable),
        _unprivileged_switch(root, "apparmor_restrict_unprivileged_userns", good="0"),
        _unprivileged_switch(root, "unprivileged_userns_clone", good="1"),
    ]


def _unprivileged_switch(root: Path, name: str, *, good: str) -> Finding:
    question = Question(
        name,
        "users other than root get no user namespace with rights in it",
        f"run as root, or sysctl -w kernel.{name}={good}",
    )
    value = read_line(root / "proc/sys/kernel" / name)
    if value is None:
        return question.ok("not in this kernel")
    return question.wants(value, good=value == good)


def seccomp_actions(root: Path) -> Finding:
    actions = read_line(root / "proc/sys/kernel/seccomp/actions_avail") or ""
    good = set(actions.split()) >= _SECCOMP_ACTIONS_NEEDED
    return _SECCOMP.needs(actions or "not in this kernel", good=good)


class _Version(ctypes.Structure):
    """struct scmp_version (seccomp.h)."""

    _fields_ = (("major", ctypes.c_uint), ("minor", ctypes.c_uint), ("micro", ctypes.c_uint))


def libseccomp() -> Finding:
    """The shared library that the driver loads, with its version."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return _LIBSECCOMP.missing("not installed")
    library.seccomp_version.restype = ctypes.POINTER(_Version)
    found = library.seccomp_version().contents
    return _LIBSECCOMP.ok(f"{found.major}.{found.minor}.{found.micro}")


def landlock() -> Finding:
    """The kernel's Landlock ABI, as landlock_create_ruleset(2) tells it."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    abi = int(
        libc.syscall(
            ctypes.c_long(_SYS_LANDLOCK_CREATE_RULESET),
            None,
            ctypes.c_size_t(0),
            ctypes.c_uint(_LANDLOCK_CREATE_RULESET_VERSION),
        )
    )
    if abi < 0:
        return _LANDLOCK.warn(os.strerror(ctypes.get_errno()))
    return _LANDLOCK.wants(f"ABI {abi}", good=abi >= _LANDLOCK_ABI_SCOPES)


def open_files(soft_and_hard: tuple[int, int]) -> Finding:
    """RLIMIT_NOFILE. The hard one counts: a process may raise its soft one up to it."""
    soft, hard = soft_and_hard
    found = f"{soft} soft, {hard} hard"
    enough = _FILES_PER_ENVIRONMENT * limits.ACCOUNT_CONCURRENCY_DEFAULT
    return _FILES.wants(found, good=hard == resource.RLIM_INFINITY or hard >= enough)


def sums_of_all_sandboxes(hard_limits: Collection[int]) -> Finding:
    """RLIMIT_NPROC and RLIMIT_SIGPENDING, hard: the kernel holds all sandboxes together to the server's."""
    enough = limits.PROCESSES_MAX * limits.ACCOUNT_CONCURRENCY_DEFAULT
    bounded = [limit for limit in hard_limits if limit != resource.RLIM_INFINITY]
    found = f"{min(bounded)} together" if bounded else "unlimited"
    return _SUMS.wants(found, good=all(limit >= enough for limit in bounded))
