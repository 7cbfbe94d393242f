"""T3: the kernel counts connections that nobody holds any more for the whole machine (net.ipv4.tcp_max_orphans).

Whoever closes them before their peer has taken everything leaves them to the kernel for minutes; beyond the bound it
resets whatever anybody closes, the host's server included.
Those that end well it remembers for a minute, in tables of the whole machine and in memory that is charged to nobody:
a function of 128 MB left 94,000 within twenty seconds.
"""

import pytest

from tests.jail.attacks.probes_kernel import LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 200
ATTACK = with_system_calls(f"""
FIN_WAIT_1 = "04"
def abandoned():
    lines = open("/proc/self/net/tcp").read().splitlines()[1:]
    return sum(line.split()[3] == FIN_WAIT_1 for line in lines)
def handler(event, context):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    unread, clients = [], []
    for _ in range({MANY}):
        client = socket.socket()
        client.connect(listener.getsockname())
        clients.append(client)
        unread.append(listener.accept()[0])
        client.setblocking(False)
        try:
            while True:
                client.send(bytes(4096))
        except BlockingIOError:
            pass
    # All at once: on a busy machine the first would be given up before the last is there.
    for client in clients:
        client.close()
    most = abandoned()
    until = time.monotonic() + 5
    while abandoned() and time.monotonic() < until:
        # The kernel gives them up by timers of its own, and tells nobody.
        time.sleep(0.1)
    return [most, abandoned()]
""")

REMEMBERED_MAX = 1024
ENDED = 2 * REMEMBERED_MAX
ATTACK_BY_REMEMBRANCE = with_system_calls(f"""
def remembered():
    # "TCP: inuse 0 orphan 0 tw 1024 alloc 2 mem 1"
    tcp = next(line.split() for line in open("/proc/self/net/sockstat") if line.startswith("TCP:"))
    return int(tcp[tcp.index("tw") + 1])
def handler(event, context):
    listener = socket.create_server(("127.0.0.1", 0))
    for _ in range({ENDED}):
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
        client.close()
        server.close()
    return remembered()
""")


async def test_what_a_function_closes_unread_is_given_up_within_seconds(lab: Lab) -> None:
    assert await lab.result(ATTACK) == [MANY, 0]


async def test_without_that_step_it_stays(lab_without: LabWithout) -> None:
    async with lab_without("give up closed connections soon") as unguarded:
        assert await unguarded.result(ATTACK) == [MANY, MANY]


async def test_of_connections_that_ended_well_few_are_remembered(lab: Lab) -> None:
    assert 0 < await lab.result(ATTACK_BY_REMEMBRANCE) <= REMEMBERED_MAX


async def test_without_that_step_all_of_them_are(lab_without: LabWithout) -> None:
    async with lab_without("give up closed connections soon") as unguarded:
        assert await unguarded.result(ATTACK_BY_REMEMBRANCE) == ENDED
