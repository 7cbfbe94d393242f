"""A kernel module is the kernel: T5, T6."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def handler(event, context):
    garbage = os.memfd_create("module")
    return {
        "init_module": answer(call, "init_module", b"garbage", 7, b""),
        "finit_module": answer(call, "finit_module", garbage, b"", 0),
        "delete_module": answer(call, "delete_module", b"no_such_module", os.O_NONBLOCK),
    }
""")


async def test_a_function_loads_and_unloads_no_module(lab: Lab) -> None:
    assert set((await lab.result(ATTACK)).values()) == {"EPERM"}


async def test_a_process_without_a_jail_is_refused_for_the_garbage_that_it_brings() -> None:
    # ENOSYS from a kernel that is built without modules: no twin can load one there.
    answers = set((await outside(ATTACK)).values())

    assert answers <= {"ENOEXEC", "ENOENT", "EINVAL", "EBADF", "ENOSYS"}
