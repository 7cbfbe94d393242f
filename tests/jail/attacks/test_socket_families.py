"""Every socket family is a module of the kernel to attack; three are needed, and of netlink one protocol: T6, T8."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
STREAM, DGRAM, RAW, SEQPACKET = 1, 2, 3, 5
NETLINK = 16
SOCKETS = {
    "AX25": (3, DGRAM, 0), "IPX": (4, DGRAM, 0), "KEY": (15, RAW, 2), "PACKET": (17, RAW, 0), "RDS": (21, SEQPACKET, 0),
    "LLC": (26, DGRAM, 0), "CAN": (29, RAW, 1), "TIPC": (30, STREAM, 0), "BLUETOOTH": (31, RAW, 1),
    "RXRPC": (33, DGRAM, 2), "PHONET": (35, DGRAM, 0), "ALG": (38, SEQPACKET, 0), "NFC": (39, SEQPACKET, 1),
    "VSOCK": (40, STREAM, 0), "KCM": (41, DGRAM, 0), "QIPCRTR": (42, DGRAM, 0), "SMC": (43, STREAM, 0),
    "XDP": (44, RAW, 0), "MCTP": (45, DGRAM, 0),
    "NETLINK_SOCK_DIAG": (NETLINK, RAW, 4), "NETLINK_XFRM": (NETLINK, RAW, 6), "NETLINK_AUDIT": (NETLINK, RAW, 9),
    "NETLINK_NETFILTER": (NETLINK, RAW, 12), "NETLINK_KOBJECT_UEVENT": (NETLINK, RAW, 15),
    "NETLINK_GENERIC": (NETLINK, RAW, 16), "NETLINK_CRYPTO": (NETLINK, RAW, 21),
    "MPTCP": (2, STREAM, 262), "SCTP": (2, STREAM, 132), "UDPLITE": (2, DGRAM, 136), "DCCP": (2, 6, 33),
}
def handler(event, context):
    return {name: answer(socket.socket, *kind) for name, kind in SOCKETS.items()}
""")


async def test_a_function_opens_sockets_of_no_other_family_or_protocol(lab: Lab) -> None:
    answers = await lab.result(ATTACK)

    assert set(answers.values()) == {"EAFNOSUPPORT"}


async def test_without_the_filter_it_opens_whatever_the_kernel_has(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        answers = await unguarded.result(ATTACK)

    assert {name for name, found in answers.items() if found == "OK"} >= {"NETLINK_GENERIC"}
    # What is left needs a capability in the network namespace, and the sandbox has none.
    assert {name for name, found in answers.items() if found == "EPERM"} <= {
        "PACKET",
        "XDP",
        "KEY",
        "CAN",
    }
