"""Whether the machine is short of memory, as the kernel sees it."""

from pathlib import Path

from cloister.domain.limits import MEMORY_AVAILABLE_PERCENT_MIN, MEMORY_STALLED_PERCENT_MAX
from cloister.kernel.files import read_kernel_file


def is_memory_short(proc: Path = Path("/proc")) -> bool:
    """Whether what could be done without should go: processes wait for memory, or little of it is left."""
    return _stalled_percent(proc) > MEMORY_STALLED_PERCENT_MAX or (
        _available_percent(proc) < MEMORY_AVAILABLE_PERCENT_MIN
    )


def _stalled_percent(proc: Path) -> float:
    try:
        text = read_kernel_file(proc / "pressure/memory").decode()
    except OSError:
        # Kernels without pressure stall information, or with psi=0 (EOPNOTSUPP): what is available must do.
        return 0.0
    _, _, rest = text.partition("some avg10=")
    return float(rest.split(" ", 1)[0])


def _available_percent(proc: Path) -> float:
    amounts = {}
    for line in read_kernel_file(proc / "meminfo").decode().splitlines():
        name, _, amount = line.partition(":")
        amounts[name] = int(amount.split()[0])
    return 100.0 * amounts["MemAvailable"] / amounts["MemTotal"]
