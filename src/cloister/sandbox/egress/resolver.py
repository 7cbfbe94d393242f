"""Answers the names that sandboxes ask for, by asking the machine's resolvers: confined, for the questions are hostile.

It listens by sockets that were made inside the networks, so no packet of a sandbox's is ever addressed to the host.
"""

import asyncio
import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Final

import dns.asyncbackend
import dns.asyncquery
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdata

from cloister.domain import limits
from cloister.domain.errors import ensure
from cloister.kernel import calls, landlock
from cloister.kernel.allow_list import AllowList
from cloister.sandbox.egress.orders import AnswerNames, ForgetNames, next_order
from cloister.sandbox.egress.rules import RESOLVER_UID

Address = tuple[str, int]
CONFINED: Final = b"confined"
"""The first thing it says."""
_NICENESS: Final = 10
_PLAIN_BYTES_MAX: Final = 512
_ACCEPT_PAUSE_S: Final = 0.1
_LENGTH_BYTES: Final = 2
"""Before each message over TCP (RFC 1035, 4.2.2)."""
ALLOWED_CALLS: Final = (
    "socket bind connect accept4 getsockopt setsockopt getsockname getpeername shutdown close",  # asking, answering
    "recvfrom recvmsg sendto sendmsg read write",  # and the orders
    "epoll_create1 epoll_ctl epoll_wait epoll_pwait fcntl ioctl",  # waiting
    "brk munmap mremap madvise",  # memory; mmap and mprotect have a rule of their own
    "futex sched_yield rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack",  # the interpreter
    "getrandom clock_gettime getpid gettid exit exit_group fstat newfstatat",
)


class Allowance:
    """How fast one network may ask: at once what is left of a bucket that fills steadily, and then as it fills."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left = float(limits.RESOLVER_QUESTIONS_BURST)
        self._counted_at = clock()

    def take(self) -> float:
        """One more question is counted. The seconds that it must wait."""
        now = self._clock()
        gained = (now - self._counted_at) * limits.RESOLVER_QUESTIONS_PER_S
        self._left = min(self._left + gained, limits.RESOLVER_QUESTIONS_BURST) - 1
        self._counted_at = now
        return max(0.0, -self._left) / limits.RESOLVER_QUESTIONS_PER_S


class Names:
    """Answers one network's questions until it is cancelled."""

    def __init__(
        self,
        datagrams: socket.socket,
        listener: socket.socket,
        *,
        upstream: list[str],
        waiting: asyncio.Semaphore,
    ) -> None:
        """It takes over the two sockets, both non-blocking. `waiting` bounds the questions of all networks."""
        self._upstream = upstream
        self._waiting = waiting
        self._datagrams = datagrams
        self._listener = listener
        self._allowance = Allowance(asyncio.get_running_loop().time)
        self._asking = asyncio.Semaphore(limits.RESOLVER_QUESTIONS_AT_ONCE_MAX)
        self._connections = asyncio.Semaphore(limits.RESOLVER_CONNECTIONS_MAX)

    async def run(self) -> None:
        """The sockets are closed afterwards."""
        with self._datagrams, self._listener:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._take_datagrams(tasks))
                tasks.create_task(self._take_connections(tasks))

    async def _take_datagrams(self, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            question, sender = await loop.sock_recvfrom(
                self._datagrams, limits.RESOLVER_UDP_BYTES_MAX
            )
            # Nothing is read meanwhile: what comes in too fast is dropped by the kernel, at its sender's cost.
            await asyncio.sleep(self._allowance.take())
            if not (self._asking.locked() or self._waiting.locked()):
                tasks.create_task(self._answer_datagram(question, sender))

    async def _answer_datagram(self, question: bytes, sender: Address) -> None:
        answer = await self._answer(question, is_datagram=True)
        if answer is not None:
            # Whoever asked may be gone, or not take what was asked for.
            with contextlib.suppress(OSError):
                await asyncio.get_running_loop().sock_sendto(self._datagrams, answer, sender)

    async def _take_connections(self, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._connections.acquire()
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError:
                # There are no more descriptors, or whoever called is gone: nothing that others should suffer from.
                self._connections.release()
                await asyncio.sleep(_ACCEPT_PAUSE_S)
                continue
            tasks.create_task(self._serve_connection(connection))

    async def _serve_connection(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection)
        # An answer counts as given once the kernel has all of it.
        writer.transport.set_write_buffer_limits(0)
        try:
            async with asyncio.timeout(2 * limits.RESOLVER_TIMEOUT.total_seconds()):
                await self._converse(reader, writer)
        except TimeoutError:
            # Closing would wait for as long as the client takes nothing.
            writer.transport.abort()
        except OSError:
            # The client is gone.
            return
        finally:
            writer.close()
            self._connections.release()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the client has no more questions, or asks one that is none."""
        while True:
            await asyncio.sleep(self._allowance.take())
            try:
                length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
                # Longer ones are no questions, and take long to read: answers are what may be long.
                question = await reader.readexactly(min(length, limits.RESOLVER_UDP_BYTES_MAX))
            except asyncio.IncompleteReadError:
                return
            answer = await self._answer(question, is_datagram=False)
            if answer is None:
                return
            writer.write(len(answer).to_bytes(_LENGTH_BYTES) + answer)
            await writer.drain()

    async def _answer(self, question: bytes, *, is_datagram: bool) -> bytes | None:
        """The answer, truncated to what a datagram may hold, or None to what is no question."""
        query = parse_question(question)
        if query is None:
            return None
        async with self._asking, self._waiting:
            answer = await self._ask(query)
        bytes_max = _datagram_bytes_max(query) if is_datagram else 0
        try:
            return answer.to_wire(max_size=bytes_max, prefer_truncation=True)
        except Exception:  # noqa: BLE001 # as in _ask: one answer, and not the resolver
            return _failure(query).to_wire()

    async def _ask(self, query: dns.message.Message) -> dns.message.Message:
        """What the first upstream server says that says anything."""
        for server in self._upstream:
            try:
                answer, _ = await dns.asyncquery.udp_with_fallback(
                    query, server, timeout=limits.RESOLVER_TIMEOUT.total_seconds()
                )
            except Exception:  # noqa: BLE001, S112 # strangers' bytes in a parser that is not ours: the next may answer
                continue
            return answer
        return _failure(query)


def parse_question(question: bytes) -> dns.message.Message | None:
    """A question of the kind that is passed on, or None for any other bytes."""
    try:
        query = dns.message.from_wire(question)
    except Exception:  # noqa: BLE001 # strangers' bytes in a parser that is not ours
        return None
    is_question = query.opcode() == dns.opcode.QUERY and not query.flags & dns.flags.QR
    return query if is_question and len(query.question) == 1 else None


def _datagram_bytes_max(query: dns.message.Message) -> int:
    """What the asker takes by UDP: 512 unless it says otherwise (RFC 6891, 6.2.5)."""
    return min(max(query.payload, _PLAIN_BYTES_MAX), limits.RESOLVER_UDP_BYTES_MAX)


def _failure(query: dns.message.Message) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.set_rcode(dns.rcode.SERVFAIL)
    return answer


class Resolver:
    """One `Names` for each network that the router tells of."""

    def __init__(self, control: socket.socket, upstream: list[str]) -> None:
        self._control = control
        self._upstream = upstream
        self._waiting = asyncio.Semaphore(limits.RESOLVER_WAITING_MAX)
        self._answering: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until the router is gone."""
        async with asyncio.TaskGroup() as tasks:
            while order := await next_order(self._control):
                match order:
                    case (AnswerNames(network=network), fds):
                        self._answering[network] = tasks.create_task(self._names(fds).run())
                    case (ForgetNames(network=network), _):
                        self._forget(network)
                    case other:
                        raise TypeError(f"an order that a resolver can't follow: {other}")
            for task in self._answering.values():
                task.cancel()

    def _names(self, fds: Iterable[int]) -> Names:
        datagrams, listener = (_socket(fd) for fd in fds)
        return Names(datagrams, listener, upstream=self._upstream, waiting=self._waiting)

    def _forget(self, network: str) -> None:
        task = self._answering.pop(network, None)
        if task is not None:
            task.cancel()


def _socket(fd: int) -> socket.socket:
    made = socket.socket(fileno=fd)
    made.settimeout(0)
    return made


def _confine() -> None:
    """What is left to this process is its sockets, and to make more that are no raw ones. Raises OSError."""
    # Compiled now: neither the library nor its memory is to be had later.
    allow_list = AllowList(call for line in ALLOWED_CALLS for call in line.split())
    calls.join_new_session_keyring()
    # Names come after invocations, where both want the processor.
    os.nice(_NICENESS)
    # CORE is 1, not 0: only 1 keeps the kernel from starting a core dump helper on the host (core(5)).
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = min(limits.RESOLVER_FILES_MAX, most_files)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    os.setgroups([])
    os.setresgid(RESOLVER_UID, RESOLVER_UID, RESOLVER_UID)
    os.setresuid(RESOLVER_UID, RESOLVER_UID, RESOLVER_UID)
    ensure(not calls.has_capabilities(), "the resolver has no capability")
    calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict([], forbids_tcp=False)
    calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)
    allow_list.install()


def main() -> None:
    """`python -m cloister.sandbox.egress.resolver <descriptor of the router's socket> <upstream address>…`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = _socket(int(sys.argv[1]))
    # Imported while files can be read.
    dns.rdata.load_all_types()  # type: ignore[no-untyped-call] # dnspython has no types here
    dns.asyncbackend.get_backend("asyncio")
    loop = asyncio.new_event_loop()
    _confine()
    control.send(CONFINED)
    loop.run_until_complete(Resolver(control, sys.argv[2:]).run())
    os._exit(0)


if __name__ == "__main__":
    main()
