"""When memory is short: by what stalls, and by what is left, of the machine and of the groups that bound a process."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cloister.kernel.pressure import MemoryOutlook, is_memory_short
from tests.support import CGROUPS, clock
from tests.unit.cgroup_kernel import MIB, CgroupKernel

STALLED = "some avg10={percent:.2f} avg60=50.00 avg300=50.00 total=1\nfull avg10=90.00 avg60=0.00 avg300=0.00 total=1\n"
UNLIMITED = 2**63 - 4096
"""Of v1, where a group has no limit."""
LOOK = """
import sys
from cloister.kernel.pressure import MemoryOutlook
held = b"x" * int(sys.argv[1])
print(MemoryOutlook().is_short())
"""


def a_proc(path: Path, *, available_kb: int, stalled_percent: float | None) -> Path:
    (path / "meminfo").write_text(
        f"MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: {available_kb} kB\nHugePages_Total: 0\n"
    )
    if stalled_percent is not None:
        (path / "pressure").mkdir()
        (path / "pressure/memory").write_text(STALLED.format(percent=stalled_percent))
    return path


@pytest.mark.parametrize(
    ("available_kb", "stalled_percent", "is_short"),
    [
        (500, 0.0, False),
        (100, 10.0, False),
        (99, 0.0, True),
        (500, 10.1, True),
        (500, None, False),
        (99, None, True),
    ],
)
def test_memory_is_short_where_processes_wait_for_it_or_little_is_left(
    tmp_path: Path, available_kb: int, stalled_percent: float | None, *, is_short: bool
) -> None:
    proc = a_proc(tmp_path, available_kb=available_kb, stalled_percent=stalled_percent)

    assert is_memory_short(proc) == is_short


# -- Groups ----------------------------------------------------------------------------------------


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CgroupKernel:
    return CgroupKernel.install(tmp_path / "machine", monkeypatch)


def outlook(kernel: CgroupKernel, tmp_path: Path) -> MemoryOutlook:
    """Of a machine that has enough itself."""
    proc = a_proc(tmp_path, available_kb=900, stalled_percent=0.0)
    (proc / "self").symlink_to(kernel.proc)
    return MemoryOutlook(proc)


def say(directory: Path, figures: Mapping[str, object]) -> None:
    for name, figure in figures.items():
        (directory / name).write_text(f"{figure}\n")


def v1_group(*, limit: int, used: int, reclaimable: int) -> dict[str, object]:
    return {
        "memory.limit_in_bytes": limit,
        "memory.usage_in_bytes": used,
        "memory.stat": f"inactive_file 7\ntotal_inactive_file {reclaimable}",
    }


def v2_group(
    *, limit: int | str, used: int, reclaimable: int = 0, stalled_percent: float = 0.0
) -> dict[str, object]:
    return {
        "memory.max": limit,
        "memory.current": used,
        "memory.stat": f"anon 7\ninactive_file {reclaimable}",
        "memory.pressure": STALLED.format(percent=stalled_percent),
    }


@pytest.mark.parametrize(
    ("figures", "is_short"),
    [
        (v2_group(limit=1000, used=900), False),
        (v2_group(limit=1000, used=901), True),
        (v2_group(limit=1000, used=990, reclaimable=90), False),
        (v2_group(limit="max", used=990), False),
        (v2_group(limit="max", used=1, stalled_percent=10.1), True),
    ],
)
@pytest.mark.parametrize("holder", ["", "unit", "unit/inner"])
def test_memory_is_short_where_any_v2_group_of_ours_nearly_has_its_bound(
    kernel: CgroupKernel,
    tmp_path: Path,
    holder: str,
    figures: Mapping[str, object],
    *,
    is_short: bool,
) -> None:
    point = kernel.mount_v2("memory", group="/unit/inner")
    say(point / holder, figures)

    assert outlook(kernel, tmp_path).is_short() == is_short


@pytest.mark.parametrize(
    ("figures", "is_short"),
    [
        (v1_group(limit=1000, used=900, reclaimable=0), False),
        (v1_group(limit=1000, used=901, reclaimable=0), True),
        (v1_group(limit=1000, used=990, reclaimable=90), False),
        (v1_group(limit=UNLIMITED, used=990, reclaimable=0), False),
    ],
)
def test_memory_is_short_where_a_v1_group_of_ours_nearly_has_its_bound(
    kernel: CgroupKernel, tmp_path: Path, figures: Mapping[str, object], *, is_short: bool
) -> None:
    kernel.mount_v1("pids", group="/unit")
    point = kernel.mount_v1("memory", group="/unit/inner")
    say(point / "unit", figures)

    assert outlook(kernel, tmp_path).is_short() == is_short


def test_without_groups_the_machine_alone_tells(tmp_path: Path) -> None:
    proc = a_proc(tmp_path, available_kb=500, stalled_percent=0.0)

    assert not MemoryOutlook(proc).is_short()


@pytest.fixture
def bounded_group() -> Iterator[Path]:
    """A group of this machine's with 128 MB."""
    hierarchy = CGROUPS / "memory"
    if not (hierarchy / "memory.limit_in_bytes").exists():
        pytest.skip("this machine has no v1 hierarchy for memory")
    group = hierarchy / f"cloister-test-{clock.new_token(6)}"
    group.mkdir()
    (group / "memory.limit_in_bytes").write_text(str(128 * MIB))
    yield group
    group.rmdir()


@pytest.mark.parametrize(("held_bytes", "is_short"), [(MIB, False), (112 * MIB, True)])
def test_a_process_in_a_real_group_sees_how_much_of_its_bound_is_left(
    bounded_group: Path, held_bytes: int, *, is_short: bool
) -> None:
    join = f'echo $$ > {bounded_group}/cgroup.procs; exec "$@"'

    looked = subprocess.run(
        ["/bin/sh", "-c", join, "sh", sys.executable, "-c", LOOK, str(held_bytes)],
        capture_output=True,
        check=True,
        text=True,
    )

    assert looked.stdout == f"{is_short}\n"
