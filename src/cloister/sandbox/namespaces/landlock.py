"""The second wall around a sandbox's files: what it may do below which directory, whatever its mount table says."""

import os
from itertools import chain
from typing import Final

from cloister.kernel.landlock import (
    ALL,
    EXECUTE,
    IOCTL_DEV,
    READ_DIR,
    READ_FILE,
    RULE_PATH_BENEATH,
    TRUNCATE,
    WRITE_FILE,
    Ruleset,
)
from cloister.kernel.looks import AT_FDCWD
from cloister.kernel.operations import WORD_BYTES, Cell, Held, Operation, call

_READ: Final = EXECUTE | READ_FILE | READ_DIR
GRANTS: Final = (
    ("/", _READ, "the image and the code: read-only mounts"),
    ("/tmp", ALL, "the one place to write"),  # noqa: S108 # a mount point in the sandbox
    ("/dev", _READ | WRITE_FILE | TRUNCATE | IOCTL_DEV, "null, zero, full, random and urandom"),
)
"""Directory, rights below it, and why."""


_PARENT_FD: Final = 8
"""Where a rule has the descriptor."""
_RULESET: Final = Cell(size=WORD_BYTES)


def keep_to_grants() -> list[Operation]:
    """The process and its children keep to GRANTS for good. no_new_privs must be set.

    Nothing where the kernel has no Landlock.
    """
    # TCP stays: functions talk to servers of their own on loopback, which is all there is.
    ruleset = Ruleset.of_kernel(forbids_tcp=False)
    if ruleset is None:
        return []
    wanted = ruleset.attributes
    return [
        call("landlock_create_ruleset", wanted, len(wanted), 0, into=_RULESET),
        *chain.from_iterable(_grant(ruleset, path, rights) for path, rights, _ in GRANTS),
        call("landlock_restrict_self", Held(_RULESET), 0),
        call("close", Held(_RULESET)),
    ]


def _grant(ruleset: Ruleset, path: str, rights: int) -> list[Operation]:
    rule = Cell(ruleset.rule(rights, 0), size=_PARENT_FD + WORD_BYTES)
    opened = rule.at(_PARENT_FD)
    return [
        call("openat", AT_FDCWD, path, os.O_PATH | os.O_CLOEXEC, into=opened),
        call("landlock_add_rule", Held(_RULESET), RULE_PATH_BENEATH, rule, 0),
        call("close", Held(opened)),
    ]
