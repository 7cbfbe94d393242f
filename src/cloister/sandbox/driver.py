"""What a sandbox is to the rest of Cloister: a channel, a log, bounds, and an end that is always reported."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NewType, Protocol

from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation

HOST_KERNEL: Final = "host"
NetworkId = NewType("NetworkId", str)
"""A network that sandboxes have in common: nothing in it says whose."""


class SandboxFailed(Exception):
    """A sandbox could not be made. The message names the step and the system's reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSpec:
    """What to make: the same for all sandboxes of a version that are asked for alike. Nothing in it says for whom."""

    runtime: str
    """A name of the driver's `runtimes`."""
    isolation: Isolation = Isolation.JAIL
    """Which wall it stands behind. A driver of one kind is given that kind only (choice.py)."""
    is_strict: bool
    """Whether calls that only fast paths need are refused as well: for code that is hostile from its first line."""
    network: NetworkId | None = None
    """The way to the internet that it shares with all sandboxes of the same network; None for loopback of its own."""
    code: Path
    """A tree to be seen read-only at /var/task."""
    layers: tuple[Path, ...] = ()
    """Trees to be seen at /opt, read-only and as one: of two files in one place the later tree's."""
    memory_bytes: int
    init_cpu_quota: float
    """Cores until `limit_cpu` is called."""
    tmp_bytes: int
    tmp_inodes: int
    processes_max: int
    files_max: int
    is_awaited: bool = True
    """Whether somebody waits for it: a driver gives what it has ready to those first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """How a sandbox's runtime process ended: by one of exit code, signal, or a failure before it ran."""

    exit_code: int | None = None
    signal: int | None = None
    failed: str | None = None
    oom_kills: int = 0
    """Processes that the kernel ended for lack of memory."""
    memory_peak_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement:
    """What stands around a sandbox, in the word of the driver that made it: nothing that was only asked for."""

    wall: Isolation
    kernel: str
    """Which one its system calls reach: HOST_KERNEL, or the runtime's own version."""
    bounds: frozenset[str]
    """The control groups that really bound it, of cpu, freezer, memory and pids."""
    has_own_uid: bool
    """Whether no other sandbox has its uid on the host, and with it its quotas."""
    system_calls: str | None
    """The name of the list of those that are allowed; None where another kernel takes them."""
    left_out: frozenset[str] = frozenset()
    """Steps of the jail that were not done: for tests of the jail."""


class Sandbox(Protocol):
    """One sandbox. There is no harm in calling anything after its end."""

    @property
    def id(self) -> EnvironmentId: ...

    @property
    def channel(self) -> socket.socket:
        """The host's end, made by open_channel(). Its other end is the sandbox's runtime process alone."""

    @property
    def log_fd(self) -> int:
        """What the sandbox's processes write to stdout and stderr: a pipe's reading end, non-blocking."""

    @property
    def enforcement(self) -> Enforcement:
        """What it is held by. Known from its hello on."""

    def memory_peak_bytes(self) -> int:
        """The most memory it ever used, also after its end; 0 where the machine can't tell."""

    def limit_cpu(self, quota: float) -> None:
        """Init is over: from about now on its processes have this many cores together."""

    def freeze(self) -> None:
        """None of its processes runs from about now until `thaw`. Nothing happens where the machine can't."""

    def thaw(self) -> None:
        """Its processes go on where they were stopped."""

    async def ended(self) -> Exit:
        """Waits until nothing of the sandbox is left: no process, mount, cgroup."""

    async def destroy(self) -> Exit:
        """Ends it now. Nothing of it is left afterwards, its descriptors here included. Never raises, idempotent."""


class SandboxDriver(Protocol):
    """Makes sandboxes of one kind."""

    @property
    def runtimes(self) -> Mapping[str, str]:
        """Runtime name to the version that this machine has of it."""

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> Sandbox:
        """A sandbox whose processes are being started. Raises SandboxFailed; nothing is left then.

        The runtime in it says Hello when the door is closed behind it, and not before.
        """

    async def close(self) -> None:
        """Every sandbox of this driver is destroyed, and nothing that the driver made is left."""
