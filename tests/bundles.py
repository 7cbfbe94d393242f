"""How a run is dealt out to several processes: each module, and each bundle of modules, goes to one of them whole."""

from collections.abc import Mapping
from typing import Final, Protocol, TypeVar

import pytest
from xdist.scheduler import LoadScopeScheduling

BUNDLES: Final[Mapping[str, str]] = {
    # They use up what the kernel counts by uid, or for the whole machine, and some do it without a jail.
    "tests/jail/attacks/": "attacks",
    "tests/jail/test_quota_": "attacks",
    # The same attacks again; and no two build the package at once, to install it for an ordinary user.
    "tests/jail/test_rootless_attacks.py": "attacks",
    "tests/e2e/test_rootless.py": "attacks",
    # A world each, and in e2e an ordinary user as well.
    "tests/jail/egress/": "attacks",
    "tests/e2e/test_egress.py": "attacks",
    # One server with one browser, one that two accounts take turns at, and one image of gVisor's, are enough.
    "tests/accounts/": "accounts",
    "tests/console/": "console",
    "tests/jail/oci/": "gvisor",
    "tests/e2e/test_gvisor.py": "gvisor",
}
"""Beginning of a path to the bundle that it is in: the tests of a bundle never run beside one another."""


class Collected(Protocol):
    """What of a test its place in a run depends on."""

    @property
    def nodeid(self) -> str: ...

    def get_closest_marker(self, name: str) -> pytest.Mark | None: ...


Item = TypeVar("Item", bound=Collected)


class Bundles(LoadScopeScheduling):  # type: ignore[misc] # xdist has types, and does not say so
    """Deals out bundles, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        # This name is xdist's, and its place for schedulers of one's own.
        return bundle_of(nodeid)


def bundle_of(nodeid: str) -> str:
    """The name of a test's bundle: its module, if BUNDLES has no other."""
    module = nodeid.partition("::")[0]
    named = (bundle for beginning, bundle in BUNDLES.items() if module.startswith(beginning))
    return next(named, module)


def longest_first(items: list[Item], *, usual_timeout_s: float) -> None:
    """Sort tests so that bundles with the most patient test come first, and otherwise stay in their order.

    A test that takes minutes says so by its timeout. Begun last, it would leave the other processes idle.
    """
    patience_s: dict[str, float] = {}
    for item in items:
        marker = item.get_closest_marker("timeout")
        timeout_s = marker.args[0] if marker is not None else usual_timeout_s
        bundle = bundle_of(item.nodeid)
        patience_s[bundle] = max(patience_s.get(bundle, 0), timeout_s)
    items.sort(key=lambda item: -patience_s[bundle_of(item.nodeid)])
