"""Who was frozen goes on for a moment, a few at a time, when nobody is at work."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.sandbox.namespaces.airings import PAUSE_S, PUT_OFF_S_MAX, Airings
from cloister.sandbox.namespaces.cgroups import Freezer
from cloister.sandbox.namespaces.freezer import (
    AIRED_AFTER_S,
    AIRED_LATER_AFTER_S,
    FREEZE,
    THAW,
    Grace,
    GracefulFreezer,
)
from tests.unit.loop_time import Time

GRACE_S = limits.FREEZE_GRACE.total_seconds()
CROWD = limits.AIRINGS_AT_ONCE_MAX + 2


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture
def at_work() -> set[str]:
    return set()


@pytest.fixture
async def grace(time: Time, at_work: set[str]) -> Grace:
    return Grace(Airings(lambda: bool(at_work)))


@pytest.fixture
def crowd(tmp_path: Path, grace: Grace) -> Iterator[dict[Path, GracefulFreezer]]:
    """Each with the file that stands for its cgroup.freeze: what was written last is its beginning."""
    crowd = {}
    for number in range(CROWD):
        file = tmp_path / f"cgroup.freeze-{number}"
        file.touch()
        crowd[file] = GracefulFreezer(Freezer(str(file), "v2"), grace)
    yield crowd
    for freezer in crowd.values():
        freezer.close()


@pytest.fixture
def file(crowd: dict[Path, GracefulFreezer]) -> Path:
    return next(iter(crowd))


@pytest.fixture
def freezer(crowd: dict[Path, GracefulFreezer]) -> GracefulFreezer:
    return next(iter(crowd.values()))


def written(file: Path) -> str:
    return file.read_text()


def going_on(crowd: Iterable[Path]) -> set[Path]:
    return {file for file in crowd if written(file) == THAW["v2"]}


async def rest(time: Time, *freezers: GracefulFreezer) -> None:
    """Until they are frozen."""
    for freezer in freezers:
        freezer.freeze()
    await time.advance(GRACE_S * 1.1)


async def test_one_that_was_frozen_goes_on_for_a_grace_once_and_stays_then(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    await rest(time, freezer)
    states = []
    for _ in range(3):
        await time.advance(AIRED_LATER_AFTER_S)
        states.append(written(file))
        await time.advance(GRACE_S * 1.1)
        states.append(written(file))

    assert states == [THAW["v2"], *[FREEZE["v2"]] * 5]


async def test_it_does_so_in_each_rest_but_not_so_soon_in_later_ones(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    soon, later = [], []
    for _ in range(limits.AIRED_SOON_MAX + 1):
        freezer.thaw()
        await rest(time, freezer)
        await time.advance(AIRED_AFTER_S)
        soon.append(written(file))
        await time.advance(AIRED_LATER_AFTER_S)
        later.append(written(file))
        await time.advance(GRACE_S * 1.1)

    assert soon == [THAW["v2"]] * limits.AIRED_SOON_MAX + [FREEZE["v2"]]
    assert later == [FREEZE["v2"]] * limits.AIRED_SOON_MAX + [THAW["v2"]]


async def test_one_that_was_at_work_meanwhile_has_its_turn_after_its_last_rest_began(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    await rest(time, freezer)
    await time.advance(AIRED_AFTER_S * 0.8)
    freezer.thaw()
    await rest(time, freezer)

    await time.advance(AIRED_AFTER_S * 0.8)
    early = written(file)
    await time.advance(AIRED_AFTER_S * 0.4)

    assert (early, written(file)) == (FREEZE["v2"], THAW["v2"])


async def test_an_event_that_comes_while_it_goes_on_finds_it_going_on(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    await rest(time, freezer)
    await time.advance(AIRED_AFTER_S)

    freezer.thaw()
    await time.advance(GRACE_S * 2)

    assert written(file) == THAW["v2"]


async def test_a_few_go_on_at_a_time(time: Time, crowd: dict[Path, GracefulFreezer]) -> None:
    await rest(time, *crowd.values())
    await time.advance(AIRED_AFTER_S)

    first = going_on(crowd)
    await time.advance(PAUSE_S)
    next_ = going_on(crowd)

    assert len(first) == limits.AIRINGS_AT_ONCE_MAX
    assert next_ == set(crowd) - first


async def test_while_others_are_at_work_one_at_a_time_does(
    time: Time, crowd: dict[Path, GracefulFreezer], at_work: set[str]
) -> None:
    at_work.add("an invocation")
    await rest(time, *crowd.values())
    await time.advance(AIRED_AFTER_S)
    await time.advance(PUT_OFF_S_MAX)

    seen = [going_on(crowd)]
    for _ in range(1, CROWD):
        await time.advance(PAUSE_S)
        seen.append(going_on(crowd))

    assert [len(files) for files in seen] == [1] * CROWD
    assert set().union(*seen) == set(crowd)


async def test_nobody_goes_on_while_anybody_is_at_work(
    time: Time, freezer: GracefulFreezer, file: Path, at_work: set[str]
) -> None:
    at_work.add("an invocation")
    await rest(time, freezer)
    await time.advance(AIRED_AFTER_S)
    await time.advance(PUT_OFF_S_MAX * 0.9)
    busy = written(file)

    at_work.clear()
    await time.advance(PAUSE_S)

    assert (busy, written(file)) == (FREEZE["v2"], THAW["v2"])


async def test_who_is_at_work_for_ever_keeps_nobody_from_it_for_ever(
    time: Time, freezer: GracefulFreezer, file: Path, at_work: set[str]
) -> None:
    at_work.add("an invocation")
    await rest(time, freezer)
    await time.advance(AIRED_AFTER_S)

    await time.advance(PUT_OFF_S_MAX)

    assert written(file) == THAW["v2"]


async def test_one_that_ended_meanwhile_is_left_alone(
    time: Time, freezer: GracefulFreezer, file: Path
) -> None:
    await rest(time, freezer)
    freezer.close()

    await time.advance(AIRED_AFTER_S)

    assert written(file) == FREEZE["v2"]
    assert time.timers() == 0


async def test_a_turn_that_is_due_sooner_does_not_wait_for_a_later_one(
    time: Time, crowd: dict[Path, GracefulFreezer]
) -> None:
    (_, old), (young_file, young), *_ = crowd.items()
    for _ in range(limits.AIRED_SOON_MAX):
        await rest(time, old)
        old.thaw()
    await rest(time, old)

    await rest(time, young)
    await time.advance(AIRED_AFTER_S)

    assert written(young_file) == THAW["v2"]


async def test_where_nobody_is_aired_who_is_frozen_stays_so(time: Time, file: Path) -> None:
    freezer = GracefulFreezer(Freezer(str(file), "v2"), Grace())
    await rest(time, freezer)

    await time.advance(AIRED_LATER_AFTER_S)

    assert written(file) == FREEZE["v2"]
    assert time.timers() == 0
    freezer.close()
