"""A sandbox as the spawner keeps it: what to end, and what to give back when it is gone."""

import contextlib
import json
import os
import signal
import socket
from dataclasses import dataclass, field
from typing import Any

from cloister.sandbox.namespaces.cgroups import Group
from cloister.sandbox.namespaces.inheritance import RELEASE_BYTE
from cloister.sandbox.namespaces.memory import MemoryWatch
from cloister.sandbox.namespaces.orders import Ended
from cloister.sandbox.namespaces.precedence import Burden
from cloister.sandbox.namespaces.template_process import TemplateProcess

STATUS_BYTES_MAX = 4096


@dataclass
class Jail:
    """Its descriptors are the spawner's own; `end` is set once the processes are gone."""

    id: str
    """The host's, or its own while it is a blank."""
    uid: int
    group: Group
    template: TemplateProcess
    enters_network: bool = False
    is_blank: bool = False
    """Whether it has no function, and the host has not heard of it."""
    release_fd: int | None = None
    status_fd: int | None = None
    pid_fd: int | None = None
    waiting: socket.socket | None = None
    """Where a blank waits, until it has a function."""
    failure: str | None = None
    """What one that was taken has found amiss."""
    memory: MemoryWatch | None = None
    burden: Burden = field(init=False)
    is_out_of_memory: bool = False
    end: Ended | None = None
    """What is left once it is set is to remove the group."""

    def __post_init__(self) -> None:
        self.burden = Burden(self.group)

    @property
    def pids(self) -> list[int]:
        """Of all its processes, as long as there are any."""
        return self.group.pids()

    def limit_cpu(self, quota: float) -> None:
        """Init is over, and with it what init took."""
        self.group.limit_cpu(quota)
        self.burden.forget()

    def release(self) -> None:
        """It goes on with what it has waited for its identity with. Raises OSError when it is gone."""
        if self.release_fd is not None:
            os.write(self.release_fd, RELEASE_BYTE)
            # Kept no longer than it is of use: descriptors bound how many sandboxes there can be.
            os.close(self.release_fd)
            self.release_fd = None

    def kill(self) -> None:
        """Every process of it is dying afterwards, where there is no cgroup to kill by as well."""
        if self.pid_fd is not None:
            # The end of process 1 is the end of its pid namespace.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pid_fd, signal.SIGKILL)
        self.group.kill()


def read_status(fd: int | None) -> dict[str, Any]:  # Any: JSON that template.py wrote
    """How a sandbox's process 1 says it ended, read from the status pipe without waiting."""
    try:
        text = os.read(fd, STATUS_BYTES_MAX) if fd is not None else b""
    except BlockingIOError:
        text = b""
    # Nothing written: process 1 was killed from outside, or for lack of memory.
    return json.loads(text) if text else {"signal": int(signal.SIGKILL)}
