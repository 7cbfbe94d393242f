"""The names by which browsers may know this server: a page of anybody's whose name leads here is not one of them."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cloister.domain.hosts import host_named

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """What a Host header may name, in lower case and without a port: ports are no part of the attack."""

    names: frozenset[str]
    any_address: bool
    """Of a server that listens on all of its addresses. An address is nobody's to point elsewhere, as names are."""

    @classmethod
    def of(cls, listening: str, others: Iterable[str]) -> "Hosts":
        """Of a server that listens on an address or name, and is known by these names too."""
        names = {name.lower() for name in (listening, *others)}
        return cls(_LOCAL | names, any_address=listening in {"0.0.0.0", "::"})  # noqa: S104 # compared, not bound

    def knows(self, header: str) -> bool:
        """Whether a Host header names this server. One that is none names nobody."""
        name = host_named(header)
        return name in self.names or (self.any_address and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
