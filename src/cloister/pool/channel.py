"""The host's end of a sandbox's channel: messages in turn, from one process only, under size bounds.

What comes in here was written by hostile code. Anything unexpected ends the channel, and with it the environment.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

from cloister.deadline import Deadline
from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.channel import MOVED, follow_channel
from cloister.wire.frames import FrameDecoder, WireError
from cloister.wire.messages import FromSandbox, ToSandbox, parse_from_sandbox
from cloister.wire.session import HostSession

RECEIVE_BYTES = 64 * 1024
NOBODY = 0
_CUT_OFF = int(socket.MSG_CTRUNC)
"""A plain number: `&` with a flag of Python's makes another flag, in Python, for every message."""
_CREDENTIALS = struct.Struct("3i")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_CREDENTIALS.size)


class ChannelClosed(Exception):
    """The sandbox's end is closed: its runtime process is gone."""


class HostChannel:
    """Used by one environment. `on_broken` is called once when the channel ends while nobody waits for a message."""

    # One buffer for all channels: each call that fills it empties it again before another can run.
    _buffer = memoryview(bytearray(RECEIVE_BYTES))
    _buffers = (_buffer,)

    def __init__(self, connection: socket.socket, *, on_broken: Callable[[], None]) -> None:
        self._connection = connection
        self._on_broken = on_broken
        self._loop = asyncio.get_running_loop()
        self._session = HostSession()
        self._decoder = FrameDecoder()
        self._runtime_pid: int | None = None
        self._usual_sender: list[tuple[int, int, bytes]] | None = None
        """What the kernel said of a sender that was found to be the runtime: mostly it says the same again."""
        self._waiter: asyncio.Future[FromSandbox] | None = None
        self._end: Exception | None = None
        self._deadline = Deadline(self._lose_patience)
        self._loop.add_reader(connection.fileno(), self._read_first)

    def ask(self, message: ToSandbox, *, deadline_at: float) -> Awaitable[FromSandbox]:
        """Send a message. To be awaited at once, for what is said next.

        Raises ChannelClosed or WireError, here or there; it is over then. Raises TimeoutError at the deadline, which is
        in the loop's time: what comes later is not what was asked for.
        """
        answer = self._expect()
        data = self._session.sends(message)
        try:
            sent = self._connection.send(data)
        except BlockingIOError:
            # What was sent before is unread: a function can answer what it has only peeked at.
            sent = 0
        except (BrokenPipeError, ConnectionResetError):
            self._finish(ChannelClosed())
            return answer
        if sent < len(data):
            return self._send_rest(memoryview(data)[sent:], answer, deadline_at)
        self._deadline.set(deadline_at)
        return answer

    def hello(self, *, deadline_at: float) -> Awaitable[FromSandbox]:
        """The first message, to be awaited at once. Raises as `ask` does."""
        answer = self._expect()
        self._deadline.set(deadline_at)
        return answer

    def close(self) -> None:
        """Nothing is read any more. Idempotent; whoever made the connection closes it."""
        if self._connection.fileno() >= 0:
            self._loop.remove_reader(self._connection.fileno())
        self._deadline.close()
        if self._end is None:
            self._end = ChannelClosed()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._end)

    async def _send_rest(
        self, data: memoryview, answer: asyncio.Future[FromSandbox], deadline_at: float
    ) -> FromSandbox:
        """As `ask`, for what the kernel did not take at once."""
        try:
            async with asyncio.timeout_at(deadline_at):
                await self._loop.sock_sendall(self._connection, data)
        except (BrokenPipeError, ConnectionResetError):
            self._finish(ChannelClosed())
        except (TimeoutError, asyncio.CancelledError):
            # Nobody waits for it any more: what became of the channel would be an error that was never asked for.
            answer.cancel()
            raise
        self._deadline.set(deadline_at)
        return await answer

    def _lose_patience(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    def _expect(self) -> asyncio.Future[FromSandbox]:
        self._waiter = self._loop.create_future()
        if self._end is not None:
            self._waiter.set_exception(self._end)
        return self._waiter

    def _read_first(self) -> None:
        # No code but ours has run in the sandbox by now.
        try:
            data, fds = receive_fds(self._connection, len(MOVED), 1)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data, fds = b"", []
        if not data:
            self._finish(ChannelClosed())
            return
        self._loop.remove_reader(self._connection.fileno())
        if fds:
            follow_channel(self._connection, fds[0])
        else:
            self._decoder.feed(memoryview(data))
        self._loop.add_reader(self._connection.fileno(), self._read)
        self._read()

    def _read(self) -> None:
        try:
            size, sender, flags, _ = self._connection.recvmsg_into(self._buffers, _ANCILLARY_BYTES)
            if size == 0:
                raise ChannelClosed  # noqa: TRY301 # as when the kernel says so
            if flags & _CUT_OFF or sender != self._usual_sender:
                self._check_sender(sender, flags)
            frame = self._decoder.feed(self._buffer[:size])
            if frame is None:
                return
            message = parse_from_sandbox(frame)
            self._session.receives(message)
        except BlockingIOError:
            return
        except (WireError, ChannelClosed, ConnectionResetError) as error:
            self._finish(error if not isinstance(error, OSError) else ChannelClosed())
            return
        self._deadline.keep()
        # Not kept: an environment that rests would hold its last answer, six megabytes of it, until the next.
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.done():
            self._finish(WireError("a message that nobody asked for"))
        else:
            waiter.set_result(message)

    def _check_sender(self, ancillary: list[tuple[int, int, bytes]], flags: int) -> None:
        # The kernel says who wrote what: a child of the function that got hold of the descriptor is not the runtime.
        if flags & _CUT_OFF:
            raise WireError("descriptors came with a message")
        for level, kind, data in ancillary:
            if (level, kind) != (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                raise WireError("something else than a sender's identity came with a message")
            pid, _, _ = _CREDENTIALS.unpack(data)
            if pid == NOBODY:
                raise WireError("the kernel does not know who wrote to the channel")
            if self._runtime_pid is None:
                self._runtime_pid = pid
            elif pid != self._runtime_pid:
                raise WireError("another process than the runtime wrote to the channel")
            self._usual_sender = ancillary

    def _finish(self, end: Exception) -> None:
        if self._end is not None:
            return
        self._end = end
        self._deadline.keep()
        self._loop.remove_reader(self._connection.fileno())
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(end)
        else:
            self._on_broken()
