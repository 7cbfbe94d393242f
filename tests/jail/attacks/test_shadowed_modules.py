"""Modules in a package that are named like the runtime's own: it was imported before, and answers as ever (T7, T9)."""

import asyncio
import sys
from pathlib import Path

import pytest

from cloister.domain.function import LogFormat, Logging
from tests.jail.attacks.probes_kernel import a_package
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = ["json", "socket", "struct", "os", "logging", "awslambdaric", "cloister"]
RAISING = "raise SystemExit('shadowed ' + __name__)\n"
FILES = {
    **{f"{name}.py": RAISING for name in NAMES},
    "awslambdaric/__init__.py": RAISING,
    "awslambdaric/bootstrap.py": RAISING,
    "cloister/__init__.py": RAISING,
    "cloister/runtime/channel.py": RAISING,
}
LOOKING = f"""
    import {", ".join(NAMES)}
    def handler(event, context):
        modules = {", ".join(NAMES)}
        return sorted({{module.__file__.split("/")[2] for module in modules}})
"""
THE_RUNTIMES_OWN = b'["lang", "runtime"]'


@pytest.mark.parametrize("log_format", LogFormat)
async def test_a_package_that_shadows_the_runtime_changes_nothing(
    lab: Lab, log_format: LogFormat
) -> None:
    # In JSON format a part of AWS's client is loaded again, with the package already first on the path.
    logging = Logging(group="/aws/lambda/f", format=log_format)
    hostile = a_package(lab, LOOKING, FILES, logging=logging)

    attack = await lab.run(hostile, "attacker")
    victim = await lab.run(lab.version(LOOKING, name="victim"), "victim")

    assert (attack.outcome.payload, victim.outcome.payload) == (THE_RUNTIMES_OWN, THE_RUNTIMES_OWN)


async def test_an_interpreter_that_imports_them_later_is_shadowed(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text(RAISING)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "import json"),
        env={"PYTHONPATH": str(tmp_path)},
        stderr=asyncio.subprocess.PIPE,
    )

    _, told = await process.communicate()

    assert told == b"shadowed json\n"
