"""One sandbox of the jail as the host has it: the spawner makes it and tells of its end."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from dataclasses import replace

from cloister.domain.ids import EnvironmentId
from cloister.sandbox.driver import Enforcement, Exit
from cloister.sandbox.ending import end_in_time
from cloister.sandbox.namespaces.at_work import AtWork
from cloister.sandbox.namespaces.cgroups import Freezer
from cloister.sandbox.namespaces.freezer import Grace, GracefulFreezer
from cloister.sandbox.namespaces.orders import Created, Kill, LimitCpu

MEMORY_PEAK_DIGITS = 32


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
        self.group: str | None = None  # The name of its cgroups, by the time of its hello.
        self._memory_peak_fd: int | None = None
        self._freezer = GracefulFreezer(None, grace)
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
        if self._memory_peak_fd is None:
            return 0
        try:
            return int(os.pread(self._memory_peak_fd, MEMORY_PEAK_DIGITS, 0))
        except OSError:
            # Its end is on its way here: the group is gone already.
            return 0

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

    def was_created(self, created: Created, fds: list[int]) -> None:
        """The spawner's word that the first process exists, with the descriptors that go along."""
        self._at_work.begins(self.id)
        remaining = iter(fds)
        self.group = created.group
        self._memory_peak_fd = next(remaining) if created.has_memory_peak else None
        if created.freezer:
            file = Freezer(next(remaining), created.freezer)
            self._freezer = GracefulFreezer(file, self._grace)

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
        if self._memory_peak_fd is not None:
            os.close(self._memory_peak_fd)
            self._memory_peak_fd = None
