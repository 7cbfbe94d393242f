"""T12: access lists of files are memory of the kernel's that no group is charged for.

A function of 128 MB held more than a gigabyte of it within fifteen seconds, by lists of 64 KiB in its /tmp.
"""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIRECTORIES = 500
LIST_BYTES = 64_000
LARGEST_BYTES = 255
ATTACK = with_system_calls(f"""
OWNER, USER, GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
VERSION, NOBODY = 2, 0xFFFFFFFF

def entry(tag, who=NOBODY):
    return struct.pack("=HHI", tag, 7, who)

def a_list(of_bytes):
    # The same user again and again: the kernel minds nothing but their order.
    users = entry(USER, os.getuid()) * (of_bytes // 8 - 4)
    return struct.pack("=I", VERSION) + entry(OWNER) + users + entry(GROUP) + entry(MASK) + entry(OTHERS)

def hoard(of_bytes):
    for number in range({DIRECTORIES}):
        directory = f"/tmp/{{of_bytes}}-{{number}}"
        os.mkdir(directory)
        for kind in ("access", "default"):
            os.setxattr(directory, f"system.posix_acl_{{kind}}", a_list(of_bytes))

def label(size):
    for set_on in ("/tmp", os.open("/tmp", os.O_RDONLY)):
        os.setxattr(set_on, "user.label", bytes(size))
    os.setxattr("/tmp", "user.label", bytes(size), follow_symlinks=False)

def handler(event, context):
    return {{
        "large lists": answer(hoard, {LIST_BYTES}),
        "a small list": answer(hoard, {LARGEST_BYTES - 64}),
        "the largest label": answer(label, {LARGEST_BYTES}),
        "a larger label": answer(label, {LARGEST_BYTES + 1}),
    }}
""")


async def test_a_function_keeps_small_ones_only(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {
        "large lists": "EPERM",
        "a small list": "OK",
        "the largest label": "OK",
        "a larger label": "EPERM",
    }


async def test_without_the_filter_it_keeps_more_than_it_may_have(lab_without: LabWithout) -> None:
    async with lab_without(FILTER) as unguarded:
        # Of 64 MB in lists: half of what the function may have, and nobody ends it.
        said = await unguarded.result(ATTACK, memory_mb=128)

    assert set(said.values()) == {"OK"}
