"""config.json of a sandbox, by its spec: what an OCI runtime is to make of the image and the code (OCI spec 1.0.2)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cloister.domain.limits import KIB, MIB
from cloister.sandbox.driver import SandboxSpec
from cloister.sandbox.namespaces.inheritance import INSIDE_ID
from cloister.sandbox.namespaces.layers import LANG
from cloister.sandbox.namespaces.own_namespaces import HOSTNAME

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool
"""What config.json is made of."""

OCI_VERSION: Final = "1.0.2"
SIGNALS_PENDING_MAX: Final = 1024
NAMESPACES: Final = ("pid", "network", "ipc", "uts", "mount", "cgroup")
"""All new. The network's has loopback and nothing else."""
CAPABILITY_SETS: Final = ("bounding", "effective", "inheritable", "permitted", "ambient")
MASKED: Final = (
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/firmware",
)
READ_ONLY: Final = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
START: Final = (
    "import sys; sys.path.insert(0, '/var/runtime'); "
    "from cloister.sandbox.oci.entry import main; main()"
)


def config(spec: SandboxSpec, *, root: Path, layers: Path | None) -> dict[str, Json]:
    """The document; `root` is the image's directory, `layers` that of /opt, if there is more to it than the image's."""
    return {
        "ociVersion": OCI_VERSION,
        "root": {"path": str(root), "readonly": True},
        "hostname": HOSTNAME,
        "process": _process(spec),
        "mounts": [
            _mount("/proc", "proc", "nosuid", "noexec", "nodev", "ro"),
            _mount(
                "/tmp",  # noqa: S108 # a mount point in the sandbox, not a file name
                "tmpfs",
                "nosuid",
                "nodev",
                "mode=1777",
                f"size={spec.tmp_bytes}",
                f"nr_inodes={spec.tmp_inodes}",
            ),
            _read_only("/var/task", spec.code),
            *([] if layers is None else [_read_only("/opt", layers)]),
        ],
        "linux": {
            "namespaces": [{"type": name} for name in NAMESPACES],
            "maskedPaths": MASKED,
            "readonlyPaths": READ_ONLY,
        },
    }


def _process(spec: SandboxSpec) -> Json:
    return {
        "terminal": False,
        "user": {"uid": INSIDE_ID, "gid": INSIDE_ID},
        "cwd": "/",
        "args": [
            f"{LANG}/bin/{spec.runtime}",
            *("-I", "-S", "-c", START),
        ],
        "env": [
            "PATH=/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
            f"LD_LIBRARY_PATH={LANG}/lib",
            "LANG=C.UTF-8",
            "TZ=:UTC",
            # The runtime client picks its JSON encoder by this when it is imported.
            f"AWS_EXECUTION_ENV=AWS_Lambda_{spec.runtime}",
        ],
        "capabilities": {name: [] for name in CAPABILITY_SETS},
        "noNewPrivileges": True,
        "rlimits": [
            {"type": f"RLIMIT_{name}", "soft": bound, "hard": bound}
            for name, bound in _limits(spec).items()
        ],
    }


def _limits(spec: SandboxSpec) -> dict[str, int]:
    """As in jail.py. CORE is 1: only that keeps the kernel from starting a core dump helper on the host."""
    return {
        "CORE": 1,
        "NOFILE": spec.files_max,
        "NPROC": spec.processes_max,
        "MEMLOCK": 64 * KIB,
        "MSGQUEUE": 0,
        "RTPRIO": 0,
        "NICE": 0,
        "SIGPENDING": SIGNALS_PENDING_MAX,
        "STACK": 8 * MIB,
    }


def _mount(target: str, kind: str, *options: str) -> Json:
    return {"destination": target, "type": kind, "source": kind, "options": list(options)}


def _read_only(target: str, tree: Path) -> Json:
    return {
        "destination": target,
        "type": "bind",
        "source": str(tree),
        "options": ["bind", "ro", "nosuid", "nodev"],
    }
