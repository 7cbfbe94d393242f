"""What attacks between tenants share: two neighbours running one source, jailed, in one room, or not jailed at all."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest

from cloister.domain.function import FunctionVersion
from cloister.domain.invocation import Returned
from tests.jail.attacks.rights import take_root
from tests.loose import Given, Json
from tests.support import Lab

LabWithout = Callable[..., AbstractAsyncContextManager[Lab]]
UNPRIVILEGED: Final = 60_001
"""A uid for plain processes that nothing on a machine has, and no sandbox gets."""

PRELUDE: Final = """
import ctypes, errno, fcntl, json, os, resource, signal, socket, struct, sys, threading, time
HERE = os.environ.get("HERE", "/tmp")
held = []
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *args):
    result = getattr(libc, name)(*(ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args))
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result

def answer(attempt, *args):
    try:
        attempt(*args)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "OK"

def handler(event, context):
    return globals()[event.pop("act")](**event)
"""
"""Opens a source: `handler` does the act that the event names; what is `held` stays while an environment is frozen."""

_PLAIN_MAIN: Final = """
"".encode("idna")
# Only now: the interpreter's own files may be root's alone.
os.setgroups([])
os.setresgid(*[int(sys.argv[1])] * 3)
os.setresuid(*[int(sys.argv[1])] * 3)
# A change of uid hides a process from itself: its /proc files are root's then.
PR_SET_DUMPABLE = 4
call("prctl", PR_SET_DUMPABLE, 1)
answers = os.fdopen(os.dup(1), "w", buffering=1)
for line in sys.stdin:
    print(json.dumps(handler(json.loads(line), None)), file=answers)
"""


@dataclass(frozen=True, slots=True)
class Jailed:
    """Tenants of one function or of two, each in an environment of its own, which keeps what they hold."""

    lab: Lab
    versions: dict[str, FunctionVersion]
    tenants: dict[str, str | None]

    async def does(self, who: str, act: str, **event: object) -> Json:
        tenant = self.tenants[who]
        run = await self.lab.run(self.versions[who], tenant, event={"act": act, **event})
        assert isinstance(run.outcome, Returned), run.outcome
        return json.loads(run.outcome.payload)


def of_one_function(lab: Lab, source: str, **chosen: Given) -> Jailed:
    """Two tenants of one function."""
    version = lab.version(PRELUDE + dedent(source), **chosen)
    return Jailed(lab, dict.fromkeys(WHO, version), {who: who for who in WHO})


def of_two_functions(lab: Lab, source: str, **chosen: Given) -> Jailed:
    """A tenant of each of two functions."""
    versions = {who: lab.version(PRELUDE + dedent(source), name=who, **chosen) for who in WHO}
    return Jailed(lab, versions, {who: who for who in WHO})


def without_tenants(lab: Lab, source: str, **chosen: Given) -> Jailed:
    """Two functions that have no tenants: not under the strict profile."""
    jailed = of_two_functions(lab, source, isolated=False, **chosen)
    return Jailed(lab, jailed.versions, dict.fromkeys(WHO))


def in_one_room(lab: Lab, source: str, **chosen: Given) -> Jailed:
    """One tenant who is both, as if the pool gave one environment to two: the twin of what rooms separate."""
    version = lab.version(PRELUDE + dedent(source), **chosen)
    return Jailed(lab, dict.fromkeys(WHO, version), dict.fromkeys(WHO, "shared"))


WHO: Final = ("attacker", "victim")
Neighbourhood = Callable[[Lab, str], Jailed]
NEIGHBOURHOODS: Final = pytest.mark.parametrize("neighbours", [of_one_function, of_two_functions])


@dataclass(frozen=True, slots=True)
class Plain:
    """Two processes of this machine without a jail around them."""

    processes: dict[str, asyncio.subprocess.Process]
    here: Path

    async def does(self, who: str, act: str, **event: object) -> Json:
        process = self.processes[who]
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"act": act, **event}).encode() + b"\n")
        async with asyncio.timeout(10):
            return json.loads(await process.stdout.readline())


@asynccontextmanager
async def without_a_jail(
    source: str, *, uids: tuple[int, int] = (UNPRIVILEGED, UNPRIVILEGED)
) -> AsyncIterator[Plain]:
    """Two plain processes that share a directory and, if not said otherwise, an unprivileged uid."""
    take_root()
    async with AsyncExitStack() as opened:
        here = opened.enter_context(_a_shared_directory())
        processes = {
            who: await opened.enter_async_context(_plain_process(source, here, uid))
            for who, uid in zip(WHO, uids, strict=True)
        }
        yield Plain(processes, here)


@contextmanager
def _a_shared_directory() -> Iterator[Path]:
    # Not pytest's: those are for their owner alone.
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        here.chmod(0o777)
        yield here


@asynccontextmanager
async def _plain_process(
    source: str, here: Path, uid: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", PRELUDE + dedent(source) + _PLAIN_MAIN, str(uid)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"HERE": str(here)},
        cwd="/",
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
