"""Which hierarchies a machine gives: v2, v1 and both at once, and where in them this process may make groups."""

from pathlib import Path

import pytest

from cloister.sandbox.namespaces.hierarchies import Hierarchy, find_hierarchies
from tests.unit.cgroup_kernel import CgroupKernel


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CgroupKernel:
    return CgroupKernel.install(tmp_path / "machine", monkeypatch)


def kinds(hierarchies: list[Hierarchy]) -> list[tuple[bool, set[str]]]:
    return [(hierarchy.is_v2, set(hierarchy.controllers)) for hierarchy in hierarchies]


def test_a_v2_machine_gives_all_bounds_in_its_own_group(kernel: CgroupKernel) -> None:
    point = kernel.mount_v2("cpuset cpu io memory pids", group="/system.slice/cloister.service")

    [found] = find_hierarchies(kernel.proc)

    assert found.root == point / "system.slice/cloister.service"
    assert kinds([found]) == [(True, {"memory", "pids", "cpu", "freezer"})]


def test_a_v1_machine_gives_a_hierarchy_for_each_bound(kernel: CgroupKernel) -> None:
    kernel.mount_v1("memory", group="/slice")
    kernel.mount_v1("cpu,cpuacct")
    kernel.mount_v1("pids")
    kernel.mount_v1("freezer")
    kernel.mount_v1("devices")
    kernel.mount_v1("name=systemd")

    found = find_hierarchies(kernel.proc)

    assert sorted(name for _, names in kinds(found) for name in names) == [
        "cpu",
        "freezer",
        "memory",
        "pids",
    ]
    assert not any(hierarchy.is_v2 for hierarchy in found)
    assert {h.root.name for h in found if "memory" in h.controllers} == {"slice"}


def test_a_hybrid_machine_kills_and_freezes_by_v2_and_bounds_by_v1(kernel: CgroupKernel) -> None:
    kernel.mount_v1("freezer")
    kernel.mount_v1("memory")
    kernel.mount_v2("")

    found = find_hierarchies(kernel.proc)

    assert kinds(found) == [(True, {"freezer"}), (False, {"memory"})]


def test_a_controller_is_used_in_one_hierarchy_only(kernel: CgroupKernel) -> None:
    kernel.mount_v2("memory pids")
    kernel.mount_v1("memory")
    kernel.mount_v1("cpu")

    found = find_hierarchies(kernel.proc)

    assert kinds(found) == [(True, {"memory", "pids", "freezer"}), (False, {"cpu"})]


@pytest.mark.parametrize("options", ["rw,seclabel,memory", "rw,xattr,clone_children,memory"])
def test_other_mount_options_do_not_hide_a_hierarchy(kernel: CgroupKernel, options: str) -> None:
    kernel.mount_v1("memory", options=options)

    assert kinds(find_hierarchies(kernel.proc)) == [(False, {"memory"})]


def test_a_part_of_a_hierarchy_that_is_mounted_alone_is_entered_from_its_own_root(
    kernel: CgroupKernel,
) -> None:
    point = kernel.mount_v2("memory", root="/docker/abc", group="/docker/abc/inner")

    assert [found.root for found in find_hierarchies(kernel.proc)] == [point / "inner"]


def test_a_group_outside_of_the_mounted_part_is_the_mount_itself(kernel: CgroupKernel) -> None:
    point = kernel.mount_v2("memory", root="/docker/abc", group="/elsewhere")

    assert [found.root for found in find_hierarchies(kernel.proc)] == [point]


def test_beside_a_server_that_has_moved_to_a_leaf_groups_are_made_and_not_below_it(
    kernel: CgroupKernel,
) -> None:
    v2 = kernel.mount_v2("", group="/unit")
    v1 = kernel.mount_v1("cpu", group="/unit/cloister-1.host")

    found = find_hierarchies(kernel.proc)

    assert [each.root for each in found] == [v2 / "unit", v1 / "unit"]


def test_a_machine_without_hierarchies_has_none(kernel: CgroupKernel) -> None:
    assert find_hierarchies(kernel.proc) == []


def test_a_hierarchy_whose_own_group_cannot_be_seen_is_left_out(kernel: CgroupKernel) -> None:
    (kernel.mount_v2("memory", group="/gone") / "gone").rename(kernel.proc.parent / "aside")

    assert find_hierarchies(kernel.proc) == []
