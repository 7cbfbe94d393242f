"""The numbers of the system calls that a sandbox makes while it locks itself in, by the machine's processor."""

import os
from typing import Final

# Name: on x86_64, and on arm64 (asm/unistd_64.h and asm-generic/unistd.h).
_BY_PROCESSOR: Final = {
    "capset": (126, 91),
    "chdir": (80, 49),
    "close": (3, 57),
    "close_range": (436, 436),
    "dup3": (292, 24),
    "faccessat": (269, 48),
    "fcntl": (72, 25),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "getgroups": (115, 158),
    "getpid": (39, 172),
    "getresgid": (120, 150),
    "getresuid": (118, 148),
    "getsid": (124, 156),
    "getsockopt": (55, 209),
    "ioctl": (16, 29),
    "keyctl": (250, 219),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "mount": (165, 40),
    "move_mount": (429, 429),
    "openat": (257, 56),
    "pivot_root": (155, 41),
    "ppoll": (271, 73),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "read": (0, 63),
    "readlinkat": (267, 78),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "seccomp": (317, 277),
    "sendmsg": (46, 211),
    "sethostname": (170, 161),
    "setresgid": (119, 149),
    "setresuid": (117, 147),
    "setsid": (112, 157),
    "setsockopt": (54, 208),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "statfs": (137, 43),
    "statx": (332, 291),
    "umask": (95, 166),
    "umount2": (166, 39),
    "uname": (63, 160),
    "unshare": (272, 97),
    "write": (1, 64),
}
X86_64: Final = {name: number for name, (number, _) in _BY_PROCESSOR.items()}
ARM64: Final = {name: number for name, (_, number) in _BY_PROCESSOR.items()}
NUMBERS: Final = X86_64 if os.uname().machine == "x86_64" else ARM64
"""Of this machine."""
