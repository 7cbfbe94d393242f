"""kill(-1) and a host's pid reach whatever shares the pid namespace: only the function's own processes do (T5, T12)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.jail.attacks.probes_kernel import outside
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVERYBODY = """
import os, signal, subprocess
count = 0
def answer(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError as error:
        return type(error).__name__
    return "OK"
def handler(event, context):
    global count
    count += 1
    if "pid" not in event:
        return count
    own = subprocess.Popen(["/bin/sleep", "60"])
    found = {"everybody": answer(-1), "init": answer(1), "host": answer(event["pid"]), "parent": answer(os.getppid())}
    return {**found, "own": own.wait()}
"""
ONE = """
import os, signal
def handler(event, context):
    os.kill(event["pid"], signal.SIGKILL)
"""


async def test_a_function_signals_its_own_processes_only(lab: Lab) -> None:
    version = lab.version(EVERYBODY)
    async with sleeper() as host:
        await lab.run(version, "victim")

        attack = await lab.run(version, "attacker", {"pid": host.pid})
        victim = await lab.run(version, "victim")
        attacker = await lab.run(version, "attacker")

        assert attack.outcome.payload == (
            b'{"everybody": "OK", "init": "OK", "host": "ProcessLookupError", "parent": "OK", "own": -9}'
        )
        assert host.returncode is None
        assert (victim.outcome.payload, attacker.outcome.payload) == (b"2", b"2")


async def test_in_one_pid_namespace_the_signal_arrives() -> None:
    async with sleeper() as host:
        await outside(ONE, {"pid": host.pid})

        assert await host.wait() == -9


@asynccontextmanager
async def sleeper() -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of the host's that does nothing. It is gone afterwards."""
    process = await asyncio.create_subprocess_exec("/bin/sleep", "60")
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
