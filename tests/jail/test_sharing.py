"""What a sandbox copied of its template's memory and did not change it gives back once it rests, and nothing else."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Returned
from cloister.pool.environment import Environment
from cloister.sandbox.namespaces import compiled
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.standing_ready import groups_of, processes_of
from tests.loose import Json
from tests.support import Lab, a_pool, an_invocation, clock, link_layers, until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(shutil.which(compiled.COMPILER) is None, reason="needs a compiler"),
]

GIVEN_BACK_KB = 1000
"""At least: a third of all that it has. Where the file has the template's own bytes it is 900."""
NOTHING_KB = 50
"""A page or two may have been copied or let go of meanwhile."""
GUARD = " && processes_seen() == ALONE"
TRIVIAL = "def handler(event, context):\n    return 1"
NOT_ALONE = """
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()

    def handler(event, context):
        return 1
"""
COUNTING = """
    import ctypes, subprocess, sys

    library = ctypes.PyDLL("/var/runtime/sharing.so")

    def own_kb():
        lines = open("/proc/self/smaps_rollup").read().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))

    def given_back():
        # Counts who uses each of them, and counts it back.
        for module in list(sys.modules.values()):
            for value in vars(module).values():
                pass
        before = own_kb()
        library.give_back()
        return before - own_kb()

    def handler(event, context):
        if event:
            subprocess.Popen(["sleep", "60"])
        return [given_back() for _ in range(2)]
"""
TWO_CORES_MB = 3538
TOGGLING = """
    import ctypes, sys, types

    ROUNDS = 200
    attack = ctypes.CDLL("/var/task/attack.so")
    library = ctypes.PyDLL("/var/runtime/sharing.so")

    def places():
        lines = [line for line in open("/proc/self/maps") if "template" in line and " rw-p " in line]
        ranges = [tuple(int(end, 16) for end in line.split()[0].split("-")) for line in lines]
        values = [value for module in list(sys.modules.values()) for value in vars(module).values()]
        texts = [value.__doc__ for value in values if type(value) is types.FunctionType and value.__doc__]
        # The last letter of a description that nobody looks at, one in each page.
        ends = {id(text) + sys.getsizeof(text) - 2 for text in texts if text.isascii()}
        return list({end >> 12: end for end in ends if any(start <= end < beyond for start, beyond in ranges)}.values())

    def handler(event, context):
        found = places()
        attack.begin((ctypes.c_void_p * len(found))(*found), len(found))
        for _ in range(ROUNDS):
            library.give_back()
            if attack.lost_writes():
                break
        return attack.lost_writes()
"""
ATTACK = """
    #define _GNU_SOURCE
    #include <sched.h>
    #include <signal.h>
    #include <string.h>

    enum { PLACES_MAX = 4096 };
    static char stack[16384] __attribute__((aligned(16)));
    static volatile char *places[PLACES_MAX];
    static char before[PLACES_MAX];
    static int count;
    static volatile int lost;

    static int toggle(void *nothing) {
        for (;;) {
            for (int each = 0; each < count; each++)
                *places[each] = before[each] ^ 1;
            for (int each = 0; each < count; each++)
                lost += *places[each] == before[each];
            for (int each = 0; each < count; each++)
                *places[each] = before[each];
        }
    }

    int begin(char **given, int many) {
        count = many < PLACES_MAX ? many : PLACES_MAX;
        for (int each = 0; each < count; each++) {
            places[each] = given[each];
            before[each] = *given[each];
        }
        return clone(toggle, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
    }

    int lost_writes(void) { return lost; }
"""
CHANGING = """
    import ctypes, json, logging, string, sys

    class Own(json.JSONEncoder):
        kept = {str(number): [number] * 3 for number in range(5000)}

    def handler(event, context):
        if not event:
            json.decoder.NaN = "changed"
            logging.root.name = "changed"
            sys.modules["changed"] = string
            string.Template.delimiter = "%"
            sys.intern("unchanged")
        return {
            "changed": [json.decoder.NaN, logging.root.name, sys.modules["changed"].Template.delimiter],
            "own": json.dumps(Own.kept),
            "small": sum(range(300)),
        }
"""
TAMPERING = """
    import ctypes, hashlib, mmap, os, re

    libc = ctypes.CDLL(None, use_errno=True)
    MADV_REMOVE = 9

    def mappings(rights):
        lines = [line for line in open("/proc/self/maps") if "template" in line and rights in line]
        return [tuple(int(end, 16) for end in line.split()[0].split("-")) for line in lines]

    def digest(start, end):
        return hashlib.sha256(ctypes.string_at(start, end - start)).hexdigest()

    def tamper(start):
        rights = mmap.PROT_READ | mmap.PROT_WRITE
        allowed = libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(mmap.PAGESIZE), rights)
        ctypes.memmove(start, b"tampered", 8)
        removed = libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(mmap.PAGESIZE), MADV_REMOVE)
        return ["allowed" if allowed == 0 else "refused", "removed" if removed == 0 else "kept"]

    def answer(call, *arguments):
        try:
            call(*arguments)
        except OSError as error:
            return type(error).__name__
        return "done"

    def reopen(start, end):
        os.close(os.open(f"/proc/self/map_files/{start:x}-{end:x}", os.O_RDWR))

    def handler(event, context):
        [(start, end)] = mappings(" r--p ")
        before = digest(start, end)
        if "own" in event:
            return tampering_with_ones_own()
        if "tamper" in event:
            return {
                "opened": answer(reopen, start, end),
                "shared": mappings(" rw-s ") + mappings(" r--s "),
                "tampered": tamper(start),
                "seen": digest(start, end) != before,
            }
        return before

    def tampering_with_ones_own():
        file = os.memfd_create("own")
        os.truncate(file, mmap.PAGESIZE)
        shared = mmap.mmap(file, mmap.PAGESIZE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(shared))
        ctypes.memmove(start, b"as it was", 9)
        return [tamper(start), os.pread(file, 9, 0).strip(b"\\0").decode()]
"""


async def test_who_rests_gives_back_what_it_did_not_change(
    lab: Lab, driver: NamespaceDriver
) -> None:
    async with (
        _answered(lab, driver, TRIVIAL) as (_, alone),
        _answered(lab, driver, NOT_ALONE) as (_, other),
    ):
        assert await until(lambda: _own_kb(alone) + GIVEN_BACK_KB < _own_kb(other))


async def test_who_rests_again_gives_back_again(lab: Lab) -> None:
    given_back = await _told(lab, lab.version(COUNTING), "tenant-A", {})

    assert min(given_back) > GIVEN_BACK_KB


async def test_who_has_another_process_gives_nothing_back(lab: Lab) -> None:
    given_back = await _told(lab, lab.version(COUNTING), "tenant-A", {"process": 1})

    assert max(given_back) < NOTHING_KB


async def test_a_process_in_the_same_memory_loses_nothing_that_it_writes(lab: Lab) -> None:
    assert await _told(lab, _toggling(lab), "tenant-A", {}) == 0


async def test_it_does_where_processes_are_not_counted(
    unguarded: NamespaceDriver, tmp_path: Path
) -> None:
    async with a_pool(unguarded, tmp_path / "code") as lab:
        assert await _told(lab, _toggling(lab), "tenant-A", {}) > 0


async def test_who_is_frozen_does_it_as_well(lab: Lab, driver: NamespaceDriver) -> None:
    async with _answered(lab, driver, TRIVIAL) as (_, pid):
        first = _own_kb(pid)

    assert await until(lambda: _own_kb(pid) + GIVEN_BACK_KB < first)


async def test_what_it_changed_stays(lab: Lab, driver: NamespaceDriver) -> None:
    async with _answered(lab, driver, CHANGING) as (environment, pid):
        first = _own_kb(pid)
        await until(lambda: _own_kb(pid) + GIVEN_BACK_KB < first)

        run = await environment.run(an_invocation(environment.version, event={"again": 1}))

    assert isinstance(run.outcome, Returned)
    told = json.loads(run.outcome.payload)
    assert told == {
        "changed": ["changed", "changed", "%"],
        "own": json.dumps({str(number): [number] * 3 for number in range(5000)}),
        "small": sum(range(300)),
    }


async def test_nobody_changes_what_others_share(lab: Lab) -> None:
    version = lab.version(TAMPERING)
    before = await _told(lab, version, "tenant-A", {})

    attack = await _told(lab, version, "tenant-B", {"tamper": 1})
    after = await _told(lab, version, "tenant-C", {})

    assert attack == {
        "opened": "PermissionError",
        "shared": [],
        "tampered": ["allowed", "kept"],
        "seen": True,
    }, "it has changed a copy of its own"
    assert after == before


async def test_the_same_empties_a_file_that_is_mapped_to_be_shared(lab: Lab) -> None:
    told = await _told(lab, lab.version(TAMPERING), "tenant-A", {"own": 1})

    assert told == [["allowed", "removed"], ""], "it was written to, and is removed"


@pytest_asyncio.fixture(loop_scope="session")
async def unguarded(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[NamespaceDriver]:
    """A driver in whose sandboxes other threads are counted, and no other processes."""
    sources = tmp_path / "sources"
    shutil.copytree(compiled._SOURCES, sources)
    text = (sources / "sharing.c").read_text()
    assert GUARD in text
    (sources / "sharing.c").write_text(text.replace(GUARD, ""))
    monkeypatch.setattr(compiled, "_SOURCES", sources)
    link_layers(image, tmp_path / "driver" / "layers")
    driver = await NamespaceDriver.start(
        tmp_path / "driver", installation=clock.new_token(6), keeps_blanks=False
    )
    yield driver
    await driver.close()


@asynccontextmanager
async def _answered(
    lab: Lab, driver: NamespaceDriver, source: str
) -> AsyncIterator[tuple[Environment, int]]:
    """An environment that has answered once, and its runtime process as the host numbers it."""
    before = set(groups_of(driver))
    version = lab.version(source)
    async with lab.lease(version) as environment:
        await environment.run(an_invocation(version))
        [group] = groups_of(driver).keys() - before
        # Process 1 is the elder one.
        _, runtime = sorted(processes_of(groups_of(driver)[group]))
        yield environment, runtime


def _toggling(lab: Lab) -> FunctionVersion:
    """With a process in the function's memory that writes to pages there, and again what was there before."""
    version = lab.version(TOGGLING, memory_mb=TWO_CORES_MB)
    source = lab.code_root / version.code.digest / "attack.c"
    source.write_text(ATTACK)
    subprocess.run(
        [compiled.COMPILER, "-O1", "-shared", "-fPIC", "-o", source.with_suffix(".so"), source],
        check=True,
    )
    return version


async def _told(lab: Lab, version: FunctionVersion, tenant: str, event: Json) -> Json:
    run = await lab.run(version, tenant, event)
    assert isinstance(run.outcome, Returned), run.outcome.payload
    return json.loads(run.outcome.payload)


def _own_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))
