"""T3: a tenant who takes a core gives way to neighbours who take little, and to the server."""

import asyncio
import os
import sys
import textwrap
from pathlib import Path

import pytest

from cloister.pool.environment import Environment
from cloister.sandbox.namespaces.bounds import (
    CPU_PERIOD_US,
    DEFAULT_WEIGHT,
    HEAVY_CPU_PERIOD_US,
    HEAVY_WEIGHT,
    HOST_WEIGHT,
    Weight,
)
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.hierarchies import find_hierarchies
from cloister.sandbox.namespaces.sandbox import JailSandbox
from cloister.telemetry.journal import Journal
from tests.e2e.leftovers import command_line
from tests.support import Lab, an_invocation, clock, control_groups

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.alone(reason="who spins for a second has to get the most of it"),
    pytest.mark.skipif(
        not any("cpu" in hierarchy.controllers for hierarchy in find_hierarchies()),
        reason="no cpu controller is delegated to this user",
    ),
]

TRIES = 20

ORPHANED_SPAWNER = """
    import ctypes, os, socket, sys

    PR_SET_CHILD_SUBREAPER = 36

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if not os.fork():
        server = os.getpid()
        kept, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork():
            os._exit(0)
        while os.getppid() == server:
            pass
        kept.close()
        control.set_inheritable(True)
        spawner = [sys.executable, "-I", "-m", "cloister.sandbox.namespaces.spawner"]
        os.execv(sys.executable, [*spawner, *sys.argv[1:], str(control.fileno())])
    ends = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in ("server", "spawner")]
    print(ends, sys.argv[2] in open("/proc/self/cgroup").read())
"""
"""Its server has ended before it begins; prints how both ended, and whether their grandparent is in its groups."""

WORKER = """
    import time
    def handler(event, context):
        until = time.monotonic() + event["seconds"]
        while time.monotonic() < until:
            # Who rests takes some CPU all the same, as one that waits for others does.
            if event["rests"]:
                time.sleep(0.01)
"""


def weights(pattern: str) -> set[str]:
    """Of the groups of this name, in the words of either version."""
    files = (
        group / name for group in control_groups(pattern) for name in ("cpu.shares", "cpu.weight")
    )
    return {file.read_text().strip() for file in files if file.exists()}


def weights_of(environment: Environment) -> set[str]:
    sandbox = environment._sandbox
    assert isinstance(sandbox, JailSandbox)
    assert sandbox.group is not None
    return weights(sandbox.group)


def period_of(environment: Environment) -> str:
    """By which its cores are counted, in microseconds."""
    sandbox = environment._sandbox
    assert isinstance(sandbox, JailSandbox)
    assert sandbox.group is not None
    files = [
        group / name
        for group in control_groups(sandbox.group)
        for name in ("cpu.cfs_period_us", "cpu.max")
    ]
    (said,) = {file.read_text().split()[-1] for file in files if file.exists()}
    return said


def words(weight: Weight) -> set[str]:
    return {str(weight.v1), str(weight.v2)}


def is_member(group: str) -> bool:
    """Whether this process, which is the server of its drivers, is in a group of this name."""
    return f"/{group}\n" in Path("/proc/self/cgroup").read_text()


async def test_who_spins_weighs_less_afterwards_and_who_waits_as_much_as_any(lab: Lab) -> None:
    version = lab.version(WORKER, memory_mb=1769)
    async with lab.lease(version) as environment:
        await environment.run(an_invocation(version, event={"seconds": 0, "rests": True}))
        before, usual = weights_of(environment), period_of(environment)
        # Other tests spin too: once it gets a quarter of a core for a second is enough.
        for _ in range(TRIES):
            await environment.run(an_invocation(version, event={"seconds": 1, "rests": False}))
            spun, longer = weights_of(environment), period_of(environment)
            if spun != before:
                break
        await environment.run(an_invocation(version, event={"seconds": 1.5, "rests": True}))
        waited = weights_of(environment)

    assert before <= words(DEFAULT_WEIGHT)
    assert spun <= words(HEAVY_WEIGHT)
    assert waited <= words(DEFAULT_WEIGHT)
    assert all((before, spun, waited))
    assert (usual, longer) == (str(CPU_PERIOD_US), str(HEAVY_CPU_PERIOD_US))


async def test_the_server_weighs_more_than_all_sandboxes_and_its_group_goes_with_it(
    tmp_path: Path,
) -> None:
    installation = clock.new_token(6)
    driver = await NamespaceDriver.start(tmp_path, installation=installation)
    server, sandboxes = f"cloister-{installation}.host", f"cloister-{installation}"

    weight_of_server, weight_of_all = weights(server), weights(sandboxes)
    is_in_it = is_member(server)
    await driver.close()

    assert weight_of_server <= words(HOST_WEIGHT)
    assert weight_of_all <= words(DEFAULT_WEIGHT)
    assert all((weight_of_server, weight_of_all))
    assert is_in_it
    assert not is_member(server)
    assert not any(weights(name) for name in (server, sandboxes))


async def test_who_writes_logs_runs_when_nobody_else_wants_to_and_leaves_no_group(
    tmp_path: Path,
) -> None:
    installation = clock.new_token(6)
    driver = await NamespaceDriver.start(tmp_path, installation=installation)
    (group,) = control_groups(f"cloister-{installation}.background")
    journal = Journal(tmp_path / "logs.db", clock, workplace=driver.background)

    async with journal:
        (writer,) = (int(pid) for pid in (group / "cgroup.procs").read_text().split())
        written_by = command_line(writer)
        is_idle = (group / "cpu.idle").read_text().strip()
        policy = os.sched_getscheduler(writer)
        driver.background.keep_up()
        keeps_up = (group / "cpu.idle").read_text().strip()
    await driver.close()

    assert b"log_writer_process" in written_by
    assert (is_idle, keeps_up) == ("1", "0")
    assert policy == os.SCHED_BATCH
    assert not control_groups(f"cloister-{installation}*")


async def test_a_spawner_whose_server_has_ended_moves_nobody_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    installation = clock.new_token(6)
    script = textwrap.dedent(ORPHANED_SPAWNER)

    orphaning = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(tmp_path), installation),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

    assert await orphaning.communicate() == (b"[0, 0] False\n", b"")
    assert not control_groups(f"cloister-{installation}*")
