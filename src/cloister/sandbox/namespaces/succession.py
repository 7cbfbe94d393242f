"""Process 1 forks the runtime once it is locked in, and leaves it its memory where the image has a library for that.

Written in C (runtime/succession.c): while two processes are in one memory, only one of them may run Python.
"""

import ctypes
import os
from collections.abc import Callable

from cloister.kernel import calls as sys_
from cloister.runtime.process import INIT, SUCCESSION

ForkRuntime = Callable[[int], int]
"""Given the descriptor of the status pipe: 0 in the runtime, and in process 1 its number.

The runtime is dumpable. Process 1 is not, and does not return where it has become a program that does the rest.
Raises OSError.
"""


def find_succession() -> ForkRuntime:
    """Once, in a template."""
    try:
        library = ctypes.PyDLL(SUCCESSION)
    except OSError:
        # The machine has no compiler to make it with.
        return _fork_python
    # Looked up here: a fork would copy pages for it.
    prepare, succeed = library.prepare, library.succeed
    if prepare() < 0:
        return _fork_python
    program = INIT.encode()

    def fork_and_leave(status_fd: int) -> int:
        pid = sys_.with_fork_hooks(lambda: int(succeed(program, status_fd)))
        if pid < 0:
            raise OSError(-pid, f"process 1 can't become {INIT}: {os.strerror(-pid)}")
        return pid

    return fork_and_leave


def _fork_python(_: int) -> int:
    pid = os.fork()
    if pid == 0:
        sys_.prctl(sys_.PR_SET_DUMPABLE, 1)
    return pid
