"""One sandbox of the jail as the host has it: the spawner makes it and tells of its end."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

from cloister.domain.ids import EnvironmentId
from cloister.sandbox.driver import Enforcement, Exit
from cloister.sandbox.ending import end_in_time
from cloister.sandbox.namespaces.at_work import AtWork
from cloister.sandbox.namespaces.cgroups import Freezer
from cloister.sandbox.namespaces.freezer import Grace, GracefulFreezer
from cloister.sandbox.namespaces.orders import Kill, LimitCpu
from cloister.sandbox.namespaces.places import GroupFile

MEMORY_PEAK_DIGITS = 32


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """What the host uses of sandboxes' groups, as far as the machine has it."""

    memory_peak: GroupFile | None
    freezer: GroupFile | None


class PeakFile:
    """The file that tells the most memory that a sandbox ever used: open while it is at work, and not while it rests.

    Thousands rest at once, and descriptors bound how many there can be.
    """

    def __init__(self, path: str | None) -> None:
        """None where nobody counts."""
        self._path = path
        self._fd: int | None = None

    def read_bytes(self) -> int:
        """0 where nobody counts, and when the sandbox's end is on its way here: the group is gone already."""
        if self._path is None:
            return 0
        try:
            if self._fd is None:
                self._fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            return int(os.pread(self._fd, MEMORY_PEAK_DIGITS, 0))
        except OSError:
            return 0

    def close(self) -> None:
        """Idempotent; the next read opens it again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


class JailSandbox:
    """A sandbox that the spawner made. Made by NamespaceDriver.create only."""

    def __init__(
        self,
        sandbox_id: EnvironmentId,
        channel: socket.socket,
        log_fd: int,
        *,
        order: Callable[[LimitCpu | Kill], None],
        grace: Grace,
        at_work: AtWork,
        on_end: Callable[[], None],
        enforced: Enforcement,
        files: GroupFiles,
    ) -> None:
        """It takes over the two descriptors. `order` passes orders on to the spawner; `on_end` is called once.

        `enforced` is what all sandboxes of its kind are held by, where each of them is as the spawner says it can be.
        """
        self.id = sandbox_id
        self.channel = channel
        self.log_fd = log_fd
        self._order = order
        self._grace = grace
        self._at_work = at_work
        self._on_end = on_end
        self._enforced = enforced
        self._files = files
        self.was_found(group=sandbox_id)
        at_work.begins(sandbox_id)
        self._ended: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        self._is_released = False

    @property
    def enforcement(self) -> Enforcement:
        if not self._freezer.can_stop:
            return replace(self._enforced, bounds=self._enforced.bounds - {"freezer"})
        return self._enforced

    def memory_peak_bytes(self) -> int:
        if self._ended.done():
            return self._ended.result().memory_peak_bytes
        return self._memory_peak.read_bytes()

    async def ended(self) -> Exit:
        return await asyncio.shield(self._ended)

    def limit_cpu(self, quota: float) -> None:
        self._order(LimitCpu(self.id, quota))

    async def destroy(self) -> Exit:
        if not self._ended.done():
            self._order(Kill(self.id))
        end = await end_in_time(self)
        self._release()
        return end

    def freeze(self) -> None:
        self._at_work.rests(self.id)
        self._freezer.freeze()

    def thaw(self) -> None:
        self._freezer.thaw()
        self._at_work.begins(self.id)

    def was_found(self, *, group: str) -> None:
        """Its cgroups have this name, and will have no other by the time of its hello."""
        peak, freezer = self._files.memory_peak, self._files.freezer
        self.group = group
        self._memory_peak = PeakFile(peak.of(group) if peak else None)
        self._freezer = GracefulFreezer(
            Freezer.of(freezer, group) if freezer else None,
            self._grace,
            on_frozen=self._memory_peak.close,
        )

    def has_ended(self, end: Exit) -> None:
        """The spawner's word that nothing is left."""
        if not self._ended.done():
            self._at_work.rests(self.id)
            self._ended.set_result(end)
            self._on_end()

    def was_lost(self, reason: str) -> None:
        """It is dying with its spawner, which can't tell of it."""
        # Who waits for invocations in it hears of that now, and not when its last process has let go of the channel.
        with contextlib.suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)
        self.has_ended(Exit(failed=reason))

    def _release(self) -> None:
        if self._is_released:
            return
        self._is_released = True
        self.channel.close()
        os.close(self.log_fd)
        self._freezer.close()
        self._memory_peak.close()
