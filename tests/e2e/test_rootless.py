"""The walk-through as an ordinary user: no root, no capability, user namespaces and subordinate uids instead."""

import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = ROOT / ".uv" / "bin" / "uv"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Everybody's: the interpreter that the tests run on may stand in root's home."""

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True, slots=True)
class User:
    """An ordinary user with an installation of Cloister in its home."""

    name: str
    home: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of the installation's programs as this user, with an environment of its own."""
        program = str(self.home / "venv" / "bin" / command[0])
        environ = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.home),
            "COLUMNS": "120",
        }
        return subprocess.run(
            ["runuser", "-u", self.name, "--", program, *command[1:]],
            env=environ,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )


@contextmanager
def _somebody() -> Iterator[tuple[str, Path]]:
    name = f"cloister-{secrets.token_hex(4)}"
    subprocess.run(["useradd", "--create-home", name], check=True, capture_output=True)
    try:
        yield name, Path(pwd.getpwnam(name).pw_dir)
    finally:
        subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


@pytest.fixture(scope="module")
def user() -> Iterator[User]:
    """Tests run as root in CI: root makes a user, installs for it, and takes both away again."""
    assert os.geteuid() == 0, "this test gives up root's rights itself: run the suite as root"
    with _somebody() as (name, home):
        environ = {
            **os.environ,
            "UV_PROJECT_ENVIRONMENT": str(home / "venv"),
            "UV_LINK_MODE": "copy",
        }
        subprocess.run(
            [
                UV,
                "sync",
                "--frozen",
                "--no-dev",
                "--no-editable",
                "--quiet",
                "--python",
                SYSTEM_PYTHON,
            ],
            cwd=ROOT,
            env=environ,
            check=True,
        )
        shutil.chown(home / "venv", name)
        yield User(name, home)


def test_an_ordinary_user_walks_two_tenants_through_one_function(user: User) -> None:
    demo = user.run("cloister", "demo")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "Request counts 1, 2, 1" in demo.stdout


def test_the_doctor_finds_what_an_ordinary_user_needs(user: User) -> None:
    doctor = user.run("cloister", "doctor")

    assert "newuidmap" in doctor.stdout
    assert "Traceback" not in doctor.stderr
