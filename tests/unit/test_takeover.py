"""What the unpacker wrote and said is judged by the server, which believes neither."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.artifacts import verdict
from cloister.artifacts.takeover import take_over
from cloister.domain import limits
from cloister.domain.errors import (
    BrokenPromise,
    CloisterError,
    InvalidParameterValue,
    ServiceFailure,
)

Taken = Callable[[], None]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    (tree / "lib").mkdir(parents=True, mode=0o700)
    (tree / "lib" / "util.py").write_text("x = 1")
    return tree


@pytest.fixture
def taken(tree: Path) -> Taken:
    """Takes the tree over."""

    def taken() -> None:
        tree_fd = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
        try:
            take_over(tree_fd)
        finally:
            os.close(tree_fd)

    return taken


def test_modes_are_the_packages_own_and_no_others(tree: Path, taken: Taken) -> None:
    (tree / "tool").write_text("")
    (tree / "tool").chmod(0o6777)
    (tree / "lib").chmod(0o1777)

    taken()

    modes = {
        str(path.relative_to(tree)): stat.S_IMODE(path.stat().st_mode) for path in tree.rglob("*")
    }
    assert modes == {"tool": 0o755, "lib": 0o755, "lib/util.py": 0o644}


def add_link(tree: Path) -> None:
    (tree / "lib" / "link").symlink_to("/etc/passwd")


def add_second_name(tree: Path) -> None:
    os.link(tree / "lib" / "util.py", tree / "again.py")


def add_pipe(tree: Path) -> None:
    os.mkfifo(tree / "pipe")


def add_depth(tree: Path) -> None:
    (tree / "/".join("d" * (limits.PACKAGE_DEPTH_MAX + 1))).mkdir(parents=True)


def add_size(tree: Path) -> None:
    (tree / "big").write_text("")
    os.truncate(tree / "big", limits.PACKAGE_UNZIPPED_BYTES_MAX + 1)


@pytest.mark.parametrize("spoil", [add_link, add_second_name, add_pipe, add_depth, add_size])
def test_a_tree_that_is_not_plain_is_refused(
    tree: Path, taken: Taken, spoil: Callable[[Path], None]
) -> None:
    spoil(tree)

    with pytest.raises((BrokenPromise, OSError)):
        taken()


def test_a_file_behind_a_link_is_left_as_it_was(tree: Path, taken: Taken, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("")
    victim.chmod(0o600)
    (tree / "link").symlink_to(victim)

    with pytest.raises(OSError, match="symbolic link"):
        taken()

    assert stat.S_IMODE(victim.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "error",
    [InvalidParameterValue("The package's entry 'x' is encrypted."), ServiceFailure("full")],
)
def test_an_error_comes_over_the_pipe_as_it_was(error: CloisterError) -> None:
    received = verdict.decode(verdict.encode(error))

    assert (type(received), str(received)) == (type(error), str(error))


@given(st.one_of(st.binary(), st.binary(max_size=99).map(b"ServiceException\n".__add__)))
def test_whatever_is_said_is_an_error_of_ours_in_one_printable_line_or_nothing(said: bytes) -> None:
    received = verdict.decode(said)

    assert received is None or (isinstance(received, CloisterError) and str(received).isprintable())


def test_more_than_a_verdict_may_hold_is_none() -> None:
    said = b"ServiceException\n" + b"x" * limits.PACKAGE_VERDICT_BYTES_MAX

    assert verdict.decode(said) is None
