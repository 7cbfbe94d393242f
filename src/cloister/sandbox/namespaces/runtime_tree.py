"""/var/runtime: AWS's runtime client, boto3 and the little of ours that runs in sandboxes, in a tree of their own.

The tree is a copy, so no sandbox shares an inode with the server's own installation. It is named by its content's
versions and built once.
"""

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
from pathlib import Path

import cloister
from cloister.sandbox.namespaces.interpreters import Interpreter

DISTRIBUTIONS = (
    "awslambdaric",
    "simplejson",
    "snapshot_restore_py",
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "six",
    "urllib3",
)
"""What AWS's managed Python runtimes bring along, with what these need."""
OURS = (
    "__init__.py",
    "wire",
    "runtime",
    "sandbox/__init__.py",
    *(
        f"sandbox/namespaces/{name}.py"
        for name in ("__init__", "jail", "mounts", "orders", "reseed", "syscalls", "template")
    ),
)
COMPILE_TIMEOUT_S = 300


def build_runtime_tree(root: Path, interpreter: Interpreter) -> Path:
    """The tree for an interpreter, below `root`; it is complete and byte-compiled, and never changes afterwards.

    Raises OSError or subprocess.SubprocessError when it can't be made; nothing half-made stays under its name.
    """
    target = root / f"{interpreter.runtime}-{_digest(interpreter)}"
    if target.is_dir():
        return target
    building = root / f".{target.name}.{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    _copy_distributions(building)
    _copy_ours(building / "cloister")
    _compile(building, interpreter)
    try:
        building.rename(target)
    except OSError:
        # Another server of the same data directory was first.
        shutil.rmtree(building)
    return target


def _digest(interpreter: Interpreter) -> str:
    digest = hashlib.sha256(interpreter.version.encode())
    for name in DISTRIBUTIONS:
        digest.update(f"{name}=={importlib.metadata.version(name)}\n".encode())
    package = Path(cloister.__file__).parent
    for part in OURS:
        for file in _files(package / part):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


def _copy_distributions(target: Path) -> None:
    for name in DISTRIBUTIONS:
        distribution = importlib.metadata.distribution(name)
        for entry in distribution.files or ():
            # Scripts stand outside of site-packages; compiled modules of another interpreter's are of no use.
            if entry.parts[0] == ".." or entry.suffix in (".so", ".pyc"):
                continue
            copy = target / entry
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(entry.locate()), copy)


def _copy_ours(target: Path) -> None:
    package = Path(cloister.__file__).parent
    for part in OURS:
        for file in _files(package / part):
            copy = target / file.relative_to(package)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _compile(tree: Path, interpreter: Interpreter) -> None:
    # Sandboxes see the tree read-only: what is not compiled now is compiled again in each of them.
    subprocess.run(  # noqa: S603 # an interpreter that was found by probing, no shell
        [
            interpreter.executable,
            "-I",
            "-m",
            "compileall",
            "-q",
            "-j",
            "0",
            "-s",
            str(tree),
            "-p",
            "/var/runtime",
            str(tree),
        ],
        check=True,
        capture_output=True,
        timeout=COMPILE_TIMEOUT_S,
    )
