"""CVE-2025-23266: a container's LD_PRELOAD was honoured by a privileged process that launched it (T5, T9)."""

import asyncio
from pathlib import Path

import pytest

from tests.support import Lab, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = """
    import os, subprocess
    def handler(event, context):
        given = subprocess.check_output(["/usr/bin/env"], stderr=subprocess.DEVNULL).decode()
        return [os.environ["LD_PRELOAD"] in given, os.environ["PYTHONHOME"] in given]
"""


def variables(mark: str) -> dict[str, str]:
    names = "LD_PRELOAD LD_AUDIT PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT GCONV_PATH OPENSSL_CONF"
    return {name: f"/tmp/{mark}/{name}" for name in names.split()}


def started_with(mark: str) -> list[str]:
    """The machine's processes that got the mark in their environment from whoever started them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


async def test_a_functions_variables_reach_its_children_and_nothing_that_launches_it(
    lab: Lab,
) -> None:
    mark = clock.new_token(8)
    version = lab.version(ATTACK, environment=variables(mark))

    run = await lab.run(version)

    assert run.outcome.payload == b"[true, true]"
    assert started_with(mark) == []


async def test_a_process_that_is_launched_with_them_has_them() -> None:
    mark = clock.new_token(8)
    process = await asyncio.create_subprocess_exec("/bin/sleep", "60", env={"MINE": mark})

    found = started_with(mark)

    process.kill()
    await process.wait()
    assert found == [str(process.pid)]
