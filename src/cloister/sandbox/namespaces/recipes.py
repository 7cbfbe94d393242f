"""What follows from a blueprint, worked out for the first sandbox of its kind and kept for the others."""

from dataclasses import dataclass
from pathlib import Path

from cloister.sandbox.namespaces.blanks import BlankKind
from cloister.sandbox.namespaces.bounds import Bounds
from cloister.sandbox.namespaces.image import Trees, code_trees, layer_trees
from cloister.sandbox.namespaces.mounts import CODE_PLACE, LAYERS_PLACE, Tmpfs, tmp_mount
from cloister.sandbox.namespaces.orders import Blueprint, Fork, Taken


@dataclass(frozen=True, slots=True)
class Recipe:
    """How sandboxes of one blueprint are made, by the spawner's steps."""

    bounds: Bounds
    blank_kind: BlankKind
    may_be_blank: bool
    trees: dict[str, Trees]
    """The function's own, by where each overlay of them is mounted."""
    tmp: Tmpfs
    fork: bytes
    """What the orders to a template have in common."""
    taken: bytes
    """The word to a blank."""

    @classmethod
    def of(cls, blueprint: Blueprint, *, born_in_cgroup: bool) -> "Recipe":
        trees = {CODE_PLACE: code_trees(Path(blueprint.code_path))}
        if blueprint.layer_paths:
            trees[LAYERS_PLACE] = layer_trees([Path(path) for path in blueprint.layer_paths])
        return cls(
            bounds=Bounds(
                blueprint.memory_bytes,
                blueprint.tmp_bytes,
                blueprint.processes_max,
                blueprint.cpu_quota,
            ),
            blank_kind=BlankKind.of(blueprint),
            may_be_blank=blueprint.may_be_blank,
            trees=trees,
            tmp=tmp_mount(blueprint.tmp_bytes, blueprint.tmp_inodes),
            fork=_fork(blueprint, born_in_cgroup=born_in_cgroup).alike(),
            taken=Taken([*trees], blueprint.tmp_bytes, blueprint.tmp_inodes).encode(),
        )


def _fork(blueprint: Blueprint, *, born_in_cgroup: bool) -> Fork:
    return Fork(
        id="",
        kernel_id=-1,
        enters_network=blueprint.enters_network,
        is_blank=False,
        has_layers=bool(blueprint.layer_paths),
        born_in_cgroup=born_in_cgroup,
        profile=blueprint.profile,
        tmp_bytes=blueprint.tmp_bytes,
        tmp_inodes=blueprint.tmp_inodes,
        processes_max=blueprint.processes_max,
        files_max=blueprint.files_max,
    )
