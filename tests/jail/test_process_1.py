"""Process 1 of a sandbox once the runtime is there: a program of few pages, or Python where no compiler made one."""

import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cloister.domain.invocation import FunctionFailed, Returned
from cloister.sandbox.namespaces import compiled
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.standing_ready import groups_of, processes_of
from tests.support import RUNTIME, Lab, a_pool, clock, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAM, PYTHON = "program", "python"
SMALL_KB = 200
"""Python's process 1 has a megabyte of its own."""
PATIENCE_S = 20
HAS_COMPILER = shutil.which(compiled.COMPILER) is not None

ENDINGS = """
    import os, signal

    def handler(event, context):
        # Orphans, which only process 1 can reap.
        for _ in range(3):
            if os.fork() == 0:
                if os.fork() == 0:
                    os._exit(5)
                os._exit(0)
            os.wait()
        if "signal" in event:
            os.kill(os.getpid(), event["signal"])
        os._exit(event["code"])
"""

THE_FILTER = frozenset({"install the system call filter"})
"""Left out: it only pretends to let a function choose its processor."""
KNOWN = """
    import ctypes, os, signal, threading

    def handler(event, context):
        heard = []
        signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
        # Of another thread the C library knows the number that it has noted.
        to_main = (threading.get_ident(), signal.SIGUSR1)
        other = threading.Thread(target=signal.pthread_kill, args=to_main)
        other.start()
        other.join()
        cpus = sorted(os.sched_getaffinity(0))
        seen = []
        for cpu in cpus:
            os.sched_setaffinity(0, {cpu})
            seen.append(ctypes.CDLL(None).sched_getcpu())
        return {
            "heard": heard == [signal.SIGUSR1],
            "cpus": seen == cpus,
        }
"""


@pytest_asyncio.fixture(loop_scope="session", params=[PROGRAM, PYTHON])
async def room(
    request: pytest.FixtureRequest,
    driver: NamespaceDriver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[NamespaceDriver, Lab]]:
    """A driver of its own with an empty pool: as this machine makes it, and as one without a compiler does."""
    await driver.prepare(RUNTIME)
    if request.param == PYTHON:
        monkeypatch.setattr(compiled, "COMPILER", "no-such-compiler")
    # The other layers are there already, and are only added to.
    (tmp_path / "layers").symlink_to(driver.directory / "layers")
    own = await NamespaceDriver.start(
        tmp_path,
        installation=clock.new_token(6),
        left_out=THE_FILTER,
        unverified=THE_FILTER | {"check the result"},
        keeps_blanks=False,
    )
    try:
        async with a_pool(own, tmp_path / "code") as lab:
            yield own, lab
    finally:
        await own.close()


@pytest.mark.parametrize(
    ("event", "told"),
    [({"code": 7}, "exit status 7"), ({"signal": int(signal.SIGKILL)}, "signal: killed")],
)
async def test_how_the_runtime_ended_is_told_and_orphans_do_not_pass_for_it(
    room: tuple[NamespaceDriver, Lab], event: dict[str, int], told: str
) -> None:
    _, lab = room

    run = await lab.run(lab.version(ENDINGS), event=event)

    assert isinstance(run.outcome, FunctionFailed)
    assert told in run.outcome.payload.decode()


async def test_the_c_library_and_the_kernel_agree_on_the_runtimes_thread(
    room: tuple[NamespaceDriver, Lab],
) -> None:
    _, lab = room

    run = await lab.run(lab.version(KNOWN))

    assert isinstance(run.outcome, Returned)
    told = json.loads(run.outcome.payload)
    assert told == {"heard": True, "cpus": True}


async def test_a_function_may_look_at_its_own_process(room: tuple[NamespaceDriver, Lab]) -> None:
    _, lab = room
    source = """
        import os

        def handler(event, context):
            # Root's, in here nobody's, where a process is not dumpable (proc(5)).
            return os.stat("/proc/self/environ").st_uid == os.getuid()
    """

    run = await lab.run(lab.version(source))

    assert run.outcome == Returned(b"true")


async def test_process_1_keeps_little_memory_where_a_compiler_made_its_program(
    room: tuple[NamespaceDriver, Lab], request: pytest.FixtureRequest
) -> None:
    own, lab = room
    version = lab.version("def handler(event, context):\n    return 1")

    async with lab.lease(version):
        [group] = groups_of(own).values()
        kept = {_anonymous_kb(pid) < SMALL_KB for pid in processes_of(group)}

    is_program = HAS_COMPILER and f"[{PROGRAM}]" in request.node.name
    assert kept == ({True, False} if is_program else {False})


async def test_the_sandbox_dies_with_its_template(room: tuple[NamespaceDriver, Lab]) -> None:
    own, lab = room
    version = lab.version("def handler(event, context):\n    return 1")

    async with lab.lease(version):
        [group] = groups_of(own).values()
        members = processes_of(group)
        os.kill(_parent(min(members)), signal.SIGKILL)

        assert await until(lambda: not any(map(_lives, members)), within_s=PATIENCE_S)


def _anonymous_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
