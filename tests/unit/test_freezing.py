"""Between invocations a sandbox is frozen, but not between two that follow each other at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.sandbox.namespaces.cgroups import Freezer
from cloister.sandbox.namespaces.freezer import (
    FREEZE,
    THAW,
    Grace,
    GracefulFreezer,
)
from tests.unit.loop_time import Time

GRACE_S = limits.FREEZE_GRACE.total_seconds()


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture
async def grace(time: Time) -> Grace:
    return Grace()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Stands for cgroup.freeze: what was written last is its beginning."""
    path = tmp_path / "cgroup.freeze"
    path.touch()
    return path


@pytest.fixture
def freezer(file: Path, grace: Grace) -> Iterator[GracefulFreezer]:
    freezer = GracefulFreezer(Freezer(str(file), "v2"), grace)
    yield freezer
    freezer.close()


def written(file: Path) -> str:
    return file.read_text()


async def test_a_sandbox_is_frozen_when_the_grace_is_over_and_no_sooner(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    freezer.freeze()
    await time.advance(GRACE_S * 0.9)
    early = written(file)
    await time.advance(GRACE_S * 0.2)

    assert (early, written(file)) == ("", FREEZE["v2"])


async def test_one_that_is_used_again_within_the_grace_is_not_frozen_at_all(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    for _ in range(3):
        freezer.freeze()
        await time.advance(GRACE_S * 0.9)
        freezer.thaw()
    await time.advance(GRACE_S * 2)

    assert written(file) == ""


async def test_each_use_begins_a_grace_of_its_own(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    freezer.freeze()
    await time.advance(GRACE_S * 0.9)
    freezer.thaw()
    freezer.freeze()

    await time.advance(GRACE_S * 0.9)
    early = written(file)
    await time.advance(GRACE_S * 0.2)

    assert (early, written(file)) == ("", FREEZE["v2"])


async def test_a_frozen_one_goes_on_at_once(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    freezer.freeze()
    await time.advance(GRACE_S * 2)

    freezer.thaw()

    assert written(file) == THAW["v2"]


async def test_after_its_end_nothing_is_written_any_more(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    freezer.freeze()
    freezer.close()

    await time.advance(GRACE_S * 2)
    freezer.freeze()
    freezer.thaw()
    await time.advance(GRACE_S * 2)

    assert written(file) == ""


async def test_who_keeps_things_open_for_it_hears_when_it_is_stopped(
    time: Time, file: Path, grace: Grace
) -> None:
    heard: list[str] = []
    freezer = GracefulFreezer(
        Freezer(str(file), "v2"), grace, on_frozen=lambda: heard.append(written(file))
    )

    freezer.freeze()
    early = list(heard)
    await time.advance(GRACE_S * 2)

    assert (early, heard) == ([], [FREEZE["v2"]])


@pytest.fixture
def crowd(tmp_path: Path, grace: Grace) -> Iterator[dict[Path, GracefulFreezer]]:
    """More than one turn of the loop freezes."""
    files = [tmp_path / f"freezer-{n}" for n in range(2 * limits.FREEZES_PER_TURN_MAX + 1)]
    for file in files:
        file.touch()
    crowd = {file: GracefulFreezer(Freezer(str(file), "v1"), grace) for file in files}
    yield crowd
    for freezer in crowd.values():
        freezer.close()


async def test_a_crowd_is_frozen_over_several_turns_with_one_timer_and_nobody_is_forgotten(
    time: Time, crowd: dict[Path, GracefulFreezer]
) -> None:
    for freezer in crowd.values():
        freezer.freeze()
    await time.advance(GRACE_S * 1.1)
    at_once = sum(bool(written(file)) for file in crowd)
    for _ in range(4):
        await time.advance(0)

    assert at_once < len(crowd)
    assert {written(file) for file in crowd} == {FREEZE["v1"]}
    assert time.timers() == 0


async def test_only_those_whose_grace_is_over_are_frozen(
    time: Time, crowd: dict[Path, GracefulFreezer]
) -> None:
    (early_file, early), (late_file, late), *_ = crowd.items()
    early.freeze()
    await time.advance(GRACE_S * 0.5)
    late.freeze()

    await time.advance(GRACE_S * 0.6)
    after_the_first = (written(early_file), written(late_file))
    await time.advance(GRACE_S * 0.5)

    assert after_the_first == (FREEZE["v1"], "")
    assert written(late_file) == FREEZE["v1"]


async def test_any_number_of_busy_sandboxes_share_one_timer(
    time: Time, crowd: dict[Path, GracefulFreezer]
) -> None:
    for freezer in crowd.values():
        freezer.freeze()
        freezer.thaw()
        freezer.freeze()

    assert time.timers() == 1
