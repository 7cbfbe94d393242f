"""A template that dies in the very moment of its first order: the spawner of everybody's sandboxes lives on."""

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.namespaces import spawner_process
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.support import RUNTIME, clock, link_layers

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPAWNER = """
import os, signal
from cloister.sandbox.namespaces import spawner
from cloister.sandbox.namespaces.template_process import TemplateProcess

equip, already = TemplateProcess.equip, []

def equip_the_dead(template, filters):
    if not already:
        already.append(template)
        os.kill(template.pid, signal.SIGKILL)
        os.waitid(os.P_PID, template.pid, os.WEXITED | os.WNOWAIT)
    equip(template, filters)

TemplateProcess.equip = equip_the_dead
"""
WITHOUT_THE_GUARD = """
import contextlib
from cloister.sandbox.namespaces import template_process

template_process.contextlib = type("Unguarded", (), {"suppress": lambda *_: contextlib.nullcontext()})
"""


async def a_driver(
    directory: Path, image: Path, monkeypatch: pytest.MonkeyPatch, *, source: str
) -> NamespaceDriver:
    """With a spawner whose first template dies before it is told anything."""

    async def execute(
        control: socket.socket, directory: Path, installation: str
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", f"{source}\nspawner.main()"),
            *(str(directory), installation, str(control.fileno())),
            pass_fds=(control.fileno(),),
        )

    monkeypatch.setattr(spawner_process, "_exec", execute)
    link_layers(image, directory / "layers")
    return await NamespaceDriver.start(directory, installation=clock.new_token(6))


async def test_a_template_that_dies_before_its_first_order_is_told_of_and_the_spawner_lives(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = await a_driver(tmp_path, image, monkeypatch, source=SPAWNER)
    try:
        before = driver._spawner.process.pid

        with pytest.raises(SandboxFailed, match="the template process died"):
            await driver.prepare(RUNTIME)
        await driver.prepare(RUNTIME)

        assert driver._spawner.process.pid == before
        assert driver._spawner.process.returncode is None
    finally:
        await driver.close()


async def test_whoever_takes_its_broken_pipe_to_heart_is_gone_with_it(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = await a_driver(tmp_path, image, monkeypatch, source=SPAWNER + WITHOUT_THE_GUARD)
    try:
        with pytest.raises(SandboxFailed, match="the spawner is gone"):
            await driver.prepare(RUNTIME)
    finally:
        await driver.close()
