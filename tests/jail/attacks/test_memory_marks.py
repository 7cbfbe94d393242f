"""T12: memory that goes to and fro across its mark wakes the spawner; it must not keep everybody's marks waiting."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from cloister.domain.limits import MIB
from cloister.sandbox.namespaces.memory import MemoryWatch
from tests.loose import Given

TIMES = 100


class Counting(ThreadPoolExecutor):
    """The marker, and how much it was asked to do: it does all of it at once, or as long as it is busy nothing."""

    asked = 0
    is_busy = False

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self.waiting: list[Callable[[], object]] = []

    def submit(self, work: Callable[..., Given], /, *given: Given, **named: Given) -> Future[Given]:
        self.asked += 1
        self.waiting.append(lambda: work(*given, **named))
        if not self.is_busy:
            self.work()
        return Future()

    def work(self) -> None:
        self.is_busy = False
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """Files as v1's memory controller has them, of a sandbox whose /tmp is full."""
    (tmp_path / "memory.usage_in_bytes").write_text(str(600 * MIB))
    (tmp_path / "memory.stat").write_text(f"total_cache {500 * MIB}\n")
    # Where the kernel is told of a mark.
    (tmp_path / "cgroup.event_control").touch()
    return tmp_path


def a_watch(group: Path, marker: Counting, kind: type[MemoryWatch] = MemoryWatch) -> MemoryWatch:
    return kind(
        str(group), is_v2=False, memory_bytes=128 * MIB, marker=marker, on_failed=not_expected
    )


def not_expected(error: OSError) -> None:
    raise error


def growing(watch: MemoryWatch, group: Path) -> None:
    """Each time it is looked at, another mark is wanted."""
    for number in range(TIMES):
        (group / "memory.usage_in_bytes").write_text(str((600 + number) * MIB))
        (group / "memory.stat").write_text(f"total_cache {(500 + number) * MIB}\n")
        assert not watch.check()


def shaken(watch: MemoryWatch, group: Path) -> None:
    for number in range(TIMES):
        used = 600 * MIB + number * 64
        (group / "memory.usage_in_bytes").write_text(str(used))
        assert not watch.check()


def test_a_mark_that_stands_is_not_asked_for_again(group: Path) -> None:
    with Counting() as marker:
        watch = a_watch(group, marker)
        shaken(watch, group)
        watch.close()

    assert marker.asked <= 4


def test_forgetting_which_marks_stand_would_fill_the_queue(group: Path) -> None:
    with Counting() as marker:
        watch = a_watch(group, marker)
        watch._marks = NothingStands()
        shaken(watch, group)
        watch.close()

    assert marker.asked > TIMES


def test_while_the_marker_is_busy_a_sandbox_has_one_place_in_its_queue(group: Path) -> None:
    with Counting() as marker:
        watch = a_watch(group, marker)
        marker.is_busy = True
        growing(watch, group)
        queued = len(marker.waiting)
        marker.work()
        watch.close()

    assert queued == 1
    last_mark = int((group / "cgroup.event_control").read_text().split()[2])
    assert last_mark == (600 + TIMES - 1 + 28) * MIB


def test_without_its_place_it_would_have_as_many_as_it_likes(group: Path) -> None:
    with Counting() as marker:
        watch = a_watch(group, marker, Queueing)
        marker.is_busy = True
        growing(watch, group)
        queued = len(marker.waiting)
        watch.close()
        marker.waiting[-1]()

    assert queued == TIMES


def test_a_mark_that_can_not_be_set_is_told(group: Path) -> None:
    told: list[OSError] = []
    (group / "memory.usage_in_bytes").unlink()

    with Counting() as marker:
        watch = MemoryWatch(
            str(group), is_v2=False, memory_bytes=128 * MIB, marker=marker, on_failed=told.append
        )
        watch.close()

    assert [type(error) for error in told] == [FileNotFoundError]


def test_a_mark_of_a_group_that_is_being_removed_is_no_trouble(
    group: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[OSError] = []

    def refuse(_: MemoryWatch, __: int) -> None:
        raise OSError(errno.ENODEV, "No such device")

    monkeypatch.setattr(MemoryWatch, "_register", refuse)
    with Counting() as marker:
        watch = MemoryWatch(
            str(group), is_v2=False, memory_bytes=128 * MIB, marker=marker, on_failed=told.append
        )
        watch.close()

    assert told == []


def test_a_mark_that_was_passed_on_its_way_wakes_all_the_same(group: Path) -> None:
    with Counting() as marker:
        watch = a_watch(group, marker)
        kept = os.dup(watch.fd)
        watch.close()

    woken = os.eventfd_read(kept)
    os.close(kept)
    assert woken == 1


class NothingStands(set[int]):
    """A memory of marks that forgets them."""

    def __contains__(self, mark: object) -> bool:
        return False


class Queueing(MemoryWatch):
    """Forgets that a mark of its own waits."""

    @property
    def _queued(self) -> int | None:
        return None

    @_queued.setter
    def _queued(self, mark: int | None) -> None:
        """Forgotten."""

    def _set_queued(self) -> None:
        """Which one it was is forgotten as well."""
