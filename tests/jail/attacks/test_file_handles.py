"""open_by_handle_at() opens inodes by number, past every mount and root: "shocker" read the host's files so (T5)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import tempfile
AT_FDCWD = -100
def opened(place, handle):
    os.close(call("open_by_handle_at", place, handle, os.O_RDONLY))
def handler(event, context):
    with tempfile.NamedTemporaryFile() as file:
        handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
        mount = ctypes.byref(ctypes.c_int())
        named = answer(call, "name_to_handle_at", AT_FDCWD, file.name.encode(), handle, mount, 0)
        place = os.open("/tmp", os.O_RDONLY)
        # Shocker's guess where no handle was told: inode 2, a file system's root.
        guess = struct.pack("IiII", 8, 1, 2, 0)
        return [named, answer(opened, place, handle if named == "OK" else guess)]
""")


async def test_a_function_neither_learns_nor_opens_file_handles(lab: Lab) -> None:
    assert await lab.result(ATTACK) == ["EPERM", "EPERM"]


async def test_without_the_filter_it_learns_them_and_lacks_the_capability_to_open_them(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        assert await unguarded.result(ATTACK) == ["OK", "EPERM"]


async def test_a_process_without_a_jail_opens_files_by_handle() -> None:
    assert await outside(ATTACK) == ["OK", "OK"]
