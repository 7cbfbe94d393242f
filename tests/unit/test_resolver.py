"""What one network's questions may cost the process that answers all of them. Real sockets, no network."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import dns.message
import dns.rrset
import pytest

from cloister.domain import limits
from cloister.sandbox.egress.resolver import Names

QUESTION = dns.message.make_query("example.com", "TXT").to_wire()
ASKED = len(QUESTION).to_bytes(2) + QUESTION
PATIENCE_S = 10
SMALL_BUFFER_BYTES = 4096


class LongWinded(Names):
    """Knows the same long answer to everything, and of the connections on which it gives it."""

    served: list[asyncio.WriteTransport]
    has_served: asyncio.Event

    async def _serve_connection(self, connection: socket.socket) -> None:
        await super()._serve_connection(connection)
        self.has_served.set()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.served.append(writer.transport)
        await super()._converse(reader, writer)

    async def _ask(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        texts = [f'"{number:0>250}"' for number in range(200)]
        answer.answer.append(dns.rrset.from_text("example.com.", 60, "IN", "TXT", *texts))
        return answer


class OutOfDescriptors(socket.socket):
    """A listener that can't accept at first."""

    has_failed = False

    def accept(self) -> tuple[socket.socket, object]:
        if not self.has_failed:
            self.has_failed = True
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@asynccontextmanager
async def answering(
    kind: type[socket.socket] = socket.socket,
) -> AsyncIterator[tuple[LongWinded, str, int]]:
    """Names for a network, and where they are asked by TCP."""
    datagrams, listener = socket.socket(type=socket.SOCK_DGRAM), kind()
    for each in (datagrams, listener):
        each.bind(("127.0.0.1", 0))
        each.setblocking(False)
    # As small as they get: the kernel takes megabytes of what nobody reads.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER_BYTES)
    listener.listen()
    names = LongWinded(datagrams, listener, upstream=[], waiting=asyncio.Semaphore(1))
    names.served, names.has_served = [], asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(names.run())
        yield names, *listener.getsockname()
        running.cancel()


async def test_a_client_that_takes_no_answer_holds_no_descriptor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "RESOLVER_TIMEOUT", timedelta(milliseconds=200))
    async with answering() as (names, host, port):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
            client.connect((host, port))
            client.send(ASKED * 20)
            async with asyncio.timeout(PATIENCE_S):
                await names.has_served.wait()
            # Where the transport lets go of its socket.
            await asyncio.sleep(0)

            assert names.served[0].get_extra_info("socket").fileno() < 0


async def test_a_client_that_has_asked_enough_gets_all_of_its_answers() -> None:
    async with answering() as (_, host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(ASKED * 3)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE_S):
            answers = await reader.read()
        writer.close()

    assert answers.count(b"example") == 3


async def test_a_question_longer_than_any_ends_the_conversation() -> None:
    padded = QUESTION + bytes(limits.RESOLVER_UDP_BYTES_MAX)
    async with answering() as (_, host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(len(padded).to_bytes(2) + padded)
        async with asyncio.timeout(PATIENCE_S):
            answers = await reader.read()
        writer.close()

    assert answers == b""


async def test_without_descriptors_it_waits_for_some_and_answers_then() -> None:
    async with answering(OutOfDescriptors) as (_, host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(ASKED)
        async with asyncio.timeout(PATIENCE_S):
            length = int.from_bytes(await reader.readexactly(2))
        writer.close()

    assert length > limits.RESOLVER_UDP_BYTES_MAX
