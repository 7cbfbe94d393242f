"""T5: FIEMAP tells on which blocks of the host's disk a file of the image lies, through an overlay as well."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
FS_IOC_FIEMAP, ONE_EXTENT = 0xC020660B, struct.pack("=QQIIII", 0, 2**40, 0, 0, 1, 0)
def handler(event, context):
    told = ctypes.create_string_buffer(ONE_EXTENT, len(ONE_EXTENT) + 56)
    return answer(call, "ioctl", os.open(os.__file__, os.O_RDONLY), FS_IOC_FIEMAP, told)
""")


async def test_a_function_learns_nothing_of_the_disk(lab: Lab) -> None:
    assert await lab.result(ATTACK) == "ENOTSUP"


async def test_without_the_filter_it_does(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == "OK"
