"""Orders that nobody has read yet wait, in order; only who is gone, or reads nothing for ever, refuses them."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.outbox import Outbox
from tests.support import until

BURST = 2_000
"""Many more than the kernel keeps for a socket."""
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    its.setblocking(False)
    with ours, its:
        yield ours, its


def open_fds() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def read(its: socket.socket, count: int) -> list[int]:
    loop = asyncio.get_running_loop()
    return [int(await loop.sock_recv(its, 100)) for _ in range(count)]


def fill(outbox: Outbox) -> int:
    """How many orders were sent until one waited."""
    count = 0
    while not outbox.is_waiting:
        outbox.send(str(count).encode())
        count += 1
    return count


async def test_a_burst_that_nobody_reads_at_once_arrives_whole_and_in_order(pair: Pair) -> None:
    ours, its = pair
    outbox = Outbox(ours)

    for number in range(BURST):
        outbox.send(str(number).encode())
    assert outbox.is_waiting
    received = await read(its, BURST)

    assert received == list(range(BURST))
    assert not outbox.is_waiting


async def test_what_is_sent_while_others_wait_comes_after_them(pair: Pair) -> None:
    ours, its = pair
    outbox = Outbox(ours)
    count = fill(outbox)

    its.recv(100)
    outbox.send(str(count).encode())
    received = await read(its, count)

    assert received == list(range(1, count + 1))


async def test_descriptors_wait_too_and_the_senders_own_may_be_closed(
    pair: Pair, tmp_path: Path
) -> None:
    ours, its = pair
    outbox = Outbox(ours)
    count = fill(outbox)
    (tmp_path / "file").write_text("what it says")
    before = open_fds()

    fd = os.open(tmp_path / "file", os.O_RDONLY)
    outbox.send(b"with a file", [fd])
    os.close(fd)
    await read(its, count)
    await until(lambda: not outbox.is_waiting)
    _, [received] = receive_fds(its, 100, 1)

    assert os.read(received, 100) == b"what it says"
    os.close(received)
    assert open_fds() == before


async def test_whoever_closes_it_keeps_no_copies(pair: Pair) -> None:
    ours, _ = pair
    outbox = Outbox(ours)
    fill(outbox)
    before = open_fds()
    outbox.send(b"with a socket", [ours.fileno()])

    outbox.close()
    outbox.close()

    assert open_fds() == before
    assert not outbox.is_waiting


async def test_nobody_reads_what_is_sent_to_who_is_gone(pair: Pair) -> None:
    ours, its = pair
    outbox = Outbox(ours)

    its.close()

    with pytest.raises(OSError, match=r"Broken pipe|reset"):
        outbox.send(b"anybody?")


async def test_what_waited_for_who_is_gone_is_dropped(pair: Pair) -> None:
    ours, its = pair
    outbox = Outbox(ours)
    fill(outbox)
    before = open_fds()
    outbox.send(b"with a socket", [ours.fileno()])

    its.close()
    await until(lambda: not outbox.is_waiting)

    # The other end was one of them.
    assert open_fds() == before - 1


async def test_so_many_wait_and_no_more(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ORDERS_WAITING_MAX", 3)
    ours, _ = pair
    outbox = Outbox(ours)
    fill(outbox)
    outbox.send(b"the second")
    outbox.send(b"the third")

    with pytest.raises(OSError, match="3 orders wait already") as refused:
        outbox.send(b"the fourth")

    assert refused.value.errno == errno.ENOBUFS
    outbox.close()
