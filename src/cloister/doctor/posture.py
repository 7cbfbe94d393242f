"""How the host is set up around the sandbox: settings that leave the kernel, or one tenant's data, open to another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloister.doctor.files import read_line
from cloister.doctor.findings import Finding, Question


@dataclass(frozen=True, slots=True)
class _Setting:
    """A sysctl, the least value that is safe (`at_least`) or all of them (`among`), and what another value opens."""

    name: str
    lost: str
    at_least: int = 0
    among: tuple[int, ...] = ()
    """The one to set comes first."""
    absent_is_safe: bool = True
    """Whether a kernel without the setting is a kernel without the danger."""

    def accepts(self, value: int) -> bool:
        return value in self.among if self.among else value >= self.at_least

    @property
    def wanted(self) -> int:
        return self.among[0] if self.among else self.at_least


_SETTINGS: Final = (
    _Setting(
        "kernel.yama.ptrace_scope",
        "processes of one uid can read each other's memory",
        at_least=1,
        absent_is_safe=False,
    ),
    _Setting("kernel.unprivileged_bpf_disabled", "bpf() is open to every user", at_least=1),
    _Setting(
        "kernel.io_uring_disabled", "io_uring is open, and no filter sees its calls", among=(2,)
    ),
    _Setting(
        "kernel.kptr_restrict", "kernel addresses can be read, which exploits need", at_least=1
    ),
    _Setting("kernel.dmesg_restrict", "every user reads the kernel's log", among=(1,)),
    _Setting(
        "kernel.perf_event_paranoid", "performance counters show other users' work", at_least=2
    ),
    _Setting("vm.unprivileged_userfaultfd", "races in the kernel are easier to win", among=(0,)),
    _Setting(
        "dev.tty.legacy_tiocsti",
        "a program can type into the terminal that it was started from",
        among=(0,),
        absent_is_safe=False,
    ),
    _Setting(
        "fs.protected_symlinks", "links in shared directories can mislead programs", among=(1,)
    ),
    _Setting("fs.protected_hardlinks", "users can link to files that they cannot read", among=(1,)),
    _Setting("fs.protected_fifos", "pipes in shared directories can mislead programs", at_least=1),
    _Setting(
        "fs.protected_regular", "files in shared directories can mislead programs", at_least=1
    ),
    # 32,768 by default; systemd raises it to the most there is.
    _Setting(
        "kernel.pid_max",
        "a tenant's environments, of 1,024 processes each, can leave the others none to be had",
        at_least=4_194_304,
    ),
    # With 2 the kernel promises no more than it has, to all processes together: to who asks first, used or not.
    _Setting(
        "vm.overcommit_memory",
        "a tenant that asks for all memory, and uses none of it, leaves nobody any to ask for",
        among=(0, 1),
    ),
    # By default the kernel allows for a tenth of the memory; systemd raises it to the most there is.
    _Setting(
        "fs.file-max",
        "a few tenants, of a million each, open all files that the machine may have",
        at_least=1_000_000_000,
    ),
)

_CORE_PATTERN: Final = Question(
    "core_pattern",
    "a tenant's crash starts a program of the host as root and hands it what the tenant wrote",
    "sysctl -w kernel.core_pattern=core",
)
_SWAP: Final = Question(
    "swap", "tenants' memory can reach the disk in clear", "swapoff -a, or encrypt the swap device"
)
_KSM: Final = Question(
    "memory merging (ksm)",
    "a tenant can tell by timing which pages another one has",
    "echo 2 > /sys/kernel/mm/ksm/run",
)
_VULNERABILITIES: Final = Question(
    "cpu vulnerabilities",
    "memory may leak between tenants by speculation",
    "update kernel and microcode, and drop mitigations=off",
)
_SMT: Final = Question(
    "hyper-threads",
    "tenants on two threads of one core can observe each other",
    "boot with nosmt, or echo off > /sys/devices/system/cpu/smt/control",
)


def sysctls(root: Path) -> list[Finding]:
    """One line for every setting, in isolation's order of worry."""
    return [_sysctl(setting, root) for setting in _SETTINGS]


def _sysctl(setting: _Setting, root: Path) -> Finding:
    name = setting.name.rpartition(".")[2]
    text = read_line(root / "proc/sys" / setting.name.replace(".", "/"))
    if text is None:
        question = Question(name, setting.lost, f"boot a kernel that has {setting.name}")
        return question.wants("not in this kernel", good=setting.absent_is_safe)
    remedy = f"sysctl -w {setting.name}={setting.wanted}, and write it to /etc/sysctl.d"
    question = Question(name, setting.lost, remedy)
    good = text.lstrip("-").isdecimal() and setting.accepts(int(text))
    return question.wants(text, good=good)


def core_pattern(root: Path) -> Finding:
    pattern = read_line(root / "proc/sys/kernel/core_pattern") or "none"
    return _CORE_PATTERN.wants(pattern, good=not pattern.startswith("|"))


def swap(root: Path) -> Finding:
    """The lines of /proc/swaps after its heading."""
    devices = [line.split()[0] for line in (read_line(root / "proc/swaps") or "").splitlines()[1:]]
    return _SWAP.wants(", ".join(devices) or "off", good=not devices)


def page_merging(root: Path) -> Finding:
    running = read_line(root / "sys/kernel/mm/ksm/run")
    return _KSM.warn("on") if running == "1" else _KSM.ok("off")


def vulnerabilities(root: Path) -> Finding:
    """Those that the kernel itself calls vulnerable."""
    directory = root / "sys/devices/system/cpu/vulnerabilities"
    if not directory.is_dir():
        return _VULNERABILITIES.warn("the kernel does not tell")
    exposed = [
        path.name
        for path in sorted(directory.iterdir())
        if (read_line(path) or "").startswith("Vulnerable")
    ]
    return _VULNERABILITIES.wants(", ".join(exposed) or "none", good=not exposed)


def hyper_threads(root: Path) -> Finding:
    active = read_line(root / "sys/devices/system/cpu/smt/active")
    return _SMT.warn("on") if active == "1" else _SMT.ok("off")
