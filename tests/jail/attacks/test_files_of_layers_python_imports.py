"""A layer's sitecustomize, *.pth, encodings or runtime modules would run before the function, in its runtime (T9)."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.jail.attacks.test_files_python_imports import FILES, LOOKING, TAMPERING, UNTOUCHED
from tests.support import RUNTIME, Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

RUNTIMES_OWN = (
    "json/__init__.py",
    "socket.py",
    "awslambdaric/__init__.py",
    "awslambdaric/bootstrap.py",
    "cloister/__init__.py",
    "cloister/wire/__init__.py",
)
HOSTILE = {**FILES, **{path: TAMPERING.format(name=path) for path in RUNTIMES_OWN}}
PLACES = ("python", f"python/lib/{RUNTIME}/site-packages")


async def test_files_in_a_layer_are_imported_neither_there_nor_for_another_tenant(lab: Lab) -> None:
    layer = lab.layer(
        {f"{place}/{path}": text for place in PLACES for path, text in HOSTILE.items()}
    )
    version = lab.version(LOOKING, layers=(layer,))

    runs = [await lab.run(version, tenant) for tenant in ("attacker", "victim", "victim")]

    assert [run.outcome.payload for run in runs] == [UNTOUCHED] * 3


async def test_an_interpreter_that_takes_the_layer_for_a_site_runs_them(tmp_path: Path) -> None:
    (tmp_path / "evil.pth").write_text(FILES["evil.pth"])
    (tmp_path / "json.py").write_text(TAMPERING.format(name="json"))
    taken = f"import site; site.addsitedir({str(tmp_path)!r}); import json; print(tampered)"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-S", "-c", taken),
        env={"PYTHONPATH": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await process.communicate()

    assert out == b"['pth', 'json']\n"
