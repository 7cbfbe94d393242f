"""Which system calls a sandbox may make, by name, with the reason beside each group, and rules on arguments.

What is not named here answers EPERM; what libraries have a fallback for answers ENOSYS; sockets that there are not
here answer as on a kernel that is built without them; a foreign ABI kills.
The shape follows isolation.md 3.3; libseccomp turns names into numbers (seccomp.py).
"""

import errno
from dataclasses import dataclass
from typing import Final

from cloister.kernel import calls as sys_

ALLOWED: Final[dict[str, str]] = {
    "files by descriptor and path": """
        access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
        fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fdatasync fgetxattr flistxattr
        flock fremovexattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr lchown
        lgetxattr link linkat listxattr llistxattr lremovexattr lseek lstat mkdir mkdirat newfstatat open openat
        openat2 pread64 preadv pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr
        rename renameat renameat2 rmdir sendfile splice stat statfs statx symlink symlinkat sync sync_file_range
        syncfs tee truncate umask unlink unlinkat utime utimensat utimes vmsplice write writev""",
    "waiting": """
        epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 inotify_add_watch
        inotify_init inotify_init1 inotify_rm_watch pause pipe pipe2 poll ppoll pselect6 select""",
    "memory": """
        brk madvise mincore mlock mlock2 mlockall mprotect mremap msync munlock munlockall munmap pkey_alloc
        pkey_free pkey_mprotect mseal""",
    "processes and threads of the sandbox's own": """
        arch_prctl capget capset execve execveat exit exit_group fork futex futex_requeue futex_wait futex_waitv
        futex_wake getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid
        getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid kill membarrier pidfd_open
        pidfd_send_signal restart_syscall rseq sched_get_priority_max sched_get_priority_min sched_getaffinity
        sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity
        sched_setparam sched_setscheduler sched_yield seccomp set_robust_list set_tid_address setfsgid setfsuid
        setgid setpgid setpriority setregid setresgid setresuid setreuid setsid setuid sysinfo tgkill times tkill
        uname vfork wait4 waitid ioprio_get ioprio_set""",
    "signals": """
        rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
        rt_tgsigqueueinfo sigaltstack""",
    "time": """
        alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time
        timer_create timer_delete timer_getoverrun timer_gettime timer_settime""",
    "sockets that were made under the rules below": """
        accept accept4 bind connect getpeername getsockname getsockopt listen shutdown""",
    "System V memory and semaphores, in an IPC namespace of the sandbox's own": """
        semctl semget semop semtimedop shmat shmdt""",
    "randomness and restricting oneself further": """
        getrandom landlock_add_rule landlock_create_ruleset landlock_restrict_self""",
}
"""Reason to names. Allowed with any argument."""

UNKNOWN: Final = """
    clone3 io_uring_setup io_uring_enter io_uring_register userfaultfd memfd_secret statmount listmount cachestat
    map_shadow_stack io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents
    timerfd_create timerfd_gettime timerfd_settime signalfd signalfd4"""
"""Answered ENOSYS: libraries try these and fall back. clone3 takes its flags where a filter can't read them;
io_uring was the way of most kernel exploits of its years (isolation.md 1). A timer wakes all who wait for a timerfd or
signalfd within its interrupt, which no sandbox is charged for: 90,000 epoll watches of one took 9 ms each time."""


STRICT: Final[dict[str, int]] = {
    "splice": errno.ENOSYS,
    "tee": errno.ENOSYS,
    "vmsplice": errno.ENOSYS,
    "sendfile": errno.EINVAL,
    "inotify_init": errno.EPERM,
    "inotify_init1": errno.EPERM,
    "inotify_add_watch": errno.EPERM,
    "inotify_rm_watch": errno.EPERM,
}
"""What the strict profile takes away on top, with the error that libraries fall back on. The first four move pages
between files, pipes and sockets without a copy: 2026's page cache bugs all went that way (isolation.md 0.4)."""
STANDARD_PROFILE: Final = "standard"
STRICT_PROFILE: Final = "strict"
PROFILES: Final[dict[str, dict[str, int]]] = {STANDARD_PROFILE: {}, STRICT_PROFILE: STRICT}
"""Profile name to what it refuses of ALLOWED."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A condition on one argument: its value under the mask equals (or does not equal) the operand."""

    index: int
    operand: int
    mask: int = 0xFFFFFFFF
    equal: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds for the call when all conditions do. Of several rules for one call, any suffices."""

    call: str
    reason: str
    conditions: tuple[Argument, ...] = ()
    error: int = errno.EPERM
    """What a refusal answers."""


NEW_NAMESPACES: Final = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET (linux/sched.h)."""

_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_STREAM, _DGRAM, _SEQPACKET, _RAW = 1, 2, 5, 3
_TYPE_MASK = 0xF
"""Without SOCK_NONBLOCK and SOCK_CLOEXEC."""
_TCP, _UDP, _ICMP, _ICMPV6 = 6, 17, 1, 58
_MSG_OOB, _MSG_MORE = 1, 0x8000


def _sockets() -> tuple[Rule, ...]:
    rules = [
        Rule("socket", "local sockets", (Argument(0, _UNIX), Argument(1, kind, _TYPE_MASK)))
        for kind in (_STREAM, _DGRAM, _SEQPACKET)
    ]
    rules += [
        Rule(
            "socket",
            "TCP, UDP and ping; no raw sockets, no other protocol",
            (Argument(0, family), Argument(1, kind, _TYPE_MASK), Argument(2, protocol)),
        )
        for family in (_INET, _INET6)
        for kind, protocols in ((_STREAM, (0, _TCP)), (_DGRAM, (0, _UDP, _ICMP, _ICMPV6)))
        for protocol in protocols
    ]
    rules += [
        Rule(
            "socket",
            "getifaddrs() asks for the interfaces by NETLINK_ROUTE",
            (Argument(0, _NETLINK), Argument(1, kind, _TYPE_MASK), Argument(2, 0)),
        )
        for kind in (_RAW, _DGRAM)
    ]
    return (*rules, Rule("socketpair", "local pairs", (Argument(0, _UNIX),)))


def _out_of_band_messages() -> list[Rule]:
    # Out-of-band data on local sockets was a way into the kernel (CVE-2025-38236); nothing needs it.
    flag_index = {
        "sendto": 3,
        "sendmsg": 2,
        "sendmmsg": 3,
        "recvfrom": 3,
        "recvmsg": 2,
        "recvmmsg": 3,
    }
    return [
        Rule(call, "MSG_OOB", (Argument(index, _MSG_OOB, _MSG_OOB),), errno.EOPNOTSUPP)
        for call, index in flag_index.items()
    ]


def _messages_in_parts() -> list[Rule]:
    # What a datagram is to be made of waits in the kernel, charged to nobody, 60 KiB for each socket.
    flag_index = {"sendto": 3, "sendmsg": 2, "sendmmsg": 3}
    return [
        Rule(call, "MSG_MORE", (Argument(index, _MSG_MORE, _MSG_MORE),), errno.EOPNOTSUPP)
        for call, index in flag_index.items()
    ]


_NOT_SMALL: Final = 0xFFFFFFFFFFFFFF00
_ATTRIBUTES_REASON = "up to 255 bytes: lists of access have 64 KiB, two for a directory, and nobody is charged for them"

RULES: Final = (
    Rule("clone", "threads and processes, no namespaces", (Argument(0, 0, NEW_NAMESPACES),)),
    Rule("personality", "asking, and the default", (Argument(0, 0),)),
    Rule("personality", "asking, and the default", (Argument(0, 0xFFFFFFFF),)),
    Rule("preadv2", "without RWF_NOWAIT, which tells what others read", (Argument(5, 0, 0x8),)),
    Rule("mknod", "named pipes", (Argument(1, 0o010000, 0o170000),)),
    Rule("mknod", "plain files", (Argument(1, 0o100000, 0o170000),)),
    Rule("mknodat", "named pipes", (Argument(2, 0o010000, 0o170000),)),
    Rule("mknodat", "plain files", (Argument(2, 0o100000, 0o170000),)),
    *(
        Rule(call, _ATTRIBUTES_REASON, (Argument(3, 0, mask=_NOT_SMALL),))
        for call in ("setxattr", "lsetxattr", "fsetxattr")
    ),
)
SOCKETS: Final = _sockets()
"""The only sockets there are: any other answers NO_SUCH_SOCKET."""
NO_SUCH_SOCKET: Final = errno.EAFNOSUPPORT
"""Programs look for a family's presence by asking for a socket, and go on without on this answer alone."""

_SOL_IP, _SOL_SOCKET, _SOL_TCP, _SOL_UDP, _SOL_IPV6 = 0, 1, 6, 17, 41
_TERMINAL_CALLS = {0x5412: "TIOCSTI", 0x541C: "TIOCLINUX", 0x5423: "TIOCSETD", 0x541D: "TIOCCONS"}
_MODULE_CALLS = {
    0x8940: "SIOCGIFBR",
    0x8941: "SIOCSIFBR",
    0x89A0: "SIOCBRADDBR",
    0x89A1: "SIOCBRDELBR",
    0x89A2: "SIOCBRADDIF",
    0x89A3: "SIOCBRDELIF",
    0x8982: "SIOCGIFVLAN",
    0x8983: "SIOCSIFVLAN",
}
"""Whoever makes them has the host's root run modprobe for `bridge` and `8021q`, before any right is asked for
(net/socket.c, sock_ioctl()): each call is a process that no sandbox is charged for, and code of the kernel's more."""
_FIEMAP = 0xC020660B
_SOCKET_OPTIONS = {
    (_SOL_SOCKET, 26): "SO_ATTACH_FILTER",
    (_SOL_SOCKET, 50): "SO_ATTACH_BPF",
    (_SOL_SOCKET, 51): "SO_ATTACH_REUSEPORT_CBPF",
    (_SOL_SOCKET, 52): "SO_ATTACH_REUSEPORT_EBPF",
    (_SOL_SOCKET, 60): "SO_ZEROCOPY",
    (_SOL_SOCKET, 76): "SO_PASSPIDFD",
    (_SOL_TCP, 31): "TCP_ULP: kernel TLS and ESP in TCP",
    (_SOL_UDP, 1): "UDP_CORK: as MSG_MORE",
    (_SOL_UDP, 100): "UDP_ENCAP",
    (
        _SOL_IPV6,
        32,
    ): "IPV6_FLOWLABEL_MGR: the whole machine has 4,096 labels (net/ipv6/ip6_flowlabel.c)",
    (_SOL_IPV6, 6): "IPV6_2292PKTOPTIONS: 64 KiB for each socket, charged to nobody",
    (
        _SOL_TCP,
        14,
    ): "TCP_MD5SIG: keys are the kernel's memory, 128 KiB for each socket, and charged to nobody",
    (_SOL_TCP, 32): "TCP_MD5SIG_EXT",
    (_SOL_TCP, 38): "TCP_AO_ADD_KEY: as TCP_MD5SIG",
}
_JOINING_GROUPS = {
    (_SOL_IP, 35): "IP_ADD_MEMBERSHIP",
    (_SOL_IP, 39): "IP_ADD_SOURCE_MEMBERSHIP",
    (_SOL_IP, 42): "MCAST_JOIN_GROUP",
    (_SOL_IP, 46): "MCAST_JOIN_SOURCE_GROUP",
    (_SOL_IPV6, 20): "IPV6_ADD_MEMBERSHIP",
    (_SOL_IPV6, 42): "MCAST_JOIN_GROUP",
    (_SOL_IPV6, 46): "MCAST_JOIN_SOURCE_GROUP",
}
"""Each walks all groups of its network, under a lock of which the whole machine has one (rtnl), and so does each end:
a sandbox that was in 290,000 took ten seconds to be ended, in which others waited four times as long for theirs."""
_PRCTLS = {
    62: "PR_SCHED_CORE",
    67: "PR_SET_MEMORY_MERGE",
    35: "PR_SET_MM",
    0x59616D61: "PR_SET_PTRACER",
}
_ADVICE = {12: "MADV_MERGEABLE", 100: "MADV_HWPOISON", 101: "MADV_SOFT_OFFLINE"}
_SHM_LOCK = 11
_HUGE_REASON = "the machine's huge pages are everybody's, and no bound on memory counts them"
_MAP_HUGETLB, _MFD_HUGETLB, _SHM_HUGETLB = 0x40000, 0x4, 0o4000
_LOCKS_OF_OPEN_FILES = (36, 37, 38)
"""F_OFD_GETLK, F_OFD_SETLK and F_OFD_SETLKW: EINVAL, as of a kernel before 3.15."""
_RLIMIT_CORE = 4
_CORE_REASON = "RLIMIT_CORE is what keeps the host's core dump helper away"

REFUSALS: Final = (
    *(
        Rule("ioctl", name, (Argument(1, number),))
        for number, name in (_TERMINAL_CALLS | _MODULE_CALLS).items()
    ),
    Rule(
        "ioctl",
        "FS_IOC_FIEMAP: where on the host's disk a file lies",
        (Argument(1, _FIEMAP),),
        errno.EOPNOTSUPP,
    ),
    *(
        Rule("setsockopt", name, (Argument(1, level), Argument(2, option)))
        for (level, option), name in _SOCKET_OPTIONS.items()
    ),
    Rule(
        "getsockopt",
        "SO_PEERPIDFD: the channel's peer is the server",
        (Argument(1, _SOL_SOCKET), Argument(2, 77)),
    ),
    *(Rule("prctl", name, (Argument(0, option),)) for option, name in _PRCTLS.items()),
    *(Rule("madvise", name, (Argument(2, advice),)) for advice, name in _ADVICE.items()),
    Rule("setrlimit", _CORE_REASON, (Argument(0, _RLIMIT_CORE),)),
    Rule(
        "prlimit64",
        _CORE_REASON,
        (Argument(1, _RLIMIT_CORE), Argument(2, 0, mask=0xFFFFFFFFFFFFFFFF, equal=False)),
    ),
    *(
        Rule(
            "fcntl",
            "locks of open files: by no process can it be told who holds a million",
            (Argument(1, command),),
            errno.EINVAL,
        )
        for command in _LOCKS_OF_OPEN_FILES
    ),
    *(
        Rule("setsockopt", name, (Argument(1, level), Argument(2, option)), errno.ENODEV)
        for (level, option), name in _JOINING_GROUPS.items()
    ),
    # Answered as by a machine that has none set apart: programs that ask for them go on without.
    Rule("mmap", _HUGE_REASON, (Argument(3, _MAP_HUGETLB, _MAP_HUGETLB),), errno.ENOMEM),
    Rule("memfd_create", _HUGE_REASON, (Argument(1, _MFD_HUGETLB, _MFD_HUGETLB),), errno.ENOMEM),
    Rule("shmget", _HUGE_REASON, (Argument(2, _SHM_HUGETLB, _SHM_HUGETLB),), errno.ENOMEM),
    Rule(
        "shmctl",
        "SHM_LOCK: what all sandboxes may lock together is one quota, and mlock() has one for each",
        (Argument(1, _SHM_LOCK),),
    ),
    *_out_of_band_messages(),
    *_messages_in_parts(),
)
"""Refused, each with its error, although the call is allowed otherwise.

The low 32 bits are compared where the kernel does.
"""

_FILTER_REASON = (
    "a filter is compiled into memory of which the whole machine has one bound (net.core.bpf_jit_limit), "
    "and its listener would see others' calls"
)
_SECCOMP_SET_MODE_FILTER = 1
_PR_SET_SECCOMP = 22

FILTERS_OF_ITS_OWN: Final = (
    Rule("seccomp", _FILTER_REASON, (Argument(0, _SECCOMP_SET_MODE_FILTER),), errno.EINVAL),
    Rule(
        "prctl",
        _FILTER_REASON,
        (Argument(0, _PR_SET_SECCOMP), Argument(1, sys_.SECCOMP_MODE_FILTER)),
        errno.EINVAL,
    ),
)
"""Refused as by a kernel without filters (seccomp(2)): programs that would restrict themselves go on without.

In the last program that a sandbox installs, which needs these calls itself until then.
"""

_FADV_DONTNEED = 4
_NO_ERROR = 0

PRETENDED: Final = (
    Rule(
        "sync",
        "it would write every file system of the host, and nothing of a sandbox's is on any",
        error=_NO_ERROR,
    ),
    Rule(
        "fadvise64",
        "POSIX_FADV_DONTNEED throws pages out that others read: who comes after tells who was there",
        (Argument(3, _FADV_DONTNEED),),
        error=_NO_ERROR,
    ),
    Rule(
        "sched_setaffinity",
        "to and fro it has the kernel stop processors, first of all and charged to nobody: a neighbour waited 15 times "
        "as long",
        error=_NO_ERROR,
    ),
)
"""Answered with success, and nothing is done: all are advice that programs give and never look after."""

ALLOWED_BUT_REFUSED: Final = (
    *("ioctl", "fcntl", "prctl", "setsockopt", "prlimit64", "setrlimit", "shmctl"),
    *("mmap", "memfd_create", "shmget"),
    *("sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg"),
)
"""Allowed as such, with what REFUSALS takes out of them."""
