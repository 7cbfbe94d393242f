"""sitecustomize, *.pth and encodings are run by any Python that finds them: here none does (T1, T9)."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.jail.attacks.probes_kernel import a_package
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAMPERING = "import builtins\nbuiltins.tampered = [*getattr(builtins, 'tampered', ()), {name!r}]\n"
FILES = {
    "sitecustomize.py": TAMPERING.format(name="sitecustomize"),
    "usercustomize.py": TAMPERING.format(name="usercustomize"),
    "encodings/__init__.py": TAMPERING.format(name="encodings"),
    "evil.pth": "import builtins; builtins.tampered = ['pth']\n",
}
LOOKING = """
    import builtins, encodings, sys
    def handler(event, context):
        customized = sorted({"sitecustomize", "usercustomize"} & set(sys.modules))
        return [getattr(builtins, "tampered", None), encodings.__file__.startswith("/var/lang/"), customized]
"""
UNTOUCHED = b"[null, true, []]"


async def test_files_in_a_package_are_imported_neither_there_nor_for_anybody_else(lab: Lab) -> None:
    hostile = a_package(lab, LOOKING, FILES, name="hostile")
    victim = lab.version(LOOKING, name="victim")

    attack = await lab.run(hostile, "attacker")
    same_function = await lab.run(hostile, "victim")
    other_function = await lab.run(victim, "victim")

    runs = attack, same_function, other_function
    assert [run.outcome.payload for run in runs] == [UNTOUCHED, UNTOUCHED, UNTOUCHED]


async def test_an_interpreter_that_starts_with_the_package_on_its_path_runs_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "sitecustomize.py").write_text(FILES["sitecustomize.py"])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "print(tampered)"),
        env={"PYTHONPATH": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await process.communicate()

    assert out == b"['sitecustomize']\n"
