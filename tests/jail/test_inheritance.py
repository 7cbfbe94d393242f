"""What a fork takes along without being asked (isolation.md 3.6): the sandboxes of a tainted server have none of it.

Other rows of that table: draws of randomness in attacks/test_randomness.py and tests/unit/test_reseed.py, the first
environment in attacks/test_initial_environ.py, descriptors and working directory in attacks/test_leaked_descriptors.py,
keyrings in attacks/test_keyrings.py, memory in attacks/test_memory_search.py, string hashes and the address layout in
test_pool.py: a template is replaced. glibc's arc4random() asks the kernel each time.
"""

import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from cloister.domain.function import FunctionVersion
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.loose import Json
from tests.support import RUNTIME, Lab, a_pool, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

TaintedLab = Callable[..., AbstractAsyncContextManager[Lab]]

STDIO = "leave the session and set stdio"
INHERITED = """
    import os, signal
    def handler(event, context):
        mask = os.umask(0)
        os.umask(mask)
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        ignored = int(status["SigIgn"], 16)
        return {
            "umask": mask,
            # 32 and 33 are the C library's own, and sigaction(3) lets nobody change them.
            "ignored": [n for n in range(1, 65) if ignored >> (n - 1) & 1 and n not in (32, 33)],
            "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
            "session": os.getsid(0),
            "terminal": open("/proc/self/stat").read().rpartition(")")[2].split()[4],
        }
"""
PYTHONS_OWN = [signal.SIGPIPE, signal.SIGXFSZ]
"""Any interpreter ignores these from its start."""


@pytest.fixture
def tainted_lab(driver: NamespaceDriver, tmp_path: Path) -> TaintedLab:
    """Labs of a server that was started as servers may be: a strict umask, signals ignored and blocked."""

    @asynccontextmanager
    async def tainted(*left_out: str) -> AsyncIterator[Lab]:
        await driver.prepare(RUNTIME)
        (tmp_path / "layers").symlink_to(driver.directory / "layers")
        unverified = [*left_out, "check the result"] if left_out else []
        with _taint():
            other = await NamespaceDriver.start(
                tmp_path,
                installation=clock.new_token(6),
                left_out=left_out,
                unverified=unverified,
            )
        try:
            async with a_pool(other, tmp_path / "code") as lab:
                yield lab
        finally:
            await other.close()

    return tainted


@contextmanager
def _taint() -> Iterator[None]:
    umask = os.umask(0o027)
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGHUP, ignored)
        os.umask(umask)


async def test_a_sandbox_begins_as_a_process_of_its_own(tainted_lab: TaintedLab) -> None:
    async with tainted_lab() as lab:
        found = await lab.result(INHERITED)

    assert found == {
        "umask": 0o022,
        "ignored": PYTHONS_OWN,
        "blocked": [],
        "session": 1,
        "terminal": "0",
    }


async def test_without_that_step_it_begins_as_the_server_was_started(
    tainted_lab: TaintedLab,
) -> None:
    async with tainted_lab(STDIO) as lab:
        found = await lab.result(INHERITED)

    assert found["umask"] == 0o027
    assert signal.SIGHUP in found["ignored"]
    assert found["blocked"] == [signal.SIGUSR2]
    assert found["session"] == 0, "a session that is not of this pid namespace"


async def test_a_broken_pipe_is_an_exception_and_a_child_that_ends_can_be_waited_for(
    lab: Lab,
) -> None:
    source = """
        import os, signal
        def handler(event, context):
            reading, writing = os.pipe()
            os.close(reading)
            child = os.fork()
            if child == 0:
                os._exit(3)
            try:
                os.write(writing, b"x")
            except BrokenPipeError:
                return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), signal.getitimer(0)]
    """

    assert await lab.result(source) == [3, [0.0, 0.0]]


NONBLOCKING = """
    import fcntl, os
    def handler(event, context):
        before = fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK
        os.set_blocking(0, False)
        return bool(before)
"""


async def test_standard_input_is_no_open_file_of_another_sandboxs(lab: Lab) -> None:
    version = lab.version(NONBLOCKING)

    assert [await _returned(lab, version, tenant) for tenant in ("blue", "green")] == [False, False]


async def test_without_that_step_flags_set_in_one_sandbox_are_seen_in_another(
    tainted_lab: TaintedLab,
) -> None:
    async with tainted_lab(STDIO) as lab:
        version = lab.version(NONBLOCKING)

        assert [await _returned(lab, version, tenant) for tenant in ("blue", "green")] == [
            False,
            True,
        ]


async def test_a_template_knows_no_more_of_cloister_than_sandboxes_need_and_has_one_thread(
    lab: Lab,
) -> None:
    source = """
        import os, sys, threading
        def handler(event, context):
            ours = {name.split(".")[1] for name in sys.modules if name.startswith("cloister.")}
            threads = len(os.listdir("/proc/self/task"))
            return [sorted(ours), threads, threading.active_count()]
    """

    modules, *threads = await lab.result(source)

    assert modules == ["kernel", "runtime", "sandbox", "wire"]
    assert threads == [1, 1]


async def test_a_library_that_nobody_calls_is_mapped_by_no_template_and_there_for_functions(
    lab: Lab,
) -> None:
    source = """
        from pathlib import Path
        def handler(event, context):
            before = Path("/proc/self/maps").read_text()
            import runtime_client
            return [Path(runtime_client.__file__).name in maps
                    for maps in (before, Path("/proc/self/maps").read_text())]
    """

    mapped = await lab.result(source)

    assert mapped == [False, True]


async def _returned(lab: Lab, version: FunctionVersion, tenant: str) -> Json:
    run = await lab.run(version, tenant)
    return json.loads(run.outcome.payload)


async def test_programs_that_the_server_runs_inherit_nothing_of_its_sandboxes(lab: Lab) -> None:
    version = lab.version("def handler(event, context): pass")
    before = _inheritable()

    async with lab.lease(version):
        meanwhile = _inheritable()

    assert meanwhile == before


def _inheritable() -> list[bytes]:
    """What a program run by this process has open if nobody closes it: uvloop leaves that to the descriptors' flags."""
    listed = subprocess.run(
        ["ls", "/proc/self/fd"], close_fds=False, capture_output=True, check=True
    )
    return listed.stdout.split()
