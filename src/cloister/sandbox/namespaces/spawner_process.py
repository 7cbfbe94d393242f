"""The spawner as the host has it: exec'ed with one socket and a fixed environment, replaced so often and no oftener."""

import asyncio
import socket
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cloister.domain import limits
from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order, Started

_MINUTE_S = 60
SPAWNER_MODULE = "cloister.sandbox.namespaces.spawner"
SHARED_UID = (
    "without subordinate uids all sandboxes would share one uid, and one could use up the kernel's per-uid quotas "
    "(processes, pipes, watches, keys) of another tenant's: install newuidmap and newgidmap (package uidmap) and add "
    "a range for this user to /etc/subuid and /etc/subgid, or accept that with --allow-shared-uid"
)


@dataclass(frozen=True, slots=True)
class SpawnerProcess:
    """One that stands. Whoever started it closes it."""

    process: asyncio.subprocess.Process
    control: socket.socket
    enforces: Started
    """What it said it can."""

    @classmethod
    async def start(cls, directory: Path, installation: str, *, allow_shared_uid: bool) -> Self:
        """One that has ended what an earlier spawner of the installation left. Raises SandboxFailed."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            process = await _exec(its, directory, installation)
        ours.settimeout(0)
        try:
            enforces = await _first_word(ours, allow_shared_uid=allow_shared_uid)
        except SandboxFailed:
            ours.close()
            await process.wait()
            raise
        return cls(process, ours, enforces)

    async def close(self) -> None:
        """It ends all that it made, and then itself. May be called again."""
        self.control.close()
        await self.process.wait()


class Restarts:
    """How often a spawner was replaced lately."""

    def __init__(self) -> None:
        self._at_s: deque[float] = deque(maxlen=limits.SPAWNER_RESTARTS_PER_MINUTE_MAX)

    def note(self, now_s: float) -> None:
        """Another one is to be started now. Raises SandboxFailed when that would be too many within a minute."""
        if len(self._at_s) == self._at_s.maxlen and now_s - self._at_s[0] < _MINUTE_S:
            raise SandboxFailed(
                f"the spawner is gone, after {self._at_s.maxlen} others within a minute: see the log for why they end"
            )
        self._at_s.append(now_s)


async def _first_word(control: socket.socket, *, allow_shared_uid: bool) -> Started:
    """What the spawner can enforce. Raises SandboxFailed when it can't stand or that is not enough."""
    data = await asyncio.get_running_loop().sock_recv(control, ORDER_BYTES_MAX)
    if not data:
        raise SandboxFailed(
            "the spawner ended at its start: see its message above, or `cloister doctor`"
        )
    started = Order.decode(data)
    if not isinstance(started, Started):
        raise SandboxFailed(f"the spawner did not start but said {started}")
    if started.shared_uid and not allow_shared_uid:
        raise SandboxFailed(SHARED_UID)
    return started


async def _exec(
    control: socket.socket, directory: Path, installation: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        SPAWNER_MODULE,
        str(directory),
        installation,
        str(control.fileno()),
        stdin=asyncio.subprocess.DEVNULL,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        pass_fds=(control.fileno(),),
    )
