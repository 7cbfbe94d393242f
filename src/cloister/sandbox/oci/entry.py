"""Process 1 of an OCI sandbox: forks the runtime, reaps, and tells over stderr how the runtime ended.

The runtime program hands in what it was given itself: the channel as stdin, which gVisor lets be a host's socket,
stdout for the function's output, and stderr for its own words. Nothing of the function's is read before `main` forks.
"""

import fcntl
import json
import os
import socket
from typing import NoReturn

from cloister.kernel import calls as sys_
from cloister.runtime.process import be_runtime, reap_until, tidy_interpreter

STARTED = b"cloister: started\n"
"""On stderr: what comes before are a runtime program's complaints, what comes after is one line of JSON."""
FIRST_FREE_FD = 3


def main() -> None:
    """Serve one function; the process ends when its runtime does."""
    status_fd = _place_descriptors()
    # From now on the runtime, of the same user, can't reach into this process or open what it has open.
    sys_.prctl(sys_.PR_SET_DUMPABLE, 0)
    os.write(status_fd, STARTED)
    runtime_pid = os.fork()
    if runtime_pid == 0:
        _be_runtime()
    _be_init(status_fd, runtime_pid)


def _place_descriptors() -> int:
    """Afterwards 0 is null, 1 and 2 are the log, 3 is the channel, and the answer, where the status goes, is 4."""
    null = os.open("/dev/null", os.O_RDWR)
    targets = (null, 1, 1, 0, 2)
    # Out of the way first: none of them is overwritten before it was used.
    spare = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, len(targets)) for fd in targets]
    for target, fd in enumerate(spare):
        os.dup2(fd, target, inheritable=target < FIRST_FREE_FD)
    os.closerange(len(targets), max(spare) + 1)
    return len(targets) - 1


def _be_runtime() -> NoReturn:
    from cloister.runtime.python import run  # noqa: PLC0415 # here: process 1 stays small

    os.close(FIRST_FREE_FD + 1)
    sys_.prctl(sys_.PR_SET_DUMPABLE, 1)
    tidy_interpreter()
    be_runtime(run, socket.socket(fileno=FIRST_FREE_FD))


def _be_init(status_fd: int, runtime_pid: int) -> NoReturn:
    os.close(FIRST_FREE_FD)
    for fd in (1, 2):
        os.dup2(0, fd)
    status = reap_until(runtime_pid)
    os.write(status_fd, json.dumps(status).encode())
    os._exit(0)
