"""The group that gives way to everybody, as each kind of machine has it, and how long its members put up with that."""

from dataclasses import replace
from pathlib import Path

import pytest

from cloister.domain import log_limits
from cloister.sandbox.namespaces.background import Background, BackgroundGroup
from cloister.sandbox.namespaces.hierarchies import background_leaf, find_hierarchies
from cloister.sandbox.namespaces.places import Places
from cloister.telemetry.workplace import Pace
from tests.unit.cgroup_kernel import CgroupKernel
from tests.unit.loop_time import Time

LATE_S = log_limits.COMMIT_LATE.total_seconds()
KEEP_UP_S = log_limits.KEEP_UP_FOR.total_seconds()


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CgroupKernel:
    return CgroupKernel.install(tmp_path / "machine", monkeypatch)


def places_of(kernel: CgroupKernel) -> Places:
    found = find_hierarchies(kernel.proc)
    return Places({hierarchy.root / "cloister-test": hierarchy for hierarchy in found})


# -- The group -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
def test_it_is_idle_until_it_has_to_keep_up(kernel: CgroupKernel, version: int) -> None:
    point = kernel.mount_v2("cpu") if version == 2 else kernel.mount_v1("cpu")
    leaf = point / "cloister-test.background"
    background = Background(BackgroundGroup.make(places_of(kernel)))
    at_first = (leaf / "cpu.idle").read_text()

    background.take_in(4711)
    background.keep_up()
    kept_up = (leaf / "cpu.idle").read_text()
    background.give_way()

    assert (leaf / "cgroup.procs").read_text() == "4711"
    assert (at_first, kept_up, (leaf / "cpu.idle").read_text()) == ("1", "0", "1")


@pytest.mark.parametrize(
    ("version", "file", "values"),
    [(2, "cpu.weight", ("1", "100")), (1, "cpu.shares", ("2", "1024"))],
)
def test_a_kernel_without_idle_groups_gives_it_the_least_weight_there_is(
    kernel: CgroupKernel, version: int, file: str, values: tuple[str, str]
) -> None:
    without = ["cpu.idle"]
    point = (
        kernel.mount_v2("cpu", without=without)
        if version == 2
        else kernel.mount_v1("cpu", without=without)
    )
    background = Background(BackgroundGroup.make(places_of(kernel)))
    weight = point / "cloister-test.background" / file
    at_first = weight.read_text()

    background.keep_up()

    assert (at_first, weight.read_text()) == values


def test_where_nobody_shares_the_cpu_out_there_is_none(kernel: CgroupKernel) -> None:
    point = kernel.mount_v1("memory")

    assert BackgroundGroup.make(places_of(kernel)) is None
    assert not background_leaf(point / "cloister-test").exists()


def test_who_may_make_no_group_has_none(kernel: CgroupKernel) -> None:
    kernel.refuse_groups_in(kernel.mount_v2("cpu"))

    assert BackgroundGroup.make(places_of(kernel)) is None


def test_without_a_group_a_process_stays_where_it_is() -> None:
    background = Background(None)

    background.take_in(1)
    background.keep_up()
    background.give_way()


def test_who_may_move_nobody_is_told(kernel: CgroupKernel, tmp_path: Path) -> None:
    kernel.mount_v2("cpu")
    group = BackgroundGroup.make(places_of(kernel))
    assert group is not None
    elsewhere = replace(group, directory=str(tmp_path / "nowhere"))

    with pytest.raises(FileNotFoundError):
        Background(elsewhere).take_in(4711)


def test_a_group_that_is_gone_is_not_looked_for(kernel: CgroupKernel, tmp_path: Path) -> None:
    kernel.mount_v2("cpu")
    group = BackgroundGroup.make(places_of(kernel))
    assert group is not None
    gone = Background(replace(group, directory=str(tmp_path / "gone")))

    gone.keep_up()

    assert not (tmp_path / "gone").exists()


# -- The pace ------------------------------------------------------------------------------------


class Noted:
    """A workplace that only remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def take_in(self, pid: int) -> None:
        self.told.append(f"take in {pid}")

    def give_way(self) -> None:
        self.told.append("give way")

    def keep_up(self) -> None:
        self.told.append("keep up")


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


async def test_work_that_is_done_in_time_gives_way_all_along(time: Time) -> None:
    workplace = Noted()
    pace = Pace(workplace)

    for _ in range(3):
        with pace:
            await time.advance(LATE_S * 0.9)
        await time.advance(LATE_S)

    assert workplace.told == []
    assert time.timers() == 0


async def test_work_that_is_late_keeps_up_at_once_and_what_comes_after_it_too(time: Time) -> None:
    workplace = Noted()
    pace = Pace(workplace)

    with pace:
        await time.advance(LATE_S * 1.1)
        at_once = [*workplace.told]
    with pace:
        await time.advance(0)
    soon = [*workplace.told]
    await time.advance(KEEP_UP_S)
    with pace:
        await time.advance(0)

    assert at_once == soon == ["keep up"]
    assert workplace.told == ["keep up", "give way"]


async def test_work_that_stays_late_never_gives_way(time: Time) -> None:
    workplace = Noted()
    pace = Pace(workplace)

    for _ in range(3):
        with pace:
            await time.advance(LATE_S)
        await time.advance(KEEP_UP_S * 0.9)

    assert set(workplace.told) == {"keep up"}
