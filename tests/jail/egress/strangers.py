"""Servers that answer on every address of the network that they are started in: the internet, and what is not to be.

TCP servers say who is calling; UDP servers send back who asked; port 53 answers names. Prints a line when they stand.
"""

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Callable
from typing import TypeAlias

import dns.message
import dns.rrset

TCP_PORTS = (25, 80, 465, 9000)
COUNTING_PORT = 81
"""Says how many bytes it got."""
UDP_PORT = 7777
NAMES = {"public.test.": "203.0.113.80", "rebound.test.": "10.1.2.3"}
LONG_NAME = "long.test."
"""One with more addresses than fit into a datagram."""
LONG_ANSWER_ADDRESSES = 200
IP_PKTINFO = 8
"""linux/in.h; Python 3.11 has no name for it."""
IN_PKTINFO = struct.Struct("=I4s4s")


Answer: TypeAlias = Callable[[bytes, tuple[str, int]], bytes]


async def main() -> None:
    for port in TCP_PORTS:
        await asyncio.start_server(_greet, "0.0.0.0", port)
    await asyncio.start_server(_greet, "::", 80)
    await asyncio.start_server(_count, "0.0.0.0", COUNTING_PORT)
    await asyncio.start_server(_answer_by_tcp, "0.0.0.0", 53)
    loop = asyncio.get_running_loop()
    for port, answer in ((UDP_PORT, _caller), (53, _name)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # The answer comes from the address that was asked, whichever it was.
        listener.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        listener.bind(("0.0.0.0", port))
        loop.add_reader(listener, _answer_datagram, listener, answer)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def _greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.write(f"hello {writer.get_extra_info('peername')[0]}".encode())
        await writer.drain()
    writer.close()


async def _count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.write(str(len(await reader.read())).encode())
        await writer.drain()
    writer.close()


async def _answer_by_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        length = int.from_bytes(await reader.readexactly(2), "big")
        answer = _message(await reader.readexactly(length)).to_wire()
        writer.write(len(answer).to_bytes(2, "big") + answer)
        await writer.drain()
    writer.close()


def _answer_datagram(listener: socket.socket, answer: Answer) -> None:
    data, ancillary, _, sender = listener.recvmsg(4096, 256)
    asked = IN_PKTINFO.unpack(ancillary[0][2])[1]
    source = IN_PKTINFO.pack(0, asked, b"\0\0\0\0")
    with contextlib.suppress(OSError):
        listener.sendmsg(
            [answer(data, sender)], [(socket.IPPROTO_IP, IP_PKTINFO, source)], 0, sender
        )


def _caller(_: bytes, sender: tuple[str, int]) -> bytes:
    return sender[0].encode()


def _name(data: bytes, _: tuple[str, int]) -> bytes:
    return _message(data).to_wire(max_size=1232, prefer_truncation=True)


def _message(data: bytes) -> dns.message.Message:
    query = dns.message.from_wire(data)
    answer = dns.message.make_response(query, recursion_available=True)
    name = query.question[0].name.to_text()
    addresses = [NAMES[name]] if name in NAMES else []
    if name == LONG_NAME:
        addresses = [f"203.0.113.{number}" for number in range(LONG_ANSWER_ADDRESSES)]
    if addresses and query.question[0].rdtype == dns.rdatatype.A:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", "A", *addresses))
    return answer


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
    sys.exit()
