"""Sandboxes that are simulated in the test's own process, and an event loop whose time jumps to what comes next.

What is simulated is the other side of a channel: pool, environments and frames are the real ones.
"""

import asyncio
import contextlib
import json
import os
import selectors
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cloister.domain.clock import SystemClock
from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation
from cloister.sandbox.driver import Enforcement, Exit, SandboxFailed, SandboxSpec
from cloister.wire.frames import FrameDecoder
from cloister.wire.messages import (
    Failed,
    FromSandbox,
    Hello,
    Invoke,
    Load,
    Loaded,
    LoadFailed,
    Restore,
    Restored,
    Returned,
    parse_to_sandbox,
)

START_S = 0.010
RESTORE_S = 0.001
DESTROY_S = 0.002
RECEIVE_BYTES = 64 * 1024
BROKEN_INIT = "broken_init"
"""Begins the names of code whose init raises."""
ENDLESS_INIT = "endless_init"
"""Begins the names of code whose init never ends."""


class Stuck(Exception):
    """Everybody waits for something that nothing will bring about: a wake-up was lost."""


class _Jump(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise Stuck
        self.passed_s += max(0.0, timeout)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop whose `time` stands still while anything can be done, and then jumps to the next timer."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.passed_s


class LoopClock(SystemClock):
    """The time of a jumping loop, so that timers and timestamps agree."""

    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop
        self._began_at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()


@dataclass(slots=True)
class Served:
    """What a sandbox was told to do in its life."""

    tenants: set[str | None] = field(default_factory=set)
    loads: int = 0
    restores: int = 0
    invocations: int = 0
    events_while_frozen: int = 0


class SimulatedSandbox:
    """The driver's side of one sandbox, with a runtime that does what each event says."""

    enforcement = Enforcement(
        wall=Isolation.JAIL,
        kernel="simulated",
        bounds=frozenset(),
        has_own_uid=True,
        system_calls=None,
    )

    def __init__(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> None:
        self.id = sandbox_id
        self._spec = spec
        self.served = Served()
        self.channel, self._inside = socket.socketpair()
        self.log_fd, self._log_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        for end in (self.channel, self._inside):
            end.setblocking(False)
        self._is_frozen = False
        self._end: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        self._runtime = asyncio.get_running_loop().create_task(self._live())
        self._runtime.add_done_callback(self._die)
        self._destroying: asyncio.Task[None] | None = None

    @property
    def code(self) -> str:
        """The name of the package that it stands on."""
        return self._spec.code.name

    def memory_peak_bytes(self) -> int:
        return 0

    def limit_cpu(self, quota: float) -> None: ...

    def freeze(self) -> None:
        self._is_frozen = True

    def thaw(self) -> None:
        self._is_frozen = False

    def lose(self) -> None:
        """Its runtime process ends by itself."""
        self._runtime.cancel()

    async def ended(self) -> Exit:
        return await asyncio.shield(self._end)

    async def destroy(self) -> Exit:
        self._runtime.cancel()
        exit_ = await asyncio.shield(self._end)
        if self._destroying is None:
            self._destroying = asyncio.get_running_loop().create_task(self._clear_away())
        await asyncio.shield(self._destroying)
        return exit_

    async def _clear_away(self) -> None:
        await asyncio.sleep(DESTROY_S)
        self.channel.close()
        os.close(self.log_fd)

    def _die(self, _: asyncio.Task[None]) -> None:
        self._inside.close()
        os.close(self._log_end)
        self._end.set_result(Exit(exit_code=0))

    async def _live(self) -> None:
        with contextlib.suppress(ConnectionError):
            await self._serve()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        decoder = FrameDecoder()
        await asyncio.sleep(START_S)
        await self._say(Hello())
        while data := await loop.sock_recv(self._inside, RECEIVE_BYTES):
            self.served.events_while_frozen += self._is_frozen
            frame = decoder.feed(memoryview(data))
            if frame is None:
                continue
            match parse_to_sandbox(frame):
                case Load():
                    await self._load()
                case Restore():
                    await self._restore()
                case Invoke() as invoke:
                    await self._invoke(invoke)

    async def _load(self) -> None:
        self.served.loads += 1
        await asyncio.sleep(START_S)
        if self.code.startswith(ENDLESS_INIT):
            await asyncio.Event().wait()
        broken = self.code.startswith(BROKEN_INIT)
        await self._say(LoadFailed("ImportError", b"{}") if broken else Loaded())

    async def _restore(self) -> None:
        self.served.restores += 1
        await asyncio.sleep(RESTORE_S)
        await self._say(Restored())

    async def _invoke(self, invoke: Invoke) -> None:
        self.served.tenants.add(invoke.tenant)
        self.served.invocations += 1
        event = json.loads(invoke.payload)
        await asyncio.sleep(event["after_s"])
        match event["act"]:
            case "return":
                await self._say(Returned(invoke.attempt, json.dumps(invoke.tenant).encode()))
            case "raise":
                await self._say(Failed(invoke.attempt, "ValueError", b"{}"))
            case "exit":
                raise ConnectionAbortedError
            case "lie":
                await self._say(Returned(b"0" * len(invoke.attempt), b"1"))
            case "say it twice":
                await self._say(Returned(invoke.attempt, b"1"))
                await self._say(Returned(invoke.attempt, b"1"))
            case "hang":
                await asyncio.Event().wait()

    async def _say(self, message: FromSandbox) -> None:
        await asyncio.get_running_loop().sock_sendall(self._inside, message.encode())


class SimulatedDriver:
    """Makes simulated sandboxes, and remembers each for the test to look at."""

    runtimes: Mapping[str, str] = {"python3.11": "3.11"}

    def __init__(self) -> None:
        self.made: list[SimulatedSandbox] = []
        self.failures_ahead = 0
        """How many of the next creations fail."""
        self.failed = 0

    @property
    def living(self) -> list[SimulatedSandbox]:
        return [each for each in self.made if each.channel.fileno() >= 0]

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> SimulatedSandbox:
        await asyncio.sleep(START_S)
        if self.failures_ahead:
            self.failures_ahead -= 1
            self.failed += 1
            raise SandboxFailed("simulated")
        sandbox = SimulatedSandbox(sandbox_id, spec)
        self.made.append(sandbox)
        return sandbox

    async def close(self) -> None:
        for sandbox in self.living:
            await sandbox.destroy()
