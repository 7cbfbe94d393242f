"""Room for open files: a server does not stop for the kernel to make more while tenants wait."""

import resource
import subprocess
import sys

from cloister.domain import limits

BEGIN_WITH_FEW = """
import resource
from pathlib import Path
from cloister.machine import take_open_files

_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
take_open_files()
files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
[room] = [line for line in Path("/proc/self/status").read_text().splitlines() if "FDSize" in line]
print(files, room.split()[1], sorted(int(fd.name) for fd in Path("/proc/self/fd").iterdir())[-1])
"""


def test_there_is_room_for_all_files_that_may_be_open_before_the_first_tenant_comes() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.OPEN_FILES_MAX if most < 0 else min(limits.OPEN_FILES_MAX, most)

    ran = subprocess.run(
        [sys.executable, "-c", BEGIN_WITH_FEW], capture_output=True, text=True, check=True
    )

    files, room, largest_fd = map(int, ran.stdout.split())
    assert files == wanted
    assert room >= wanted
    assert largest_fd < 256
