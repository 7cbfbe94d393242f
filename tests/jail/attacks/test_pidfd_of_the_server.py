"""SO_PEERPIDFD hands out a pidfd of the server, who made the channel: from inside it is good for nothing (T7)."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import stat
SO_PEERPIDFD = 77
def sockets():
    return [fd for fd in range(3, 64) if os.path.exists(f"/proc/self/fd/{fd}") and stat.S_ISSOCK(os.fstat(fd).st_mode)]
def peer(fd):
    connection = socket.socket(fileno=os.dup(fd))
    return struct.unpack("i", connection.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, 4))[0]
def handler(event, context):
    if event.get("plain"):
        pair = socket.socketpair()
        if os.fork():
            return os.waitstatus_to_exitcode(os.wait()[1])
        os._exit(0 if answer(signal.pidfd_send_signal, peer(pair[1].fileno()), 0) == "OK" else 1)
    (channel,) = sockets()
    try:
        pidfd = peer(channel)
    except OSError:
        return None
    number = [line.split()[1] for line in open(f"/proc/self/fdinfo/{pidfd}") if line.startswith("Pid:")]
    taken = answer(call, "pidfd_getfd", pidfd, 0, 0)
    joined = answer(call, "setns", pidfd, 0x40000000)
    return {"pid": number, "signal": answer(signal.pidfd_send_signal, pidfd, 0), "taken": taken, "joined": joined}
""")


async def test_a_function_does_nothing_to_the_server_by_its_pidfd(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    # None from a kernel before 6.5, which has no such option.
    if found is not None:
        assert found["pid"] == ["0"]
        assert found["signal"] in ("EINVAL", "EPERM")
        assert (found["taken"], found["joined"]) == ("EPERM", "EPERM")


async def test_in_one_pid_namespace_the_same_descriptor_reaches_the_peer() -> None:
    assert await outside(ATTACK, {"plain": True}) == 0
