"""What a sandbox is made of, outside of it: a uid, a cgroup, overlays, pipes. A template makes the rest of it."""

import contextlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cloister.domain import limits
from cloister.sandbox.namespaces.blanks import BlankKind
from cloister.sandbox.namespaces.bounds import Bounds
from cloister.sandbox.namespaces.cgroups import Cgroups
from cloister.sandbox.namespaces.furnishing import Furnisher
from cloister.sandbox.namespaces.identity import Identities, IdentityPool
from cloister.sandbox.namespaces.image import TreeOverlays
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.mounts import CODE_PLACE, tmp_mount
from cloister.sandbox.namespaces.orders import Create, Fork
from cloister.sandbox.namespaces.template_process import TemplateProcess


class Making:
    """Made once in the spawner, by its main thread; `cgroups` are open by the time of the first sandbox."""

    def __init__(self, directory: Path, cgroups: Cgroups, identities: Identities) -> None:
        self._cgroups = cgroups
        self._owner = identities.template
        self._uids = IdentityPool(identities)
        self._trees = TreeOverlays(directory / "overlays")
        # The only other thread. Templates are forked by the main one: they die with the thread that forked them.
        self._marker = ThreadPoolExecutor(max_workers=1)
        # The thread is there from here on, as the furnisher wants it.
        self._marker.submit(int).result()
        self._furnisher = Furnisher()

    def begin(self, order: Create, template: TemplateProcess) -> Jail:
        """A jail with a uid and a group. Raises NoIdentityLeft, OSError."""
        jail = self._begin(order.id, template, bounds_of(order))
        jail.enters_network = order.enters_network
        return jail

    def begin_blank(self, jail_id: str, template: TemplateProcess) -> Jail:
        """As `begin`; its group has no bounds yet."""
        jail = self._begin(jail_id, template, None)
        jail.is_blank = True
        return jail

    def is_over(self, jail: Jail) -> bool:
        """Whether nothing of it was left to remove; its uid is given back then."""
        if not jail.group.remove():
            return False
        self._uids.give_back(jail.uid)
        return True

    def watch_memory(
        self, jail: Jail, memory_bytes: int, *, on_failed: Callable[[OSError], None]
    ) -> None:
        """`jail.memory` is there afterwards, where memory is bounded at all."""
        jail.memory = jail.group.watch_memory(
            memory_bytes, marker=self._marker, on_failed=on_failed
        )

    def open_for_child(
        self, jail: Jail, trees: Iterable[int], opened: contextlib.ExitStack
    ) -> tuple[list[int], bool]:
        """What goes to a template for this child behind channel and log, and whether it is born in its group.

        `opened` closes what is the child's alone. Raises OSError.
        """

        def its_own(fd: int) -> int:
            opened.callback(os.close, fd)
            return fd

        jail.status_fd, status = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        release, jail.release_fd = os.pipe2(os.O_CLOEXEC)
        for_child = [its_own(status), its_own(release)]
        for_child += [its_own(jail.template.spec.image.open_root()), *trees]
        birth = jail.group.birth_fd()
        if birth is not None:
            for_child.append(its_own(birth))
        for_child += [its_own(fd) for fd in jail.group.join_fds()]
        return for_child, birth is not None

    def open_trees(self, order: Create, opened: contextlib.ExitStack) -> dict[str, int]:
        """Overlays of the function's own, by where they are to be mounted. `opened` closes them."""
        trees: dict[str, int] = {}
        for place in order.places:
            trees[place] = (
                self._trees.open_code(order.code_path)
                if place == CODE_PLACE
                else self._trees.open_layers(order.layer_paths)
            )
            opened.callback(os.close, trees[place])
        return trees

    def furnish(self, jail: Jail, order: Create) -> None:
        """Give a blank the trees of its function, and as large a /tmp. Raises OSError; it is to be ended then."""
        with contextlib.ExitStack() as opened:
            trees = self.open_trees(order, opened)
            self._furnisher.furnish(jail, trees, tmp_mount(order.tmp_bytes, order.tmp_inodes))

    def _begin(self, jail_id: str, template: TemplateProcess, bounds: Bounds | None) -> Jail:
        uid = self._uids.take()
        try:
            group = self._cgroups.create(jail_id, bounds, owner=self._owner)
        except OSError:
            self._uids.give_back(uid)
            raise
        template.living += 1
        return Jail(jail_id, uid, group, template)


def bounds_of(order: Create) -> Bounds:
    return Bounds(order.memory_bytes, order.tmp_bytes, order.processes_max, order.cpu_quota)


def fork_of(order: Create, jail: Jail) -> Fork:
    """Whether it is born in its group is left to be said."""
    return Fork(
        id=jail.id,
        kernel_id=jail.uid,
        enters_network=order.enters_network,
        is_blank=False,
        has_layers=bool(order.layer_paths),
        born_in_cgroup=False,
        profile=order.profile,
        tmp_bytes=order.tmp_bytes,
        tmp_inodes=order.tmp_inodes,
        processes_max=order.processes_max,
        files_max=order.files_max,
    )


def blank_fork(jail: Jail, kind: BlankKind) -> Fork:
    """As `fork_of`, of a blank: /tmp is as large as a function has it by default, until the blank is taken."""
    return Fork(
        id=jail.id,
        kernel_id=jail.uid,
        enters_network=False,
        is_blank=True,
        has_layers=False,
        born_in_cgroup=False,
        profile=kind.profile,
        tmp_bytes=limits.EPHEMERAL_STORAGE_MB_DEFAULT * limits.MIB,
        tmp_inodes=limits.EPHEMERAL_STORAGE_MB_DEFAULT * limits.TMP_INODES_PER_MB,
        processes_max=kind.processes_max,
        files_max=kind.files_max,
    )
