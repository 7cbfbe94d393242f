"""T12: the parts of a datagram that is never sent are memory of the kernel's that no group is charged for.

A function of 128 MB held 1.7 gigabytes so, by 60 KB in each of 28,000 sockets.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOCKETS = 100
ATTACK = with_system_calls(f"""
UDP_CORK = 1
PART = bytes(60_000)
SENDMMSG = 307 if IS_X86_64 else 269
held = []

def by_sendto(socket_, part):
    socket_.send(part, socket.MSG_MORE)

def by_sendmsg(socket_, part):
    socket_.sendmsg([part], (), socket.MSG_MORE)

def by_sendmmsg(socket_, part):
    text = ctypes.create_string_buffer(part)
    vector = ctypes.create_string_buffer(struct.pack("PN", ctypes.addressof(text), len(part)))
    message = struct.pack("PI4xPNPNi4xI4x", 0, 0, ctypes.addressof(vector), 1, 0, 0, 0, 0)
    call("syscall", SENDMMSG, socket_.fileno(), message, 1, socket.MSG_MORE)

def by_cork(socket_, part):
    socket_.setsockopt(socket.IPPROTO_UDP, UDP_CORK, 1)
    socket_.send(part)

def hoard(put, family, address):
    for _ in range({SOCKETS}):
        held.append(socket.socket(family, socket.SOCK_DGRAM))
        held[-1].connect((address, 9))
        put(held[-1], PART)

def handler(event, context):
    said = {{}}
    for put in (by_sendto, by_sendmsg, by_sendmmsg, by_cork):
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            said[f"{{put.__name__}} {{address}}"] = answer(hoard, put, family, address)
    return said
""")
ADDRESSES = ("127.0.0.1", "::1")
BY_MESSAGE = [f"by_{way} {to}" for way in ("sendto", "sendmsg", "sendmmsg") for to in ADDRESSES]
BY_CORK = [f"by_cork {to}" for to in ADDRESSES]


async def test_a_function_keeps_no_parts(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {
        **dict.fromkeys(BY_MESSAGE, "ENOTSUP"),
        **dict.fromkeys(BY_CORK, "EPERM"),
    }


async def test_without_the_filter_it_keeps_as_many_as_it_has_sockets(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == dict.fromkeys([*BY_MESSAGE, *BY_CORK], "OK")
