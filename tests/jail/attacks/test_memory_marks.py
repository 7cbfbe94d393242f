"""T12: memory that goes to and fro across its mark wakes the spawner; it must not keep everybody's marks waiting."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cloister.domain.limits import MIB
from cloister.sandbox.namespaces.memory import MemoryWatch

TIMES = 100


class Counting(ThreadPoolExecutor):
    """The marker's one thread, and how much it was asked to do."""

    asked = 0

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:  # Any: as ThreadPoolExecutor has it
        self.asked += 1
        return super().submit(*args, **kwargs)


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """Files as v1's memory controller has them, of a sandbox whose /tmp is full."""
    (tmp_path / "memory.usage_in_bytes").write_text(str(600 * MIB))
    (tmp_path / "memory.stat").write_text(f"total_cache {500 * MIB}\n")
    return tmp_path


def shaken(watch: MemoryWatch, group: Path) -> None:
    for number in range(TIMES):
        used = 600 * MIB + number * 64
        (group / "memory.usage_in_bytes").write_text(str(used))
        assert not watch.check()


def test_a_mark_that_stands_is_not_asked_for_again(group: Path) -> None:
    with Counting(max_workers=1) as marker:
        watch = MemoryWatch(group, is_v2=False, memory_bytes=128 * MIB, marker=marker)
        shaken(watch, group)
        watch.close()

    assert marker.asked <= 4


def test_forgetting_which_marks_stand_would_fill_the_queue(group: Path) -> None:
    with Counting(max_workers=1) as marker:
        watch = MemoryWatch(group, is_v2=False, memory_bytes=128 * MIB, marker=marker)
        watch._marks = NothingStands()
        shaken(watch, group)
        watch.close()

    assert marker.asked > TIMES


def test_a_mark_that_was_passed_on_its_way_wakes_all_the_same(group: Path) -> None:
    with Counting(max_workers=1) as marker:
        watch = MemoryWatch(group, is_v2=False, memory_bytes=128 * MIB, marker=marker)
        kept = os.dup(watch.fd)
        watch.close()

    woken = os.eventfd_read(kept)
    os.close(kept)
    assert woken == 1


class NothingStands(set[int]):
    """A memory of marks that forgets them."""

    def __contains__(self, mark: object) -> bool:
        return False
