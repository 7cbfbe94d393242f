"""Dirty Frag and Fragnesia (CVE-2026-43284, -46300) put ESP over UDP and TCP sockets that anybody may open: T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
SOL_TCP, TCP_ULP, SOL_UDP, UDP_ENCAP = 6, 31, 17, 100
def option(kind, level, name, value):
    with socket.socket(socket.AF_INET, kind) as opened:
        opened.setsockopt(level, name, value)
def under_high_bits():
    high = 1 << 32
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        call("setsockopt", opened.fileno(), high | SOL_UDP, high | UDP_ENCAP, struct.pack("i", 2), 4)
def handler(event, context):
    return {
        "espintcp": answer(option, socket.SOCK_STREAM, SOL_TCP, TCP_ULP, b"espintcp"),
        "kernel TLS": answer(option, socket.SOCK_STREAM, SOL_TCP, TCP_ULP, b"tls"),
        "ESP in UDP": answer(option, socket.SOCK_DGRAM, SOL_UDP, UDP_ENCAP, 2),
        "the same under high bits": answer(under_high_bits),
    }
""")


async def test_a_function_puts_no_protocol_over_its_sockets(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_without_the_filter_the_kernel_takes_it_or_looks_for_the_protocols_module(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        answers = await unguarded.result(ATTACK)

    assert {answers["ESP in UDP"], answers["the same under high bits"]} <= {"OK", "ENOPROTOOPT"}
    assert {answers["espintcp"], answers["kernel TLS"]} <= {"ENOENT", "ENOTCONN", "EINVAL"}
