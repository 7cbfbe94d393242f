"""What a runtime is asked and answers, or how it ended instead: then its sandbox is to be destroyed."""

import asyncio
from collections.abc import Callable

import structlog

from cloister.domain.ids import RequestId
from cloister.domain.invocation import FunctionFailed
from cloister.pool import endings
from cloister.pool.channel import ChannelClosed, HostChannel
from cloister.sandbox.driver import Sandbox
from cloister.wire import messages
from cloister.wire.frames import WireError

log = structlog.get_logger()


class Conversation:
    """With the runtime in one sandbox. `on_broken` is called when it ends while nothing is asked."""

    def __init__(self, sandbox: Sandbox, timeout_s: int, *, on_broken: Callable[[], None]) -> None:
        """`timeout_s` is the function's, as a caller is told of it."""
        self._sandbox = sandbox
        self._timeout_s = timeout_s
        self._channel = HostChannel(sandbox.channel, on_broken=on_broken)
        self.is_in_doubt = False
        """Whether anything was said, or left unsaid, that no runtime of ours would."""

    async def hello(self, *, deadline_at: float) -> None:
        """Wait for the first message. Raises ChannelClosed, WireError, or TimeoutError at the deadline."""
        await self._channel.hello(deadline_at=deadline_at)

    async def ask(
        self, message: messages.ToSandbox, request_id: RequestId, deadline_at: float
    ) -> messages.FromSandbox | FunctionFailed:
        """What the sandbox answers until the deadline, in the loop's time, or how it ended instead.

        Raises EnvironmentStartFailed when the sandbox was lost.
        """
        try:
            return await self._channel.ask(message, deadline_at=deadline_at)
        except TimeoutError:
            return self._timed_out(request_id)
        except WireError as error:
            log.warning("runtime misbehaved", environment=self._sandbox.id, reason=str(error))
            return self.misbehaved(request_id)
        except ChannelClosed:
            return await self._exited(request_id, deadline_at)

    def misbehaved(self, request_id: RequestId) -> FunctionFailed:
        """It has answered something else than what it was asked."""
        self.is_in_doubt = True
        return endings.misbehaved(request_id)

    def close(self) -> None:
        """Nothing is read any more. Idempotent."""
        self._channel.close()

    async def _exited(self, request_id: RequestId, deadline_at: float) -> FunctionFailed:
        self.is_in_doubt = True
        try:
            # Within the deadline: a function can close its channel and go on without it.
            async with asyncio.timeout_at(deadline_at):
                return endings.exited(await self._sandbox.ended(), request_id)
        except TimeoutError:
            return self._timed_out(request_id)

    def _timed_out(self, request_id: RequestId) -> FunctionFailed:
        self.is_in_doubt = True
        return endings.timed_out(request_id, self._timeout_s)
