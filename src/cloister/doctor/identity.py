"""Whether every environment can have a kernel uid of its own: user namespaces do not separate the per-uid quotas."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloister.doctor.findings import Finding, Question

_NOT_NEEDED: Final = "not needed by root"
_UIDS_NEEDED: Final = 65_536
"""What distributions give a user in /etc/subuid, and more environments than a machine runs."""
_SHARED_UID: Final = (
    "environments share one uid, and with it its quotas: a tenant can use up another's"
)

_PRIVILEGE: Final = Question(
    "privilege",
    "this user only has the cgroups and uids that it was given",
    "run as root, or delegate cgroups (Delegate=yes) and subordinate ids to the user",
)
_TOOLS: Final = Question(
    "newuidmap, newgidmap", _SHARED_UID, "install the package that has them (uidmap, shadow-utils)"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The account that Cloister runs as."""

    uid: int
    user: str

    @property
    def is_root(self) -> bool:
        return self.uid == 0


def privilege(owner: Owner) -> Finding:
    return _PRIVILEGE.wants(f"user {owner.user}", good=owner.is_root)


def mapping_tools(owner: Owner, search_path: str) -> Finding:
    """Both setuid helpers are on the path, or not needed."""
    if owner.is_root:
        return _TOOLS.ok(_NOT_NEEDED)
    found = [shutil.which(name, path=search_path) for name in ("newuidmap", "newgidmap")]
    paths = [path for path in found if path]
    good = len(paths) == len(found)
    return _TOOLS.needs(", ".join(paths) or "neither is installed", good=good)


def subordinate_ids(owner: Owner, root: Path) -> list[Finding]:
    """The owner's ranges in /etc/subuid and /etc/subgid."""
    return [_ranges(owner, root / "etc" / kind) for kind in ("subuid", "subgid")]


def _ranges(owner: Owner, path: Path) -> Finding:
    question = Question(
        path.name,
        _SHARED_UID,
        f"add `{owner.user}:100000:{_UIDS_NEEDED}`, or a free range of that size, to /etc/{path.name}",
    )
    if owner.is_root:
        return question.ok(_NOT_NEEDED)
    count = sum(_count(line, owner) for line in _lines(path))
    found = f"{count} ids for {owner.user}"
    if count == 0:
        return question.missing(found)
    return question.wants(found, good=count >= _UIDS_NEEDED)


def _count(line: str, owner: Owner) -> int:
    name, _, numbers = line.partition(":")
    count = numbers.partition(":")[2]
    return int(count) if name in {owner.user, str(owner.uid)} and count.isdecimal() else 0


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
