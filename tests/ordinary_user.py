"""A user made for one run of the tests, with subordinate uids and an installation of Cloister in its home."""

import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloister.sandbox.namespaces.hierarchies import find_hierarchies

ROOT = Path(__file__).parents[1]
UV = ROOT / ".uv" / "bin" / "uv"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Everybody's: the interpreter that the tests run on may stand in root's home."""
REMOVAL_PATIENCE_S = 20
ENTER_GROUP = 'echo 0 > "$0" && exec "$@"'
"""A shell's: the rest of its arguments is run in the group whose cgroup.procs is the first."""


@dataclass(frozen=True, slots=True)
class OrdinaryUser:
    """An ordinary user whose programs stand in `home`/venv, and whose checkout in `home`/checkout has the tests."""

    name: str
    home: Path
    group: Path | None
    """A cgroup that is the user's own, as systemd delegates them; None where the machine has no v2."""

    def run(self, *command: str, timeout_s: int = 200) -> subprocess.CompletedProcess[str]:
        """Run one of the installation's programs as this user, with an environment of its own."""
        program = str(self.home / "venv" / "bin" / command[0])
        environ = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.home),
            "COLUMNS": "120",
        }
        as_user = ["runuser", "-u", self.name, "--", program, *command[1:]]
        if self.group is not None:
            as_user = ["sh", "-c", ENTER_GROUP, str(self.group / "cgroup.procs"), *as_user]
        return subprocess.run(
            as_user,
            env=environ,
            cwd=self.home / "checkout",
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )


@contextmanager
def an_ordinary_user() -> Iterator[OrdinaryUser]:
    """Tests run as root in CI: root makes a user, installs for it, and takes all of it away again."""
    assert os.geteuid() == 0, "this test gives up root's rights itself: run the suite as root"
    with _somebody() as (name, home), _a_group_of(name) as group:
        _install(home)
        # The checkout that the tests run from may be out of the user's reach.
        checkout = home / "checkout"
        shutil.copytree(ROOT / "tests", checkout / "tests")
        shutil.copy(ROOT / "pyproject.toml", checkout)
        for directory in (home / "venv", checkout):
            shutil.chown(directory, name)
        yield OrdinaryUser(name, home, group)


@contextmanager
def _somebody() -> Iterator[tuple[str, Path]]:
    name = f"cloister-{secrets.token_hex(4)}"
    subprocess.run(["useradd", "--create-home", name], check=True, capture_output=True)
    try:
        yield name, Path(pwd.getpwnam(name).pw_dir)
    finally:
        subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


@contextmanager
def _a_group_of(name: str) -> Iterator[Path | None]:
    v2 = next((hierarchy for hierarchy in find_hierarchies() if hierarchy.is_v2), None)
    if v2 is None:
        yield None
        return
    group = v2.root / name
    group.mkdir()
    # What systemd gives away with Delegate=yes (cgroup-v2.rst, "Delegation").
    for path in (
        group,
        *(group / f"cgroup.{file}" for file in ("procs", "threads", "subtree_control")),
    ):
        shutil.chown(path, name)
    try:
        yield group
    finally:
        # A run that was cut short leaves processes, and a user that has some can't be removed.
        (group / "cgroup.kill").write_text("1")
        for below in sorted(group.rglob("*/"), reverse=True):
            _remove_patiently(below)
        _remove_patiently(group)


def _remove_patiently(group: Path) -> None:
    # Killed processes leave their group within milliseconds.
    deadline = time.monotonic() + REMOVAL_PATIENCE_S
    while True:
        try:
            group.rmdir()
        except OSError:
            if time.monotonic() > deadline:
                raise
        else:
            return


def _install(home: Path) -> None:
    environ = {
        **os.environ,
        "UV_PROJECT_ENVIRONMENT": str(home / "venv"),
        "UV_LINK_MODE": "copy",
    }
    sync = [str(UV), "sync", "--frozen", "--no-editable", "--quiet", "--python", SYSTEM_PYTHON]
    # uv keeps what it built of us as long as pyproject.toml is the same: that would be the code of an earlier run.
    sync += ["--reinstall-package", "cloister"]
    subprocess.run(sync, cwd=ROOT, env=environ, check=True)
