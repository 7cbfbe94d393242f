"""What the attacks on kernel and host share: system calls by name, and a process of this machine without a jail."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from textwrap import dedent
from typing import Final

from cloister.domain.function import FunctionVersion
from tests.jail.attacks.rights import take_root
from tests.loose import Given, Json
from tests.support import Lab

LabWithout = Callable[..., AbstractAsyncContextManager[Lab]]

FILTER: Final = "install the system call filter"
LANDLOCK: Final = "restrict itself by Landlock"
CAPABILITIES: Final = "drop every capability"
NO_NAMESPACES: Final = "forbid namespaces within"
LIMITS: Final = "set the resource limits"
BARE: Final = (FILTER, LANDLOCK, CAPABILITIES, NO_NAMESPACES)
"""Without these a function is mighty in its own namespaces, which still separate it from everybody else."""

_SYSTEM_CALLS: Final = """
import ctypes, errno, mmap, os, signal, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
IS_X86_64 = os.uname().machine == "x86_64"
# Since 424 a call has the same number on every architecture; before, x86_64's and the generic one.
NUMBERS = {
    "pidfd_open": 434, "open_tree": 428, "move_mount": 429, "fsopen": 430, "mount_setattr": 442, "pidfd_getfd": 438,
    "clone3": 435, "io_uring_setup": 425, "memfd_secret": 447, "fspick": 433, "quotactl_fd": 443,
    **{name: pair[0] if IS_X86_64 else pair[1] for name, pair in {
        "clone": (56, 220), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
        "perf_event_open": (298, 241), "userfaultfd": (323, 282), "kcmp": (312, 272), "seccomp": (317, 277),
        "reboot": (169, 142), "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273),
        "delete_module": (176, 106), "quotactl": (179, 60), "syslog": (103, 116), "setrlimit": (160, 164),
        "settimeofday": (164, 170), "ioctl": (16, 29), "pivot_root": (155, 41), "splice": (275, 76),
        "ptrace": (101, 117), "kexec_file_load": (320, 294), "open_by_handle_at": (304, 265),
        "name_to_handle_at": (303, 264), "setsid": (112, 157), "clock_settime": (227, 112), "move_pages": (279, 239),
        "iopl": (172, -1), "ioperm": (173, -1),
    }.items()},
}

def call(name, *args):
    values = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    if name in NUMBERS:
        name, values = "syscall", [ctypes.c_long(NUMBERS[name]), *values]
    result = getattr(libc, name)(*values)
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result

def answer(attempt, *args):
    try:
        attempt(*args)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "OK"
"""

_APART: Final = """
import ctypes as _ctypes, json as _json, sys as _sys
_libc = _ctypes.CDLL(None)
# CLONE_NEWNS and CLONE_NEWUTS; MS_REC and MS_PRIVATE. Without it nothing hostile is run.
if _libc.unshare(0x04020000) or _libc.mount(b"none", b"/", None, 0x44000, None):
    _sys.exit("no namespaces of its own")
"""
_MAIN: Final = "\nprint(_json.dumps(handler(_json.load(_sys.stdin), None)), flush=True)\n"


def with_system_calls(source: str) -> str:
    """`source` with `call(name, ...)`, which raises OSError, and `answer(...)`: `OK` or the name of an errno."""
    return _SYSTEM_CALLS + dedent(source)


async def outside(source: str, event: object = None, *, cwd: Path | None = None) -> Json:
    """What a handler in `source` returns in a plain process of this machine, run by the test's own user.

    It has mount and host name namespaces of its own, so that what it mounts or names changes nothing for others.
    """
    async with process_outside(source, event, cwd=cwd) as process:
        out, _ = await process.communicate()
        assert process.returncode == 0, out
        return json.loads(out)


@asynccontextmanager
async def process_outside(
    source: str, event: object = None, *, cwd: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Such a process at its start, its event on the way. It has ended afterwards."""
    take_root()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", _APART + dedent(source) + _MAIN),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=cwd,
    )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(event if event is not None else {}).encode())
        process.stdin.close()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def a_package(lab: Lab, source: str, files: Mapping[str, str], **chosen: Given) -> FunctionVersion:
    """A version whose package holds `files` beside app.py, path to text."""
    version = lab.version(source, **chosen)
    for path, text in files.items():
        file = lab.code_root / version.code.digest / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    return version
