"""Each spawner of a machine has uids that no other has, as long as it lives and no longer."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.uid_ranges import (
    ROOT_RANGE_SIZE,
    ROOT_RANGE_START,
    ROOT_RANGES,
    NoRangeLeft,
    claim_range,
)

CLAIM = (
    "import sys, pathlib; from cloister.sandbox.namespaces.uid_ranges import claim_range; "
    "print(claim_range(pathlib.Path(sys.argv[1])).start, flush=True); sys.stdin.read()"
)


@contextmanager
def claimed_elsewhere(locks: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The first uid of a range that another process has claimed, and that process."""
    command = [sys.executable, "-c", CLAIM, str(locks)]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    """Where there is no lock yet."""
    place = tmp_path / "run" / "uids"
    place.parent.mkdir()
    return place


def test_two_processes_have_no_uid_in_common(locks: Path) -> None:
    with claimed_elsewhere(locks) as (one, _), claimed_elsewhere(locks) as (other, _):
        assert abs(one - other) == ROOT_RANGE_SIZE


def test_the_range_of_a_process_that_was_killed_is_free_again(locks: Path) -> None:
    with claimed_elsewhere(locks) as (before, process):
        process.send_signal(signal.SIGKILL)
        process.wait()

        with claimed_elsewhere(locks) as (after, _):
            assert after == before


def test_with_all_ranges_taken_there_is_a_refusal_that_says_what_to_do(locks: Path) -> None:
    with claimed_elsewhere(locks), pytest.raises(NoRangeLeft, match="stop one of them first"):
        claim_range(locks, ranges=1)


def test_a_place_that_others_may_write_to_is_refused(locks: Path) -> None:
    locks.mkdir()
    locks.chmod(0o777)

    with pytest.raises(NoRangeLeft, match="others may write"):
        claim_range(locks)


def test_a_link_in_the_place_of_a_lock_is_not_followed(locks: Path, tmp_path: Path) -> None:
    locks.mkdir(mode=0o700)
    (locks / "0").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NoRangeLeft, match="symbolic links"):
        claim_range(locks)

    assert not (tmp_path / "elsewhere").exists()


def test_every_range_lies_below_the_greatest_uid() -> None:
    assert ROOT_RANGE_START + ROOT_RANGES * ROOT_RANGE_SIZE < 2**31


def test_a_range_begins_after_the_place_of_the_template(locks: Path) -> None:
    with claimed_elsewhere(locks) as (first, _):
        assert first == ROOT_RANGE_START + 1
