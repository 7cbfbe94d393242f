"""A server that is killed takes its gVisor sandboxes with it, and the next one finds a clean place."""

import asyncio
import sys
from pathlib import Path

import pytest

from cloister.domain.ids import EnvironmentId
from cloister.domain.limits import MIB
from cloister.sandbox.driver import SandboxSpec
from cloister.sandbox.oci.driver import OciDriver
from cloister.sandbox.oci.runtimes import find_runsc
from tests.jail.oci.leftovers import end_of, leftovers, processes
from tests.support import RUNTIME, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_kill_minus_nine_of_the_server_leaves_nothing_that_the_next_start_does_not_remove(
    gvisor: OciDriver, tmp_path: Path
) -> None:
    (tmp_path / "images").symlink_to(gvisor._directory / "images")
    installation = clock.new_token(6)
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.jail.oci.crash", str(tmp_path), installation),
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    lines = [await server.stdout.readline() for _ in range(2)]
    sandbox_id = next(line for line in lines if b"sandboxes ready" not in line).decode().strip()
    its_processes = processes(sandbox_id)

    server.kill()
    await server.wait()
    assert its_processes
    assert end_of(its_processes)
    following = await OciDriver.start(tmp_path, runtime=find_runsc(), installation=installation)

    assert leftovers(following, sandbox_id) == []
    assert list(following._bundles.iterdir()) == []
    await following.close()
    assert not any(base.exists() for base in following._groups._bases)


async def test_closing_the_driver_ends_what_still_lives(gvisor: OciDriver, tmp_path: Path) -> None:
    (tmp_path / "images").symlink_to(gvisor._directory / "images")
    driver = await OciDriver.start(tmp_path, runtime=find_runsc(), installation=clock.new_token(6))
    sandbox = await driver.create(
        EnvironmentId(clock.new_token(16)),
        SandboxSpec(
            runtime=RUNTIME,
            is_strict=True,
            code=tmp_path,
            memory_bytes=128 * MIB,
            init_cpu_quota=1.0,
            tmp_bytes=MIB,
            tmp_inodes=64,
            processes_max=64,
            files_max=64,
        ),
    )

    await driver.close()

    assert leftovers(driver, sandbox.id) == []
    assert sandbox.channel.fileno() < 0
