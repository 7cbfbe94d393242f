"""The root image's layers: copies of their own, complete and compiled when they are there, new with their content."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.sandbox.namespaces import layers
from cloister.sandbox.namespaces.interpreters import Interpreter, find_interpreters
from cloister.sandbox.namespaces.layers import build_layers

OWN = f"python3.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return find_interpreters()[OWN]


@pytest.fixture(autouse=True, scope="module")
def _a_small_distribution() -> Iterator[None]:
    """Compiling boto3 and botocore takes many seconds; one module shows the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layers, "DISTRIBUTIONS", ("six",))
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


@pytest.fixture(scope="module")
def built(root: Path, interpreter: Interpreter) -> list[Path]:
    """Runtime, language and base."""
    return [root / name for name in build_layers(root, interpreter)]


def test_layers_are_named_by_kind_and_content_and_the_uppermost_comes_first(
    built: list[Path],
) -> None:
    kinds, digests = zip(*(layer.name.rsplit("-", 1) for layer in built), strict=True)

    assert kinds == (f"runtime-{OWN}", OWN, "base")
    assert {len(digest) for digest in digests} == {16}


def test_every_module_of_the_runtime_is_compiled_for_where_sandboxes_see_it(
    built: list[Path],
) -> None:
    tree = built[0] / "var/runtime"
    sources = sorted(tree.rglob("*.py"))

    assert sources
    for source in sources:
        [compiled] = source.parent.glob(f"__pycache__/{source.stem}.cpython-*.pyc")
        seen_as = f"/var/runtime/{source.relative_to(tree)}"
        assert seen_as.encode() in compiled.read_bytes()
        assert str(tree).encode() not in compiled.read_bytes()


def test_nothing_of_the_control_plane_is_in_the_runtime(built: list[Path]) -> None:
    ours = built[0] / "var/runtime/cloister"

    assert {path.name for path in ours.iterdir() if path.is_dir()} - {"__pycache__"} == {
        "kernel",
        "wire",
        "runtime",
        "sandbox",
    }
    assert not [
        path for name in ("spawner", "driver", "policy") for path in ours.rglob(f"{name}.py")
    ]


def test_no_layer_shares_an_inode_with_the_machine(
    built: list[Path], interpreter: Interpreter
) -> None:
    files = [path for layer in built for path in layer.rglob("*") if path.is_file()]
    executable = built[1] / "var/lang/bin" / OWN

    assert all(path.stat().st_nlink == 1 for path in files if not path.is_symlink())
    assert executable.stat().st_ino != interpreter.executable.stat().st_ino
    assert executable.read_bytes() == interpreter.executable.read_bytes()


def test_the_base_names_nobody_of_this_machine(built: list[Path]) -> None:
    etc = built[2] / "etc"

    assert sorted(path.name for path in etc.iterdir() if path.is_file()) == [
        "group",
        "hosts",
        "nsswitch.conf",
        "passwd",
        "protocols",
        "resolv.conf",
        "services",
    ]
    assert [line.split(":")[0] for line in (etc / "passwd").read_text().splitlines()] == [
        "root",
        "sbx_user1051",
    ]


def test_no_program_of_the_base_is_setuid_or_writable_by_others(built: list[Path]) -> None:
    programs = [*(built[2] / "usr/bin").iterdir()]

    assert {"sh", "cat"} <= {program.name for program in programs}
    assert not [program for program in programs if program.stat().st_mode & 0o6002]


def test_layers_that_are_there_are_not_built_again(
    root: Path, built: list[Path], interpreter: Interpreter
) -> None:
    before = [layer.stat().st_ino for layer in built]

    again = [root / name for name in build_layers(root, interpreter)]

    assert again == built
    assert [layer.stat().st_ino for layer in again] == before


def test_another_patch_of_the_interpreter_shares_the_base_only(
    root: Path, built: list[Path], interpreter: Interpreter
) -> None:
    patched = build_layers(root, replace(interpreter, version="3.0.0"))

    shared = {root / name for name in patched} & {*built}
    assert shared == {built[2]}


def test_another_distribution_is_another_runtime(
    root: Path, built: list[Path], interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "DISTRIBUTIONS", ("six", "jmespath"))

    runtime, language, base = (root / name for name in build_layers(root, interpreter))

    assert [language, base] == built[1:]
    assert runtime != built[0]
    assert (runtime / "var/runtime/jmespath").is_dir()


@pytest.mark.parametrize(("runtime", "compiled"), [(OWN, 1), ("python3.9", 0)])
def test_machine_code_comes_along_for_the_interpreter_that_can_load_it(
    runtime: str,
    compiled: int,
    tmp_path: Path,
    interpreter: Interpreter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layers, "DISTRIBUTIONS", ("simplejson",))

    layers._fill_runtime(tmp_path, replace(interpreter, runtime=runtime))

    assert len([*tmp_path.glob("var/runtime/simplejson/_speedups.*.so")]) == compiled
    assert len([*(tmp_path / "var/runtime/simplejson").rglob("*.so")]) == compiled


def test_a_build_that_fails_leaves_nothing_under_the_layers_name(
    root: Path, built: list[Path], interpreter: Interpreter
) -> None:
    broken = replace(interpreter, executable=Path("/bin/false"), version="3.0.1")
    before = {*root.glob("runtime-*")}

    with pytest.raises(subprocess.CalledProcessError):
        build_layers(root, broken)

    assert {*root.glob("runtime-*")} == before
    assert built[0] in before
