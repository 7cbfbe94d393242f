"""Copy Fail (CVE-2026-31431) wrote to read-only files' page cache by AF_ALG and splice(); here is neither: T3, T6."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def spliced():
    file = os.open(sys.executable, os.O_RDONLY)
    call("splice", file, None, os.pipe()[1], None, 16, 0)
def sent():
    left, right = socket.socketpair()
    os.sendfile(left.fileno(), os.open(sys.executable, os.O_RDONLY), 0, 16)
def handler(event, context):
    return {
        "cipher": answer(socket.socket, 38, socket.SOCK_SEQPACKET),
        "splice": answer(spliced),
        "sendfile": answer(sent),
    }
""")


async def test_a_tenants_function_moves_no_pages_between_files_pipes_and_ciphers(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert found == {"cipher": "EAFNOSUPPORT", "splice": "ENOSYS", "sendfile": "EINVAL"}


async def test_without_the_filter_it_does_with_whatever_ciphers_the_kernel_has(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert (found["splice"], found["sendfile"]) == ("OK", "OK")
    # This machine's kernel may be built without: then it was asked, and that is the difference.
    assert found["cipher"] in ("OK", "EAFNOSUPPORT")
