"""When the machine is short of memory: by what stalls, and by what is left."""

from pathlib import Path

import pytest

from cloister.kernel.pressure import is_memory_short

STALLED = "some avg10={percent:.2f} avg60=50.00 avg300=50.00 total=1\nfull avg10=90.00 avg60=0.00 avg300=0.00 total=1\n"


def a_proc(path: Path, *, available_kb: int, stalled_percent: float | None) -> Path:
    (path / "meminfo").write_text(
        f"MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: {available_kb} kB\n"
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
