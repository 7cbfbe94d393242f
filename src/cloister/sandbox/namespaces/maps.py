"""The identity map of a sandbox: one id inside, which is one id outside, and nothing else."""

from cloister.kernel.files import read_kernel_file, write_kernel_file

_MAPS = ("uid_map", "gid_map")


def map_child(pid: int, *, inside: int, outside: int) -> None:
    """Write the maps of a process in a new user namespace: `inside` there is `outside` here, and nothing else is."""
    write_kernel_file(f"/proc/{pid}/setgroups", "deny")
    for name in _MAPS:
        write_kernel_file(f"/proc/{pid}/{name}", f"{inside} {outside} 1")


def check_child(pid: int, *, inside: int, outside: int) -> None:
    """Returns if the maps of a process are what `map_child` writes. Raises OSError."""
    for name in _MAPS:
        written = read_kernel_file(f"/proc/{pid}/{name}").decode().split()
        if written != [str(inside), str(outside), "1"]:
            raise PermissionError(f"{name} of a sandbox is {written}")
