"""A daemon, forked twice into its own session, outlives its parent but not its environment (Piston 2023): T1, T12."""

import os
import signal
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.probes_kernel import outside
from tests.support import Lab, a_pool, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = """
import ctypes, os, signal, sys, time
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
def become_daemon(mark, ready):
    os.setsid()
    if os.fork():
        os._exit(0)
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, 0)
    libc.prctl(PR_SET_NAME, mark.encode())
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    os.closerange(0, ready)
    os.closerange(ready + 1, 4096)
    os.write(ready, b".")
    while True:
        signal.pause()
def handler(event, context):
    ready, getting_ready = os.pipe()
    if os.fork() == 0:
        become_daemon(event["mark"], getting_ready)
    os.read(ready, 1)
    # For the daemon's parent to be there still when the invocation times out.
    time.sleep(event["stay"])
"""


def daemons(mark: str) -> list[int]:
    """The machine's processes that go by this name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name = (process / "comm").read_text()
        except OSError:
            continue
        if name == f"{mark}\n":
            found.append(int(process.name))
    return found


async def test_a_daemon_ends_with_its_environment(driver: NamespaceDriver, tmp_path: Path) -> None:
    mark = clock.new_token(6)

    async with a_pool(driver, tmp_path) as own:
        await own.run(own.version(ATTACK), event={"mark": mark, "stay": 0})
        during = daemons(mark)

    assert len(during) == 1
    assert daemons(mark) == []


async def test_a_daemon_ends_with_its_functions_timeout(lab: Lab) -> None:
    mark = clock.new_token(6)

    run = await lab.run(lab.version(ATTACK, timeout_s=1), event={"mark": mark, "stay": 60})

    assert b"Sandbox.Timedout" in run.outcome.payload
    assert daemons(mark) == []


async def test_a_daemon_without_a_jail_lives_on() -> None:
    mark = clock.new_token(6)

    await outside(ATTACK, {"mark": mark, "stay": 0})

    (daemon,) = daemons(mark)
    os.kill(daemon, signal.SIGKILL)
