"""The doctor tells what a machine lacks, what that costs and how to mend it, and leaves the machine as it was."""

import errno
import io
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from cloister.doctor import (
    Finding,
    cgroups,
    exit_code,
    identity,
    kernel,
    posture,
    render,
    run,
)
from cloister.doctor.files import read_line
from cloister.doctor.identity import Owner
from cloister.doctor.trials import attempt
from cloister.domain.posture import Status

ROOT_USER = Owner(0, "root")
USER = Owner(1000, "ada")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def grow(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def sysctl_status(root: Path) -> Mapping[str, Status]:
    return {each.name: each.status for each in posture.sysctls(root)}


@pytest.mark.parametrize(
    ("name", "safe", "unsafe"),
    [
        ("kernel/yama/ptrace_scope", "1", "0"),
        ("kernel/unprivileged_bpf_disabled", "2", "0"),
        ("kernel/io_uring_disabled", "2", "1"),
        ("kernel/kptr_restrict", "2", "0"),
        ("kernel/dmesg_restrict", "1", "0"),
        ("kernel/perf_event_paranoid", "3", "-1"),
        ("vm/unprivileged_userfaultfd", "0", "1"),
        ("dev/tty/legacy_tiocsti", "0", "1"),
        ("fs/protected_symlinks", "1", "0"),
        ("fs/protected_hardlinks", "1", "0"),
        ("fs/protected_fifos", "2", "0"),
        ("fs/protected_regular", "1", "0"),
        ("vm/overcommit_memory", "0", "2"),
        ("vm/overcommit_memory", "1", "2"),
        ("fs/file-max", "9223372036854775807", "2466170"),
        ("kernel/pid_max", "4194304", "32768"),
    ],
)
def test_each_sysctl_is_judged_by_its_value(root: Path, name: str, safe: str, unsafe: str) -> None:
    grow(root, {f"proc/sys/{name}": f"{safe}\n"})
    when_safe = sysctl_status(root)

    grow(root, {f"proc/sys/{name}": f"{unsafe}\n"})
    when_unsafe = sysctl_status(root)

    line = name.rpartition("/")[2]
    assert (when_safe[line], when_unsafe[line]) == (Status.OK, Status.WARN)


def test_a_setting_that_the_kernel_lacks_is_a_warning_only_where_the_danger_is_there(
    root: Path,
) -> None:
    warned = {name for name, status in sysctl_status(root).items() if status is Status.WARN}

    assert warned == {"ptrace_scope", "legacy_tiocsti"}


def test_the_remedy_of_a_sysctl_is_the_command(root: Path) -> None:
    grow(root, {"proc/sys/kernel/io_uring_disabled": "0\n"})

    (finding,) = (each for each in posture.sysctls(root) if each.name == "io_uring_disabled")

    assert (finding.remedy or "").startswith("sysctl -w kernel.io_uring_disabled=2")


def test_a_well_kept_host_has_nothing_to_mend(root: Path) -> None:
    grow(
        root,
        {
            "proc/sys/kernel/core_pattern": "core\n",
            "proc/swaps": "Filename Type Size Used Priority\n",
            "sys/kernel/mm/ksm/run": "0\n",
            "sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected\n",
            "sys/devices/system/cpu/vulnerabilities/l1tf": "Mitigation: PTE; SMT vulnerable\n",
            "sys/devices/system/cpu/smt/active": "0\n",
        },
    )

    assert {each.status for each in host_lines(root)} == {Status.OK}


def test_what_leaks_from_one_tenant_to_another_is_told(root: Path) -> None:
    grow(
        root,
        {
            "proc/sys/kernel/core_pattern": "|/usr/share/apport/apport %p\n",
            "proc/swaps": "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n",
            "sys/kernel/mm/ksm/run": "1\n",
            "sys/devices/system/cpu/vulnerabilities/retbleed": "Vulnerable\n",
            "sys/devices/system/cpu/smt/active": "1\n",
        },
    )

    lines = host_lines(root)

    assert {each.status for each in lines} == {Status.WARN}
    assert [each.found for each in lines[1:4]] == ["/dev/sda2", "on", "retbleed"]


def host_lines(root: Path) -> list[Finding]:
    return [
        posture.core_pattern(root),
        posture.swap(root),
        posture.page_merging(root),
        posture.vulnerabilities(root),
        posture.hyper_threads(root),
    ]


@pytest.mark.parametrize(
    ("release", "status"),
    [
        ("6.18.44", Status.OK),
        ("5.14.0-427.el9.x86_64", Status.OK),
        ("5.10.0-29-amd64", Status.WARN),
        ("unknown", Status.WARN),
    ],
)
def test_a_kernel_is_judged_by_its_version(release: str, status: Status) -> None:
    assert kernel.version(release).status is status


def test_user_namespaces_switched_off_are_missing(root: Path) -> None:
    grow(
        root,
        {
            "proc/sys/user/max_user_namespaces": "0\n",
            "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n",
            "proc/sys/kernel/unprivileged_userns_clone": "0\n",
        },
    )

    statuses = [each.status for each in kernel.user_namespace_switches(root)]

    assert statuses == [Status.MISSING, Status.WARN, Status.WARN]


@pytest.mark.parametrize(
    ("actions", "status"),
    [("kill_process errno allow", Status.OK), ("kill_thread errno allow", Status.MISSING)],
)
def test_a_kernel_without_the_actions_of_the_filter_is_not_enough(
    root: Path, actions: str, status: Status
) -> None:
    grow(root, {"proc/sys/kernel/seccomp/actions_avail": actions})

    assert kernel.seccomp_actions(root).status is status


@pytest.mark.parametrize(
    ("hard", "status"), [(1024, Status.WARN), (8000, Status.OK), (-1, Status.OK)]
)
def test_the_hard_limit_of_open_files_counts(hard: int, status: Status) -> None:
    assert kernel.open_files((1024, hard)).status is status


@pytest.mark.parametrize(
    ("hard", "status"), [(96_000, Status.WARN), (1_024_000, Status.OK), (-1, Status.OK)]
)
def test_what_all_sandboxes_have_together_must_be_enough_for_each(
    hard: int, status: Status
) -> None:
    assert kernel.sums_of_all_sandboxes([-1, hard]).status is status


def test_root_needs_no_help_to_map_uids(root: Path) -> None:
    lines = [identity.mapping_tools(ROOT_USER, ""), *identity.subordinate_ids(ROOT_USER, root)]

    assert {each.found for each in lines} == {"not needed by root"}


def test_a_user_without_the_mapping_tools_would_share_one_uid(root: Path) -> None:
    grow(root, {"newuidmap": ""})
    (root / "newuidmap").chmod(0o755)

    finding = identity.mapping_tools(USER, str(root))

    assert (finding.status, finding.found) == (Status.MISSING, str(root / "newuidmap"))
    assert "share one uid" in (finding.lost or "")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("ada:100000:65536", Status.OK),
        ("1000:100000:65536", Status.OK),
        ("ada:100000:100", Status.WARN),
        ("adam:100000:65536", Status.MISSING),
        ("ada:broken", Status.MISSING),
    ],
)
def test_a_user_needs_a_range_of_subordinate_ids(root: Path, line: str, status: Status) -> None:
    grow(root, {"etc/subuid": f"root:1:65536\n{line}\n", "etc/subgid": f"{line}\n"})

    assert {each.status for each in identity.subordinate_ids(USER, root)} == {status}


def fail_with_eperm() -> None:
    raise PermissionError(errno.EPERM, "no")


def fail_otherwise() -> None:
    raise ValueError


def test_a_trial_that_fails_tells_its_errno() -> None:
    assert attempt(fail_with_eperm).describe() == "EPERM: Operation not permitted"


def test_a_trial_that_breaks_counts_as_failed() -> None:
    assert attempt(fail_otherwise).describe() == "failed"


def test_a_trial_that_is_killed_tells_the_signal() -> None:
    assert attempt(lambda: os.kill(os.getpid(), 9)).describe() == "ended by SIGKILL"


def test_the_report_shows_what_was_found_as_text_and_never_as_markup() -> None:
    finding = Finding(name="core", status=Status.WARN, found="[red]|/x", lost="lost", remedy="mend")
    console = Console(width=120, record=True, file=io.StringIO())

    console.print(render([finding]))

    text = console.export_text()
    assert "[red]|/x" in text
    assert "lost: mend" in text


@pytest.mark.parametrize(("status", "code"), [(Status.WARN, 0), (Status.MISSING, 1)])
def test_only_what_isolation_needs_fails_the_command(status: Status, code: int) -> None:
    fine = Finding(name="a", status=Status.OK, found="")

    assert exit_code([fine, Finding(name="b", status=status, found="")]) == code


@pytest.mark.parametrize("status", [Status.WARN, Status.MISSING])
def test_what_is_to_be_strict_about_fails_the_command_by_a_warning(status: Status) -> None:
    fine = Finding(name="a", status=Status.OK, found="")
    weak = Finding(name="b", status=status, found="")

    assert exit_code([fine], strict_about=[fine]) == 0
    assert exit_code([fine], strict_about=[fine, weak]) == 1


def children() -> set[str]:
    """Pids of processes that this one started and has not waited for."""
    ours = f"\nPPid:\t{os.getpid()}\n"
    alive = [path for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return {path.name for path in alive if ours in (read_line(path / "status") or "")}


def leftovers() -> set[str]:
    """Groups, scratch directories and mounts that bear the doctor's name."""
    groups = {each.group for each in cgroups.find_hierarchies(Path("/"))}
    made = {str(path) for group in groups for path in group.glob("cloister-doctor-*")}
    scratch = {str(path) for path in Path(os.environ["TMPDIR"]).iterdir()}
    mounted = "cloister-doctor-" in Path("/proc/self/mountinfo").read_text()
    return made | scratch | ({"mount"} if mounted else set())


def test_this_machine_is_examined_without_an_accident_or_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    before = children()

    findings = [finding for section in run(tmp_path) for finding in section.findings]

    assert leftovers() == set()
    assert children() == before
    assert len({each.name for each in findings}) == len(findings)
    for each in findings:
        assert (each.lost is None) == (each.status is Status.OK)
        assert "Error" not in each.found
        assert "Traceback" not in each.found
