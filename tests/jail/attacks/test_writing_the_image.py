"""runc's path CVEs wrote to what was read-only by another of its names: /proc/self/root, a descriptor, a link (T5)."""

from pathlib import Path

import pytest

from tests.jail.attacks.probes_kernel import (
    FILTER,
    LANDLOCK,
    LabWithout,
    outside,
    with_system_calls,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
PLACES = "var/task var/runtime var/lang/bin etc usr/bin".split()
def written(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
def unnamed(place):
    os.close(os.open(place, os.O_TMPFILE | os.O_WRONLY))
def attempts(place, scratch):
    existing = next(entry.path for entry in os.scandir(place) if entry.is_file(follow_symlinks=False))
    mine = scratch + "/mine"
    written(mine)
    yield "truncate", os.truncate, existing, 0
    yield "open", written, existing
    yield "create", written, place + "/new"
    yield "unnamed", unnamed, place
    yield "directory", os.mkdir, place + "/directory"
    yield "symlink", os.symlink, "/tmp", place + "/symlink"
    yield "link in", os.link, mine, place + "/linked"
    yield "link out", os.link, existing, scratch + "/linked" + str(time.monotonic_ns())
    yield "mode", os.chmod, existing, 0o777
    yield "attribute", os.setxattr, existing, "user.x", b"x"
    yield "times", os.utime, existing, (0, 0)
    yield "replace", os.rename, mine, existing
    yield "remove", os.unlink, existing
def handler(event, context):
    root, scratch = event.get("root", ""), event.get("scratch", "/tmp")
    top = os.open(root or "/", os.O_RDONLY)
    names = root, f"/proc/self/root{root}", f"/proc/self/fd/{top}", f"/proc/self/cwd/..{event.get('up', '/..')}"
    places = [f"{name}/{place}" for name in names for place in PLACES]
    return [
        [place, what, found]
        for place in places
        for what, attempt, *args in attempts(place, scratch)
        if (found := answer(attempt, *args)) not in ("EROFS", "EACCES", "EXDEV", "EPERM")
    ]
""")


async def test_a_function_writes_to_nothing_but_tmp_by_whatever_name(lab: Lab) -> None:
    assert await lab.result(ATTACK) == []


async def test_without_landlock_and_filter_the_mounts_are_read_only_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER, LANDLOCK) as unguarded:
        assert await unguarded.result(ATTACK) == []


async def test_in_an_image_that_is_a_plain_directory_all_of_it_succeeds(tmp_path: Path) -> None:
    for place in ("var/task", "var/runtime", "var/lang/bin", "etc", "usr/bin"):
        (tmp_path / "root" / place).mkdir(parents=True)
        for number in range(8):
            (tmp_path / "root" / place / f"existing{number}").touch()

    done = await outside(
        ATTACK,
        {"root": str(tmp_path / "root"), "scratch": str(tmp_path), "up": "/root"},
        cwd=tmp_path / "root",
    )

    succeeded = {what for _, what, found in done if found == "OK"}
    assert succeeded >= {"truncate", "open", "create", "unnamed", "directory", "symlink", "link in"}
    assert succeeded >= {"link out", "mode", "times", "replace", "remove"}
