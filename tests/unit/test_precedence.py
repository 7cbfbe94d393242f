"""Who takes much of the CPU gives way to who takes little, and only as long as it does."""

import asyncio
from collections.abc import Collection
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.ids import EnvironmentId
from cloister.sandbox.namespaces.at_work import AtWork
from cloister.sandbox.namespaces.bounds import (
    CPU_PERIOD_US,
    DEFAULT_WEIGHT,
    HEAVY_CPU_PERIOD_US,
    HEAVY_WEIGHT,
)
from cloister.sandbox.namespaces.cgroups import Group
from cloister.sandbox.namespaces.hierarchies import Hierarchy
from cloister.sandbox.namespaces.places import Places
from cloister.sandbox.namespaces.precedence import HEAVY_CORES, HEAVY_FOR_S, Burden
from tests.unit.loop_time import Time

A_LOOK_S = limits.CPU_LOOK_INTERVAL.total_seconds()
LATELY_S = limits.LATELY.total_seconds()
MUCH_S, LITTLE_S = A_LOOK_S * HEAVY_CORES * 1.1, A_LOOK_S * HEAVY_CORES * 0.9
HEAVY, LIGHT = str(HEAVY_WEIGHT.v2), str(DEFAULT_WEIGHT.v2)
ONE, OTHER = EnvironmentId("one"), EnvironmentId("other")


class Sandbox:
    """One whose group is plain files, and its burden."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._used_s = 0.0
        self._now_s = 1000.0
        self.take(0.0)
        base = directory.parent
        places = Places({base: Hierarchy(base, frozenset({"cpu"}), is_v2=True)})
        self.group = Group(directory.name, places)
        self.burden = Burden(self.group)

    def take(self, seconds: float) -> None:
        self._used_s += seconds
        (self._directory / "cpu.stat").write_text(f"usage_usec {self._used_s * 1e6:.0f}\n")

    def is_looked_at(self, *, after_s: float = A_LOOK_S, having_taken_s: float = 0.0) -> str:
        """The weight that it has then."""
        self._now_s += after_s
        self.take(having_taken_s)
        self.burden.look(self._now_s)
        return self.weight()

    def weight(self) -> str:
        file = self._directory / "cpu.weight"
        return file.read_text() if file.exists() else LIGHT


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    (tmp_path / "cpu.weight").write_text(LIGHT)
    return Sandbox(tmp_path)


def test_what_was_taken_before_the_first_look_is_not_held_against_it(sandbox: Sandbox) -> None:
    assert sandbox.is_looked_at(having_taken_s=10.0) == LIGHT


def test_who_takes_much_has_less_weight_until_it_has_taken_little_for_a_while(
    sandbox: Sandbox,
) -> None:
    sandbox.is_looked_at()

    at_once = [sandbox.is_looked_at(having_taken_s=took_s) for took_s in (LITTLE_S, MUCH_S)]
    soon = sandbox.is_looked_at(having_taken_s=LITTLE_S)
    later = sandbox.is_looked_at(after_s=HEAVY_FOR_S, having_taken_s=LITTLE_S)

    assert at_once == [LIGHT, HEAVY]
    assert (soon, later) == (HEAVY, LIGHT)


def test_its_cores_are_counted_in_longer_periods_as_long_as_it_weighs_less(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "cpu.max").write_text("max 100000")
    sandbox.group.limit_cpu(0.5)
    sandbox.is_looked_at()
    sandbox.is_looked_at(having_taken_s=MUCH_S)
    heavy = (tmp_path / "cpu.max").read_text()
    sandbox.is_looked_at(after_s=HEAVY_FOR_S)

    assert heavy == f"{HEAVY_CPU_PERIOD_US // 2} {HEAVY_CPU_PERIOD_US}"
    assert (tmp_path / "cpu.max").read_text() == f"{CPU_PERIOD_US // 2} {CPU_PERIOD_US}"


def test_who_is_kept_waiting_by_others_is_not_thought_light_at_once(sandbox: Sandbox) -> None:
    sandbox.is_looked_at()
    sandbox.is_looked_at(having_taken_s=MUCH_S)

    looks = int(HEAVY_FOR_S / A_LOOK_S)
    weights = [sandbox.is_looked_at(having_taken_s=0.0) for _ in range(looks - 1)]

    assert set(weights) == {HEAVY}


def test_what_init_took_is_forgotten_with_its_end(sandbox: Sandbox) -> None:
    sandbox.is_looked_at()
    sandbox.is_looked_at(having_taken_s=MUCH_S)

    sandbox.burden.forget()

    assert sandbox.weight() == LIGHT
    assert sandbox.is_looked_at(having_taken_s=MUCH_S) == LIGHT


def test_where_nobody_counts_all_weigh_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "cpu.stat").unlink()

    sandbox.burden.look(1000.0)

    assert sandbox.weight() == LIGHT


class Looks:
    """What was looked at, time by time."""

    def __init__(self) -> None:
        self.seen: list[set[str]] = []

    def __call__(self, at_work: Collection[EnvironmentId]) -> None:
        self.seen.append(set(at_work))


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


async def test_those_at_work_are_looked_at_again_and_again(time: Time) -> None:
    looks = Looks()
    at_work = AtWork(looks)

    at_work.begins(ONE)
    await time.advance(A_LOOK_S)
    at_work.begins(OTHER)
    await time.advance(A_LOOK_S)
    at_work.rests(ONE)
    await time.advance(A_LOOK_S)

    assert looks.seen == [{ONE}, {ONE, OTHER}, {OTHER}]


async def test_where_all_rest_there_is_nothing_to_wait_for(time: Time) -> None:
    looks = Looks()
    at_work = AtWork(looks)

    at_work.begins(ONE)
    at_work.rests(ONE)
    await time.advance(A_LOOK_S)

    assert looks.seen == []
    assert time.timers() == 0


async def test_somebody_was_at_work_lately_for_a_while_after_the_last_one_rests(time: Time) -> None:
    at_work = AtWork(Looks())
    told = [at_work.was_anybody_lately()]

    at_work.begins(ONE)
    await time.advance(A_LOOK_S)
    told.append(at_work.was_anybody_lately())
    at_work.rests(ONE)
    for _ in range(2):
        await time.advance(LATELY_S * 0.8)
        told.append(at_work.was_anybody_lately())
    await time.advance(LATELY_S * 0.8)
    told.append(at_work.was_anybody_lately())

    assert told == [False, True, True, True, False]


async def test_an_invocation_that_ends_between_two_looks_was_lately_too(time: Time) -> None:
    at_work = AtWork(Looks())

    at_work.begins(ONE)
    at_work.rests(ONE)
    told = [at_work.was_anybody_lately()]
    await time.advance(A_LOOK_S)
    told.append(at_work.was_anybody_lately())

    assert told == [True, True]


async def test_any_number_of_invocations_share_one_timer(time: Time) -> None:
    at_work = AtWork(Looks())

    for number in range(100):
        at_work.begins(EnvironmentId(str(number)))
        await asyncio.sleep(0)

    assert time.timers() == 1
