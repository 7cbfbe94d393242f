"""Which interpreters count as runtimes: real ones, of a minor that AWS's client supports, outside of environments."""

import subprocess
import sys
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.interpreters import Interpreter, find_interpreters

OWN = f"python3.{sys.version_info.minor}"


def an_executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place, beside the interpreter that runs the tests, where interpreters can be found."""
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


def answering(prefix: Path, version: str) -> str:
    return f"#!/bin/sh\nprintf '%s\\n' {prefix} {prefix}/bin/python {version}\n"


def test_the_interpreter_that_runs_cloister_is_found_outside_of_its_environment(
    pyenv: Path,
) -> None:
    found = find_interpreters()

    assert [*found] == [OWN]
    assert found[OWN].prefix == Path(sys.base_prefix)
    assert found[OWN].version == ".".join(map(str, sys.version_info[:3]))
    assert not found[OWN].executable.is_relative_to(sys.prefix) or sys.prefix == sys.base_prefix


def test_what_is_found_is_what_runs() -> None:
    for runtime, interpreter in find_interpreters().items():
        command = [str(interpreter.executable), "-I", "-S", "-c", "import sys; print(sys.version)"]
        version = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert runtime == interpreter.runtime
        assert version.startswith(f"{runtime.removeprefix('python')}.")
        assert version.split()[0] == interpreter.version


def test_an_interpreter_of_pyenvs_is_a_runtime(pyenv: Path) -> None:
    prefix = pyenv / "versions/3.14.1"
    an_executable(prefix / "bin/python3.14", answering(prefix, "3.14.1"))

    assert find_interpreters()["python3.14"] == Interpreter(
        "python3.14", prefix / "bin/python", prefix, "3.14.1"
    )


def test_an_interpreter_on_the_path_is_a_runtime_and_a_launcher_of_pyenvs_is_not(
    pyenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_executable(pyenv / "path/python3.14", answering(Path("/usr"), "3.14.0"))
    on_the_path = find_interpreters()
    an_executable(pyenv / "shims/python3.14", answering(Path("/usr"), "3.14.0"))
    monkeypatch.setenv("PATH", str(pyenv / "shims"))
    by_launcher = find_interpreters()

    assert on_the_path["python3.14"].prefix == Path("/usr")
    assert "python3.14" not in by_launcher


def test_the_interpreter_that_runs_cloister_wins_for_its_version(pyenv: Path) -> None:
    prefix = pyenv / f"versions/3.{sys.version_info.minor}.99"
    an_executable(prefix / "bin" / OWN, answering(prefix, f"3.{sys.version_info.minor}.99"))

    assert find_interpreters()[OWN].prefix == Path(sys.base_prefix)


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\nexit 3\n",
        "#!/nowhere/sh\n",
        "not a program",
        "#!/bin/sh\n",
        "#!/bin/sh\necho pyenv: no such version\n",
        "#!/bin/sh\nprintf '%s\\n' /usr /usr/bin/python 3.14.1+local\n",
        "#!/bin/sh\nprintf '%s\\n' /usr /usr/bin/python 2.7.18\n",
    ],
    ids=["fails", "no loader", "no program", "silent", "talks", "odd version", "another python"],
)
def test_what_is_named_like_an_interpreter_but_is_none_is_one_fewer(pyenv: Path, text: str) -> None:
    an_executable(pyenv / "versions/3.14.1/bin/python3.14", text)

    assert [*find_interpreters()] == [OWN]


@pytest.mark.parametrize("version", ["3.9.20", "3.15.0"])
def test_a_minor_that_awss_client_does_not_support_is_no_runtime(pyenv: Path, version: str) -> None:
    prefix = pyenv / "versions/3.14.1"
    an_executable(prefix / "bin/python3.14", answering(prefix, version))

    assert [*find_interpreters()] == [OWN]
