"""Which environments have a network in common: those of one function and one tenant, and nobody else's."""

import hashlib

from cloister.domain.environment import EnvironmentKey
from cloister.sandbox.driver import NetworkId


def network_of(key: EnvironmentKey) -> NetworkId:
    """The network's name, which tells nothing of whose it is. Every version and revision of a function has the same."""
    # The lengths keep apart what the parts could be put together to: tenant IDs may hold any separator.
    parts = (key.account, key.function, "" if key.tenant is None else f"={key.tenant}")
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return NetworkId(hashlib.sha256(text.encode()).hexdigest())
