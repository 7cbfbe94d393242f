"""T2 (isolation.md 0.5): a session keyring goes through a template into all its forks, whatever their uid."""

import pytest

from tests.jail.attacks.probes_neighbours import (
    NEIGHBOURHOODS,
    UNPRIVILEGED,
    LabWithout,
    Neighbourhood,
    of_two_functions,
    without_a_jail,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
ADD_KEY, KEYCTL = (248, 250) if os.uname().machine == "x86_64" else (217, 219)
SESSION, SEARCH, READ = -3, 10, 11

def leave():
    return answer(call, "syscall", ADD_KEY, b"user", b"cloister-attack", b"secret", 6, SESSION)

def look():
    buffer = ctypes.create_string_buffer(32)
    try:
        key = call("syscall", KEYCTL, SEARCH, SESSION, b"user", b"cloister-attack", 0)
        call("syscall", KEYCTL, READ, key, buffer, 32)
    except OSError as error:
        return errno.errorcode[error.errno]
    return buffer.value.decode()
"""

FORKS = """
def meet(uids):
    call("syscall", KEYCTL, 1, None)
    return [in_a_fork(leave, uids[0]), in_a_fork(look, uids[1])]

def in_a_fork(act, uid):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        os.write(writer, act().encode())
        os._exit(0)
    os.wait()
    return os.read(reader, 100).decode()
"""
"""What a template and two of its forks would be without the step "join an empty session keyring"."""


@NEIGHBOURHOODS
async def test_no_key_can_be_left_or_looked_for(lab: Lab, neighbours: Neighbourhood) -> None:
    tenants = neighbours(lab, SOURCE)

    assert await tenants.does("attacker", "leave") == "EPERM"
    assert await tenants.does("victim", "look") == "EPERM"


async def test_without_the_filter_every_environment_has_a_keyring_of_its_own(
    lab_without: LabWithout,
) -> None:
    async with lab_without("install the system call filter") as unfiltered:
        tenants = of_two_functions(unfiltered, SOURCE)

        assert await tenants.does("attacker", "leave") == "OK"
        assert await tenants.does("victim", "look") == "ENOKEY"


async def test_a_keyring_that_was_there_before_a_fork_is_read_by_another_uid() -> None:
    async with without_a_jail(SOURCE + FORKS, uids=(0, 0)) as processes:
        met = await processes.does("attacker", "meet", uids=[UNPRIVILEGED, UNPRIVILEGED + 1])

    assert met == ["OK", "secret"]
