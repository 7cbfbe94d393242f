"""Groups on every kind of machine, as its files would look: bounded, weighed, ended and swept."""

import os
import subprocess
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.background import BackgroundGroup
from cloister.sandbox.namespaces.bounds import HEAVY_CPU_PERIOD_US
from cloister.sandbox.namespaces.cgroups import Cgroups
from cloister.sandbox.namespaces.hierarchies import find_hierarchies
from tests.unit.cgroup_kernel import BOUNDS, MIB, OWNER, CgroupKernel


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CgroupKernel:
    return CgroupKernel.install(tmp_path / "machine", monkeypatch)


def groups_of(kernel: CgroupKernel, tmp_path: Path) -> Cgroups:
    hierarchies = find_hierarchies(kernel.proc)
    return Cgroups(hierarchies, name="cloister-test", record=tmp_path / "record")


def open_groups_of(kernel: CgroupKernel, tmp_path: Path) -> Cgroups:
    groups = groups_of(kernel, tmp_path)
    groups.open(owner=OWNER, host=os.getpid())
    return groups


# -- Bounds --------------------------------------------------------------------------------------


def test_v2_bounds_are_written_in_v2s_words(kernel: CgroupKernel, tmp_path: Path) -> None:
    point = kernel.mount_v2("memory pids cpu")
    groups = open_groups_of(kernel, tmp_path)

    groups.create("one", BOUNDS, owner=OWNER)

    group = point / "cloister-test/one"
    assert groups.controllers == {"memory", "pids", "cpu", "freezer"}
    assert (group / "memory.max").read_text() == str(640 * MIB)
    assert (group / "memory.swap.max").read_text() == "0"
    assert (group / "memory.oom.group").read_text() == "1"
    assert (group / "pids.max").read_text() == "1024"
    assert (group / "cpu.max").read_text() == "5000 10000"


def test_v1_bounds_are_written_in_v1s_words(kernel: CgroupKernel, tmp_path: Path) -> None:
    points = {name: kernel.mount_v1(name) for name in ("memory", "pids", "cpu", "freezer")}
    groups = open_groups_of(kernel, tmp_path)

    groups.create("one", BOUNDS, owner=OWNER)

    def written(controller: str, file: str) -> str:
        return (points[controller] / "cloister-test/one" / file).read_text()

    assert written("memory", "memory.limit_in_bytes") == str(640 * MIB)
    assert written("memory", "memory.memsw.limit_in_bytes") == str(640 * MIB)
    assert written("memory", "memory.kmem.tcp.limit_in_bytes") == str(32 * MIB)
    assert written("pids", "pids.max") == "1024"
    assert written("cpu", "cpu.cfs_period_us") == "10000"
    assert written("cpu", "cpu.cfs_quota_us") == "5000"


def test_a_kernel_that_does_not_count_swap_is_no_obstacle(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("memory", without=["memory.memsw.limit_in_bytes"])
    groups = open_groups_of(kernel, tmp_path)

    groups.create("one", BOUNDS, owner=OWNER)

    group = point / "cloister-test/one"
    assert (group / "memory.limit_in_bytes").read_text() == str(640 * MIB)
    assert not (group / "memory.memsw.limit_in_bytes").exists()


@pytest.mark.parametrize(
    ("version", "file", "value"),
    [(2, "cpu.max", "20000 10000"), (1, "cpu.cfs_quota_us", "20000")],
)
def test_a_groups_cores_can_be_changed_while_it_runs(
    kernel: CgroupKernel, tmp_path: Path, version: int, file: str, value: str
) -> None:
    point = kernel.mount_v2("cpu") if version == 2 else kernel.mount_v1("cpu")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)

    group.limit_cpu(2.0)

    assert (point / "cloister-test/one" / file).read_text() == value


def test_the_period_of_v1_is_written_only_where_it_changes(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("cpu")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    period = point / "cloister-test/one/cpu.cfs_period_us"
    period.write_text("as it was")

    group.limit_cpu(2.0)
    after_a_limit = period.read_text()
    group.count_cpu_by(HEAVY_CPU_PERIOD_US)

    assert (after_a_limit, period.read_text()) == ("as it was", str(HEAVY_CPU_PERIOD_US))


@pytest.mark.parametrize(("version", "file"), [(2, "cpu.max"), (1, "cpu.cfs_quota_us")])
def test_the_cores_that_a_group_has_already_are_not_written_again(
    kernel: CgroupKernel, tmp_path: Path, version: int, file: str
) -> None:
    point = kernel.mount_v2("cpu") if version == 2 else kernel.mount_v1("cpu")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    cores = point / "cloister-test/one" / file
    cores.write_text("as it was")

    group.limit_cpu(BOUNDS.cpu_quota)
    after_the_same = cores.read_text()
    group.count_cpu_by(HEAVY_CPU_PERIOD_US)
    group.limit_cpu(BOUNDS.cpu_quota)

    assert (after_the_same, cores.read_text()) == (
        "as it was",
        "5000 10000" if version == 2 else "5000",
    )


def test_controllers_are_handed_down_after_the_host_has_left_for_a_leaf(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v2("memory pids cpu")

    groups_of(kernel, tmp_path).open(owner=OWNER, host=os.getpid())

    assert (point / "cloister-test.host/cgroup.procs").read_text() == str(os.getpid())
    for group in (point, point / "cloister-test"):
        assert (group / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"


def test_a_v2_without_controllers_moves_nobody(kernel: CgroupKernel, tmp_path: Path) -> None:
    point = kernel.mount_v2("")

    groups_of(kernel, tmp_path).open(owner=OWNER, host=os.getpid())

    assert not (point / "cloister-test.host").exists()


def test_a_group_that_the_kernel_refuses_leaves_no_directory(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    memory, pids = kernel.mount_v1("memory"), kernel.mount_v1("pids")
    groups = open_groups_of(kernel, tmp_path)
    kernel.refuse_groups_in(pids / "cloister-test")

    with pytest.raises(OSError, match="refused"):
        groups.create("one", BOUNDS, owner=OWNER)

    assert not (memory / "cloister-test/one").exists()


# -- Weights -------------------------------------------------------------------------------------


def test_v1_moves_the_server_to_a_group_of_more_weight_and_back(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("cpu")
    groups = open_groups_of(kernel, tmp_path)
    leaf = point / "cloister-test.host"

    groups.favour([4711])

    assert (leaf / "cpu.shares").read_text() == "4096"
    assert (leaf / "cgroup.procs").read_text() == "4711"
    groups.close("spawner")
    assert (point / "cgroup.procs").read_text() == "4711"


def test_what_gives_way_is_let_out_at_the_end_and_swept_at_a_start(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("cpu")
    leaf = point / "cloister-test.background"
    leaf.mkdir()
    groups = open_groups_of(kernel, tmp_path)
    was_swept = not leaf.exists()
    BackgroundGroup.make(groups.places)
    (leaf / "cgroup.procs").write_text("4711")

    groups.close("spawner")

    assert was_swept
    assert (point / "cgroup.procs").read_text() == "4711"
    assert not leaf.exists()


def test_v2_weighs_the_leaf_that_the_server_has_moved_to(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v2("cpu")
    groups = open_groups_of(kernel, tmp_path)

    groups.favour([4711])

    assert (point / "cloister-test.host/cpu.weight").read_text() == "400"


def test_where_nobody_shares_the_cpu_out_nobody_is_favoured(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("memory")
    groups = open_groups_of(kernel, tmp_path)

    groups.favour([4711])

    assert not (point / "cloister-test.host").exists()


def test_what_a_group_used_of_the_cpu_is_v2s_word(kernel: CgroupKernel, tmp_path: Path) -> None:
    point = kernel.mount_v2("")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    (point / "cloister-test/one/cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")

    assert group.cpu_used_s() == 2.5


def test_without_v2_nobody_knows_what_a_group_used(kernel: CgroupKernel, tmp_path: Path) -> None:
    kernel.mount_v1("cpu")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)

    assert group.cpu_used_s() is None


# -- What a group tells --------------------------------------------------------------------------


def test_a_v2_group_tells_its_peak_and_whom_the_kernel_killed(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v2("memory")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    (point / "cloister-test/one/memory.peak").write_text("4096\n")
    (point / "cloister-test/one/memory.events").write_text("oom 3\noom_kill 2\noom_group_kill 1\n")

    assert group.memory_peak_bytes() == 4096
    assert group.oom_kills() == 2


def test_a_v1_group_tells_its_peak_and_whom_the_kernel_killed(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v1("memory")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    (point / "cloister-test/one/memory.max_usage_in_bytes").write_text("8192\n")
    (point / "cloister-test/one/memory.oom_control").write_text("under_oom 0\noom_kill 1\n")

    assert group.memory_peak_bytes() == 8192
    assert group.oom_kills() == 1


def test_where_nobody_counts_memory_the_answers_are_zero(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    kernel.mount_v2("")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)

    assert (group.memory_peak_bytes(), group.oom_kills()) == (0, 0)


# -- The end -------------------------------------------------------------------------------------


def test_v2_ends_a_group_by_one_write(kernel: CgroupKernel, tmp_path: Path) -> None:
    point = kernel.mount_v2("")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)

    group.kill()

    assert (point / "cloister-test/one/cgroup.kill").read_text() == "1"


def test_v1_ends_a_group_by_signals_and_leaves_it_thawed(
    kernel: CgroupKernel, tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    point = kernel.mount_v1("freezer")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    (point / "cloister-test/one/cgroup.procs").write_text(f"{sleeper.pid}\n")

    group.kill()

    assert sleeper.wait(10) == -9
    assert (point / "cloister-test/one/freezer.state").read_text() == "THAWED"


def test_a_group_is_not_gone_while_a_process_of_it_lives(
    kernel: CgroupKernel, tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    point = kernel.mount_v1("freezer")
    group = open_groups_of(kernel, tmp_path).create("one", BOUNDS, owner=OWNER)
    (point / "cloister-test/one/cgroup.procs").write_text(f"{sleeper.pid}\n")

    gone_before = group.remove()
    sleeper.kill()
    sleeper.wait(10)
    gone_after = group.remove()

    assert (gone_before, gone_after) == (False, True)
    assert group.remove()


def test_a_start_from_elsewhere_sweeps_what_the_record_names(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v2("", group="/session-1")
    groups_of(kernel, tmp_path).open(owner=OWNER, host=os.getpid())
    left = point / "session-1/cloister-test"
    (left / "one").mkdir()
    kernel.move_to("/session-2")

    groups_of(kernel, tmp_path).open(owner=OWNER, host=os.getpid())

    assert not left.exists()
    assert (point / "session-2/cloister-test").is_dir()
    assert (tmp_path / "record").read_text() == f"{point}/session-2/cloister-test\n"


def test_a_sweep_forgets_its_record_and_touches_no_other_installation(
    kernel: CgroupKernel, tmp_path: Path
) -> None:
    point = kernel.mount_v2("")
    (point / "cloister-other").mkdir()
    groups = open_groups_of(kernel, tmp_path)

    groups.sweep()

    assert not (tmp_path / "record").exists()
    assert not (point / "cloister-test").exists()
    assert (point / "cloister-other").is_dir()
