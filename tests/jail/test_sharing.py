"""What a sandbox copied of its template's memory and did not change it gives back once it rests, and nothing else."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Returned
from cloister.pool.environment import Environment
from cloister.sandbox.namespaces import compiled
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.standing_ready import groups_of, processes_of
from tests.loose import Json
from tests.support import Lab, an_invocation, until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(shutil.which(compiled.COMPILER) is None, reason="needs a compiler"),
]

GIVEN_BACK_KB = 600
"""At least: half of what it has copied, and a third of all that it has."""
TRIVIAL = "def handler(event, context):\n    return 1"
NOT_ALONE = """
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()

    def handler(event, context):
        return 1
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


async def _told(lab: Lab, version: FunctionVersion, tenant: str, event: Json) -> Json:
    run = await lab.run(version, tenant, event)
    assert isinstance(run.outcome, Returned), run.outcome.payload
    return json.loads(run.outcome.payload)


def _own_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))
