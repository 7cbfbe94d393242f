"""What more than one module begins with: a server without sandboxes, its folder, packages, a meter, who logs."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cloister.artifacts.packages import PackageStore
from cloister.domain.function import FunctionVersion
from cloister.runtime.process import STEPS
from cloister.sandbox.namespaces.compiled import compile_into
from cloister.telemetry.meter import Meter
from tests.support import MovingClock, a_version
from tests.unit.example_functions import Disk, Server
from tests.unit.told_lines import in_json


@pytest.fixture(scope="session")
def compiled_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an image: what of it is written in C, where this machine has a compiler."""
    layer = tmp_path_factory.mktemp("compiled")
    (layer / Path(STEPS).parent.relative_to("/")).mkdir(parents=True)
    compile_into(layer)
    return layer


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
async def server(disk: Disk) -> AsyncIterator[Server]:
    async with disk.server() as server:
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Of the packages that `store` keeps."""
    return tmp_path / "packages"


@pytest.fixture
def store(root: Path) -> PackageStore:
    return PackageStore(root)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def meter(tmp_path: Path, clock: MovingClock) -> AsyncIterator[Meter]:
    async with Meter(tmp_path / "usage.db", clock) as meter:
        yield meter


@pytest.fixture(scope="module")
def text_version(tmp_path_factory: pytest.TempPathFactory) -> FunctionVersion:
    """Of a function that logs text."""
    return a_version("", tmp_path_factory.mktemp("text"))


@pytest.fixture(scope="module")
def json_version(tmp_path_factory: pytest.TempPathFactory) -> FunctionVersion:
    """Of one that logs JSON."""
    return in_json(tmp_path_factory.mktemp("json"))


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does nothing, for others to end."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()
