"""What a package could do that took the unpacker over: each way out is tried, and works once its walls are gone."""

import io
import os
import select
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.artifacts import unpacking
from cloister.artifacts.confinement import Cell, plan
from cloister.artifacts.contents import NOT_A_PACKAGE
from cloister.artifacts.packages import PackageStore
from cloister.artifacts.unpacking import UNPACKER_UID, unpack
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue, ServiceFailure
from cloister.kernel import landlock
from cloister.sandbox.namespaces.uid_ranges import ROOT_RANGE_START

USER = "become a user with no rights"
NAMESPACES = "enter namespaces"
ROOT_DIRECTORY = "see only the target"
NO_CAPABILITIES = "drop every capability"
LANDLOCK = "write only to the target"
FILTER = "filter system calls"
LIMITS = "set the resource limits"
EVERY_WALL = None

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user can become no other")
needs_scopes = pytest.mark.skipif(
    landlock.abi_version() < 6, reason="Landlock confines signals from ABI 6 on"
)
needs_landlock = pytest.mark.skipif(
    landlock.abi_version() == 0, reason="this kernel has no Landlock"
)

TAKEN_OVER = """
import ctypes, errno, mmap, os, socket, struct, threading
from cloister.artifacts import confinement, unpacker
from cloister.domain.errors import InvalidParameterValue
from cloister.kernel import calls

whole_plan, walls = confinement.plan, {walls!r}
if walls is not None:
    confinement.plan = lambda cell: [step for step in whole_plan(cell) if step.name in walls]

def attempt(attack):
    try:
        result = attack()
        return "allowed" if result is None else str(result)
    except OSError as error:
        return errno.errorcode[error.errno]
    except MemoryError:
        return "MemoryError"

def extract(zipped, root_fd):
    raise InvalidParameterValue(attempt(lambda: {attack}))

unpacker.extract = extract
unpacker.main()
"""
"""An unpacker whose extraction does `attack`, an expression, behind the walls named and no others; None is all."""


def a_package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("app.py", b"def handler(event, context): ...\n")
    return buffer.getvalue()


TakeOver = Callable[..., None]
Attack = Callable[..., str]


@pytest.fixture
def take_over(monkeypatch: pytest.MonkeyPatch) -> TakeOver:
    """From now on every unpacker of this test does `attack`."""

    def take_over(attack: str, walls: tuple[str, ...] | None = EVERY_WALL) -> None:
        program = TAKEN_OVER.format(walls=walls, attack=attack)
        command = (sys.executable, "-I", "-X", "utf8", "-c", program)
        monkeypatch.setattr(unpacking, "UNPACKER", command)

    return take_over


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A directory beside the target, ours."""
    directory = tmp_path / "outside"
    directory.mkdir()
    (directory / "secret").write_text("secret")
    return directory


@pytest.fixture
def attacked(tmp_path: Path, take_over: TakeOver) -> Attack:
    """What came of an attack: `allowed`, what it returned, or the name of an errno."""

    def attacked(attack: str, walls: tuple[str, ...] | None = EVERY_WALL) -> str:
        take_over(attack, walls)
        (tmp_path / "target").mkdir()
        with pytest.raises(InvalidParameterValue) as answer:
            unpack(a_package(), tmp_path / "target")
        return str(answer.value)

    return attacked


@pytest.fixture
def service() -> Iterator[int]:
    """The port of somebody's service on the host's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


WRITE = "os.close(os.open({path!r}, os.O_WRONLY | os.O_CREAT))"
READ = "os.close(os.open({path!r}, os.O_RDONLY))"
OUT_OF_USE = [
    pytest.param("os.symlink('/etc', 'link', dir_fd=root_fd)", id="link"),
    pytest.param("os.mkfifo('pipe', dir_fd=root_fd)", id="pipe"),
    pytest.param("mmap.mmap(-1, 4096, prot=7).close()", id="executable memory"),
    pytest.param("calls.unshare(calls.CLONE_NEWUSER)", id="user namespace"),
]
CLIMB = (
    "os.close(calls.syscall(437, 'openat2', '', root_fd, b'../outside/new', "
    "struct.pack('=3Q', os.O_WRONLY | os.O_CREAT, 0o600, 0), ctypes.c_size_t(24)))"
)


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "EPERM", id="every wall"),
        pytest.param((USER,), "EACCES", id="user alone", marks=needs_root),
        pytest.param((NAMESPACES, ROOT_DIRECTORY), "ENOENT", id="root directory alone"),
        pytest.param(
            (LANDLOCK,), "EACCES", id="landlock alone", marks=[needs_landlock, needs_root]
        ),
        pytest.param((FILTER,), "EPERM", id="filter alone"),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_each_wall_alone_keeps_the_unpacker_from_writing_beside_the_target(
    attacked: Attack, outside: Path, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked(WRITE.format(path=str(outside / "new")), walls)

    assert found == answer
    assert (outside / "new").exists() == (answer == "allowed")


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "ENOENT", id="every wall"),
        pytest.param((USER,), "EACCES", id="user alone", marks=needs_root),
        pytest.param((NAMESPACES, ROOT_DIRECTORY), "ENOENT", id="root directory alone"),
        pytest.param(
            (LANDLOCK,), "EACCES", id="landlock alone", marks=[needs_landlock, needs_root]
        ),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_each_wall_alone_keeps_the_unpacker_from_climbing_out_of_its_descriptor(
    attacked: Attack, outside: Path, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked(CLIMB, walls)

    assert found == answer
    assert (outside / "new").exists() == (answer == "allowed")


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "EPERM", id="every wall"),
        pytest.param((NAMESPACES, ROOT_DIRECTORY), "ENOENT", id="root directory alone"),
        pytest.param(
            (LANDLOCK,), "EACCES", id="landlock alone", marks=[needs_landlock, needs_root]
        ),
        pytest.param((FILTER,), "EPERM", id="filter alone"),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_each_wall_alone_keeps_the_unpacker_from_reading_what_is_not_the_package(
    attacked: Attack, outside: Path, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked(READ.format(path=str(outside / "secret")), walls)

    assert found == answer


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "EPERM", id="every wall"),
        pytest.param((NAMESPACES,), "ENETUNREACH", id="namespaces alone"),
        pytest.param((FILTER,), "EPERM", id="filter alone"),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_the_unpacker_reaches_no_service_of_the_host(
    attacked: Attack, service: int, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked(f"socket.socket().connect(('127.0.0.1', {service}))", walls)

    assert found == answer


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "EPERM", id="every wall"),
        pytest.param((USER,), "EPERM", id="user alone", marks=needs_root),
        pytest.param((LANDLOCK,), "EPERM", id="landlock alone", marks=[needs_scopes, needs_root]),
        pytest.param((FILTER,), "EPERM", id="filter alone"),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_the_unpacker_cannot_signal_the_server(
    attacked: Attack, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked("os.kill(os.getppid(), 0)", walls)

    assert found == answer


@pytest.mark.parametrize(
    ("walls", "answer"),
    [
        pytest.param(EVERY_WALL, "EPERM", id="every wall"),
        pytest.param((LIMITS, USER), "EAGAIN", id="limits alone", marks=needs_root),
        pytest.param((FILTER,), "EPERM", id="filter alone"),
        pytest.param((), "allowed", id="no wall"),
    ],
)
def test_the_unpacker_starts_no_process_that_could_outlive_it(
    attacked: Attack, walls: tuple[str, ...] | None, answer: str
) -> None:
    found = attacked("os.waitpid(os.fork() or os._exit(0), 0) and None", walls)

    assert found == answer


@pytest.mark.parametrize("attack", OUT_OF_USE)
def test_what_unpacking_has_no_use_for_is_refused_by_the_filter(
    attacked: Attack, attack: str
) -> None:
    assert attacked(attack) == "EPERM"


@pytest.mark.parametrize("attack", OUT_OF_USE)
def test_without_the_filter_it_would_not_be_refused(attacked: Attack, attack: str) -> None:
    assert attacked(attack, ()) == "allowed"


def test_the_unpacker_has_no_capability(attacked: Attack) -> None:
    names = [step.name for step in plan(Cell(target_fd=0, uid=0))]

    # All but the filter, which refuses the question as well.
    assert attacked("calls.has_capabilities()", tuple(names[:-1])) == "False"
    assert names[-1] == FILTER


def test_unless_they_are_dropped_it_has_those_of_its_namespace(attacked: Attack) -> None:
    assert attacked("calls.has_capabilities()", (NAMESPACES,)) == "True"


@needs_root
def test_the_unpacker_is_a_user_that_no_sandbox_is(attacked: Attack) -> None:
    found = attacked("os.stat('.').st_uid")

    assert found == str(UNPACKER_UID)
    assert UNPACKER_UID == ROOT_RANGE_START - 1


def test_the_unpacker_cannot_take_the_machines_memory(attacked: Attack) -> None:
    assert attacked("len(bytes(600 << 20))") == "MemoryError"


def test_without_limits_it_could(attacked: Attack) -> None:
    assert attacked("len(bytes(600 << 20))", ()) == str(600 << 20)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("ctypes.string_at(0)", id="crash"),
        pytest.param("os._exit(0)", id="silence"),
        pytest.param("os.write(1, b'x' * 1_000_000)", id="flood"),
        pytest.param(
            "os.write(1, b'ServiceException\\nforged \\x1b[31m') and os._exit(0)", id="escape"
        ),
        pytest.param("os.write(1, b'SystemExit\\n') and os._exit(0)", id="an error of its choice"),
        pytest.param("[][1]", id="exception"),
    ],
)
async def test_a_package_that_takes_the_unpacker_over_is_no_package_and_leaves_nothing(
    tmp_path: Path, take_over: TakeOver, attack: str
) -> None:
    take_over(attack)
    store = PackageStore(tmp_path / "packages")

    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(a_package())

    assert str(refusal.value) == NOT_A_PACKAGE
    assert list((tmp_path / "packages").glob("*/*")) == []


async def test_an_unpacker_that_never_ends_is_ended(
    tmp_path: Path, take_over: TakeOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_over("[lock := threading.Lock(), lock.acquire(), lock.acquire()]")
    monkeypatch.setattr(limits, "PACKAGE_UNPACK_TIMEOUT", timedelta(seconds=1))
    store = PackageStore(tmp_path / "packages")

    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(a_package())

    assert str(refusal.value) == NOT_A_PACKAGE
    assert list((tmp_path / "packages").glob("*/*")) == []


def test_a_tree_said_to_be_unpacked_that_is_not_plain_is_not_believed(
    tmp_path: Path, take_over: TakeOver
) -> None:
    take_over(
        "[os.symlink('/etc', 'link', dir_fd=root_fd), os.write(1, b'unpacked\\n'), os._exit(0)]",
        (USER,),
    )
    (tmp_path / "target").mkdir()

    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        unpack(a_package(), tmp_path / "target")


def test_an_unpacker_that_cannot_be_confined_never_sees_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "from cloister.artifacts import confinement, unpacker\n"
        "confinement.ALLOWED_CALLS = ('no_such_call',)\n"
        "unpacker.main()"
    )
    monkeypatch.setattr(unpacking, "UNPACKER", (sys.executable, "-I", "-c", program))
    (tmp_path / "target").mkdir()

    with pytest.raises(ServiceFailure, match="could not be confined"):
        unpack(a_package(), tmp_path / "target")

    assert list((tmp_path / "target").iterdir()) == []


SERVER = """
import subprocess, sys
from pathlib import Path
from cloister.artifacts import unpacking

class Told(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        print(self.pid, flush=True)

unpacking.subprocess.Popen = Told
unpacking.UNPACKER = (sys.executable, "-I", "-c", sys.argv[1])
unpacking.unpack(Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]))
"""


def test_an_unpacker_does_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "zip").write_bytes(a_package())
    hanging = TAKEN_OVER.format(
        walls=EVERY_WALL, attack="[lock := threading.Lock(), lock.acquire(), lock.acquire()]"
    )
    arguments = [hanging, str(tmp_path / "zip"), str(tmp_path / "target")]
    command = [sys.executable, "-c", SERVER, *arguments]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        unpacker_fd = os.pidfd_open(int(server.stdout.readline()))
        server.kill()

    ended, _, _ = select.select([unpacker_fd], [], [], 20)
    os.close(unpacker_fd)
    assert ended == [unpacker_fd]
