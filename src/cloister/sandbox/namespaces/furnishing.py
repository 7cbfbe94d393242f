"""Mounting a function's trees in a blank, from outside: nobody in it could, and nobody in it can undo it.

The calling process enters the blank's mount namespace for the length of two or three calls. No code but ours has run
in there, so that every path on the way is the image's own; with a function in it a sandbox is never entered.
"""

import os
from collections.abc import Mapping

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.mounts import Tmpfs


class Furnisher:
    """Made once in a process, after its other threads: who shares its root with one can enter no mounts."""

    def __init__(self) -> None:
        sys_.unshare(sys_.CLONE_FS)
        self._own = os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        self._root = os.open("/", os.O_PATH | os.O_CLOEXEC)
        self._cwd = os.open(".", os.O_PATH | os.O_CLOEXEC)

    def furnish(self, jail: Jail, trees: Mapping[str, int], tmp: Tmpfs) -> None:
        """`trees`, detached mounts by where they go, are mounted for this process, and /tmp is as large as `tmp` says.

        Raises OSError; the sandbox is to be ended then.
        """
        if jail.pid_fd is None:
            raise ProcessLookupError(jail.id)
        sys_.setns(jail.pid_fd, sys_.CLONE_NEWNS)
        try:
            for target, fd in trees.items():
                sys_.move_mount(fd, target)
            tmp.resize()
        finally:
            self._return()

    def _return(self) -> None:
        try:
            sys_.setns(self._own, sys_.CLONE_NEWNS)
            os.fchdir(self._root)
            os.chroot(".")
            os.fchdir(self._cwd)
        except OSError as error:
            # What this process did next it would do in a sandbox's files.
            raise SystemExit(f"the spawner can't leave a sandbox's mounts: {error}") from error
