"""The doctor finds its groups on v2, v1 and hybrid machines, and says which limits cannot be enforced."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cloister.doctor import Finding, cgroups
from cloister.domain.posture import Status

V1_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
38 31 0:35 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
39 31 0:36 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
"""
V1_GROUPS = "6:name=systemd:/\n5:freezer:/\n4:pids:/\n3:memory:/jobs/one\n2:cpu,cpuacct:/\n"
V2_FILES = {"cgroup.controllers": "cpu memory pids\n", "cgroup.freeze": "0\n", "cgroup.kill": ""}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def grow(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def v1_machine(root: Path) -> None:
    grow(root, {"proc/self/mountinfo": V1_MOUNTS, "proc/self/cgroup": V1_GROUPS})
    for group in ("cpu,cpuacct", "memory/jobs/one", "pids", "freezer", "systemd"):
        (root / "sys/fs/cgroup" / group).mkdir(parents=True)


def v2_machine(root: Path) -> None:
    mounts = "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
    grow(root, {"proc/self/mountinfo": mounts, "proc/self/cgroup": "0::/system.slice/cloister\n"})
    group = "sys/fs/cgroup/system.slice/cloister/"
    grow(root, {group + name: text for name, text in V2_FILES.items()})


def hybrid_machine(root: Path) -> None:
    v1_machine(root)
    unified = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
    grow(
        root,
        {
            "proc/self/mountinfo": V1_MOUNTS + unified,
            "proc/self/cgroup": V1_GROUPS + "0::/\n",
            "sys/fs/cgroup/unified/cgroup.controllers": "\n",
            "sys/fs/cgroup/unified/cgroup.freeze": "0\n",
            "sys/fs/cgroup/unified/cgroup.kill": "",
        },
    )


def cgroup_report(root: Path) -> Mapping[str, Finding]:
    return {each.name: each for each in cgroups.examine(cgroups.find_hierarchies(root))}


def bad(findings: Mapping[str, Finding]) -> Mapping[str, Status]:
    return {name: each.status for name, each in findings.items() if each.status is not Status.OK}


def test_on_v2_every_controller_is_found_in_the_one_group_of_ours(root: Path) -> None:
    v2_machine(root)

    report = cgroup_report(root)

    group = root / "sys/fs/cgroup/system.slice/cloister"
    assert bad(report) == {}
    assert report["cgroups"].found == "v2"
    assert report["cgroup memory"].found == f"v2, {group}, writable"
    assert sorted(path.name for path in group.iterdir()) == sorted(V2_FILES)


def test_on_v1_each_controller_has_a_hierarchy_and_the_files_of_v2_are_missed(root: Path) -> None:
    v1_machine(root)

    report = cgroup_report(root)

    assert bad(report) == {"cgroup.freeze": Status.WARN, "cgroup.kill": Status.WARN}
    assert report["cgroups"].found == "v1"
    assert report["cgroup memory"].found == f"v1, {root}/sys/fs/cgroup/memory/jobs/one, writable"
    assert report["cgroup cpu"].found == f"v1, {root}/sys/fs/cgroup/cpu,cpuacct, writable"


def test_a_hybrid_machine_limits_by_v1_and_freezes_by_v2(root: Path) -> None:
    hybrid_machine(root)

    report = cgroup_report(root)

    assert bad(report) == {}
    assert report["cgroups"].found == "v1 and v2"
    assert report["cgroup pids"].found == f"v1, {root}/sys/fs/cgroup/pids, writable"
    assert report["cgroup.freeze"].found == f"in v2, {root}/sys/fs/cgroup/unified"


def test_without_any_hierarchy_nothing_can_be_limited(root: Path) -> None:
    report = cgroup_report(root)

    missing = [name for name, each in report.items() if each.status is Status.MISSING]
    assert missing == ["cgroups", "cgroup memory", "cgroup pids"]
    assert report["cgroup memory"].lost == "memory limits are not enforced"


def test_a_group_that_cannot_be_written_is_missing_and_says_why(root: Path) -> None:
    v2_machine(root)
    group = root / "sys/fs/cgroup/system.slice/cloister"
    in_the_way = group / f"cloister-doctor-{os.getpid()}"
    in_the_way.touch()  # a file of that name: root, too, cannot make the group then

    report = cgroup_report(root)

    assert report["cgroup memory"].status is Status.MISSING
    assert report["cgroup memory"].found == f"v2, {group}, not writable (EEXIST)"
    assert report["cgroup.kill"].status is Status.WARN


def test_a_controller_that_v2_does_not_delegate_is_missing(root: Path) -> None:
    v2_machine(root)
    grow(root, {"sys/fs/cgroup/system.slice/cloister/cgroup.controllers": "cpu pids\n"})

    assert bad(cgroup_report(root)) == {"cgroup memory": Status.MISSING}


def test_a_mount_of_a_part_of_the_hierarchy_is_read_from_there(root: Path) -> None:
    mounts = "31 23 0:28 /docker/abc /sys/fs/c\\040group rw - cgroup2 cgroup2 rw\n"
    grow(root, {"proc/self/mountinfo": mounts, "proc/self/cgroup": "0::/docker/abc/worker\n"})

    (hierarchy,) = cgroups.find_hierarchies(root)

    assert hierarchy.group == root / "sys/fs/c group/worker"


def test_an_armed_release_agent_is_told_with_its_hierarchy(root: Path) -> None:
    v1_machine(root)
    memory = "sys/fs/cgroup/memory/"
    grow(
        root,
        {memory + "release_agent": "/bin/evil\n", memory + "jobs/one/notify_on_release": "1\n"},
    )

    finding = cgroup_report(root)["cgroup v1 release agent"]

    assert (finding.status, finding.found) == (Status.WARN, f"{root}/sys/fs/cgroup/memory")


@pytest.mark.parametrize(
    ("maximum", "status"), [("max", Status.OK), ("1024", Status.OK), ("1023", Status.WARN)]
)
def test_a_group_with_room_for_less_than_one_environment_is_told(
    root: Path, maximum: str, status: Status
) -> None:
    v1_machine(root)
    grow(root, {"sys/fs/cgroup/pids/pids.max": f"{maximum}\n"})

    assert cgroup_report(root)["own pids.max"].status is status
