"""Where the server keeps things helps every next step; e2b and runc leaked it by mount tables and tracebacks: T5."""

import json
import sys
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.probes_kernel import outside
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = """
import gc, json, os, sys, traceback
FILES = "mountinfo mounts mountstats maps environ cmdline cgroup status stat auxv limits fdinfo/0".split()
def read(name):
    try:
        with open(f"/proc/self/{name}", "rb") as file:
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        return str(error)
def raised():
    try:
        json.loads("{")
    except ValueError:
        return traceback.format_exc()
def handler(event, context):
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    links = [os.readlink(f"/proc/self/{name}") for name in ("exe", "cwd", "root")]
    strings = [found for found in gc.get_objects() if isinstance(found, (dict, list, tuple))]
    held = [text for found in strings for text in (found.values() if isinstance(found, dict) else found)
            if type(text) is str and text.startswith("/")]
    return [[read(name) for name in FILES], raised(), sys.path, sys.argv, files, links, sorted(set(held))]
"""
REPOSITORY = Path(__file__).parents[3]


async def test_a_function_finds_no_path_of_the_host(driver: NamespaceDriver, lab: Lab) -> None:
    version = lab.version(ATTACK)

    told = (await lab.run(version)).outcome.payload.decode()

    telling = [lab.code_root, driver.directory, REPOSITORY, sys.prefix, version.code.digest]
    assert "mountinfo" not in told
    assert "/var/task" in told
    assert [str(path) for path in telling if str(path) in told] == []


async def test_a_process_without_a_jail_finds_them() -> None:
    told = json.dumps(await outside(ATTACK, cwd=REPOSITORY))

    assert str(REPOSITORY) in told
    assert sys.prefix in told
