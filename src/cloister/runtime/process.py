"""How a runtime process begins and ends, and how process 1 of its sandbox tells of that: alike in every sandbox."""

import _signal  # type: ignore[import-not-found] # typeshed leaves it out
import os
import site
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

INIT = "/var/runtime/init"
"""Does in the place of process 1 what `reap_until` does, where the image has it: made of init.c."""
SUCCESSION = "/var/runtime/succession.so"
"""Forks the runtime and makes process 1 INIT, where the image has both: made of succession.c."""
STEPS = "/var/runtime/steps.so"
"""Carries out the plan of the jail, where the image has it: made of steps.c."""
PYTHONS_IGNORED = (_signal.SIGPIPE, _signal.SIGXFSZ)
"""Signals that any interpreter ignores from its start."""
SHARING = "/var/runtime/sharing.so"
"""Lets a template share its memory with its forks, where the image has it: made of sharing.c."""
ORDERS = "/var/runtime/orders.so"
"""Follows a template's orders, where the image has it: made of orders.c."""
Serve = Callable[[socket.socket], None]
"""Serves one function on a channel; returns when the host is gone."""


def tidy_interpreter() -> None:
    """For interpreters started with -S, so that no .pth file is seen: functions still expect exit() and its like."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    sys.argv[:] = [""]


def be_runtime(serve: Serve, channel: socket.socket) -> NoReturn:
    """Serve until the host is gone or the function ends the process, with the exit status that Python would give."""
    _take_pythons_signals()
    code = 0
    try:
        serve(channel)
    except SystemExit as error:
        code = _exit_code(error)
    except BaseException:  # noqa: BLE001 # the last frame of the process: what the function raised ends it
        sys.excepthook(*sys.exc_info())
        code = 1
    _flush()
    os._exit(code)


def reap_until(runtime_pid: int) -> dict[str, int]:
    """Reap whatever is orphaned until the runtime has ended: its `exit_code`, or the `signal` that ended it."""
    while True:
        pid, status = os.wait()
        if pid == runtime_pid:
            code = os.waitstatus_to_exitcode(status)
            return {"signal": -code} if code < 0 else {"exit_code": code}


def _take_pythons_signals() -> None:
    # As an interpreter does at its start: a broken pipe is an exception, and not the end of the process.
    # _signal with plain numbers: the enums of signal.signal() cost a fork more than the call.
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    for number in PYTHONS_IGNORED:
        _signal.signal(number, _signal.SIG_IGN)


def _exit_code(error: SystemExit) -> int:
    if error.code is None or isinstance(error.code, int):
        return (error.code or 0) & 0xFF
    sys.stderr.write(f"{error.code}\n")
    return 1


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # The function may have closed it; there is nobody left to tell.
            continue
