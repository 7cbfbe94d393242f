"""What a sandbox is made of, outside of it: a uid, a cgroup, overlays, pipes. A template makes the rest of it."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final

from cloister.domain import limits
from cloister.kernel.descriptors import Descriptors
from cloister.sandbox.namespaces.blanks import BlankKind
from cloister.sandbox.namespaces.bounds import Bounds
from cloister.sandbox.namespaces.cgroups import Cgroups
from cloister.sandbox.namespaces.furnishing import Furnisher
from cloister.sandbox.namespaces.identity import Identities, IdentityPool
from cloister.sandbox.namespaces.image import TreeOverlays
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.orders import BLUEPRINTS_KEPT_MAX, Blueprint, Fork
from cloister.sandbox.namespaces.recipes import Recipe
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
        self._is_born_in_group = cgroups.places.v2 is not None
        self.recipe: Final = lru_cache(maxsize=BLUEPRINTS_KEPT_MAX)(self._recipe)
        self.blank_fork: Final = lru_cache(maxsize=BLUEPRINTS_KEPT_MAX)(self._blank_fork)

    def begin(self, jail_id: str, blueprint: Blueprint, template: TemplateProcess) -> Jail:
        """A jail with a uid and a group. Raises NoIdentityLeft, OSError."""
        jail = self._begin(jail_id, template, self.recipe(blueprint).bounds)
        jail.enters_network = blueprint.enters_network
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
        self, jail: Jail, trees: Iterable[int], its_own: Descriptors
    ) -> Iterable[int]:
        """What goes to a template for this child behind channel and log; `its_own` closes what is the child's alone.

        Raises OSError.
        """
        jail.status_fd, status = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        its_own.append(status)
        release, jail.release_fd = os.pipe2(os.O_CLOEXEC)
        its_own.append(release)
        root = its_own.keep(jail.template.spec.image.open_root())
        return status, release, root, *trees, *jail.group.open_for_member(its_own)

    def open_trees(self, recipe: Recipe, opened: Descriptors) -> dict[str, int]:
        """Overlays of the function's own, by where they are to be mounted. `opened` closes them."""
        return {
            place: opened.keep(self._trees.open(trees)) for place, trees in recipe.trees.items()
        }

    def furnish(self, jail: Jail, recipe: Recipe) -> None:
        """Give a blank bounds, its function's trees, and as large a /tmp. Raises OSError; it is to be ended then."""
        jail.group.bound(recipe.bounds)
        with Descriptors() as opened:
            self._furnisher.furnish(jail, self.open_trees(recipe, opened), recipe.tmp)

    def _recipe(self, blueprint: Blueprint) -> Recipe:
        return Recipe.of(blueprint, born_in_cgroup=self._is_born_in_group)

    def _blank_fork(self, kind: BlankKind) -> bytes:
        """As Recipe.fork, of a blank: /tmp is as large as a function has it by default, until the blank is taken."""
        return Fork(
            id="",
            kernel_id=-1,
            enters_network=False,
            is_blank=True,
            has_layers=False,
            born_in_cgroup=self._is_born_in_group,
            profile=kind.profile,
            tmp_bytes=limits.EPHEMERAL_STORAGE_MB_DEFAULT * limits.MIB,
            tmp_inodes=limits.EPHEMERAL_STORAGE_MB_DEFAULT * limits.TMP_INODES_PER_MB,
            processes_max=kind.processes_max,
            files_max=kind.files_max,
        ).alike()

    def _begin(self, jail_id: str, template: TemplateProcess, bounds: Bounds | None) -> Jail:
        uid = self._uids.take()
        try:
            group = self._cgroups.create(jail_id, bounds, owner=self._owner)
        except OSError:
            self._uids.give_back(uid)
            raise
        template.living += 1
        return Jail(jail_id, uid, group, template)
