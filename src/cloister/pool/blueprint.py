"""What a sandbox for a version is made like: the only place that turns a configuration into a SandboxSpec."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cloister.domain import limits
from cloister.domain.egress import Egress, EgressPolicy
from cloister.domain.environment import EnvironmentKey
from cloister.domain.function import FunctionVersion
from cloister.domain.isolation import Isolation
from cloister.pool.environment import cpu_quota
from cloister.pool.network import network_of
from cloister.sandbox.driver import NetworkId, SandboxSpec

SPECS_KEPT_MAX = 256
"""Of the versions that sandboxes were made for last."""


class Blueprints:
    """Of one pool. `code_tree` gives the directory of a package by its digest."""

    def __init__(self, *, code_tree: Callable[[str], Path], egress: EgressPolicy) -> None:
        self._code_tree = code_tree
        self._egress = egress

    def needs_tenant(self, version: FunctionVersion) -> bool:
        """Whether its sandboxes are made in their tenants' networks, and not before there is a tenant."""
        return version.tenant_isolation is not None and self._reaches_internet(version)

    def of(
        self, version: FunctionVersion, key: EnvironmentKey | None, *, is_awaited: bool
    ) -> SandboxSpec:
        """A new sandbox for the version, for nobody in particular where there is no key.

        Raises what `code_tree` does, where a package is gone.
        """
        configuration = version.configuration
        if version.tenant_isolation is None:
            # Whatever it is made for: there is one network of the function's.
            key = EnvironmentKey.of(version, None)
        return _spec(
            runtime=configuration.runtime,
            isolation=version.isolation,
            is_strict=version.tenant_isolation is not None,
            network=network_of(key) if key and self._reaches_internet(version) else None,
            code=self._code_tree(version.code.digest),
            layers=tuple(self._code_tree(layer.code.digest) for layer in configuration.layers),
            memory_mb=configuration.memory_mb,
            tmp_mb=configuration.ephemeral_storage_mb,
            is_awaited=is_awaited,
        )

    def _reaches_internet(self, version: FunctionVersion) -> bool:
        return self._egress.grant(version.egress) is Egress.INTERNET


@lru_cache(maxsize=SPECS_KEPT_MAX)
def _spec(
    *,
    runtime: str,
    isolation: Isolation,
    is_strict: bool,
    network: NetworkId | None,
    code: Path,
    layers: tuple[Path, ...],
    memory_mb: int,
    tmp_mb: int,
    is_awaited: bool,
) -> SandboxSpec:
    return SandboxSpec(
        runtime=runtime,
        isolation=isolation,
        is_strict=is_strict,
        network=network,
        code=code,
        layers=layers,
        memory_bytes=memory_mb * limits.MIB,
        init_cpu_quota=max(limits.INIT_CPU, cpu_quota(memory_mb)),
        tmp_bytes=tmp_mb * limits.MIB,
        tmp_inodes=tmp_mb * limits.TMP_INODES_PER_MB,
        processes_max=limits.PROCESSES_MAX,
        files_max=limits.FILE_DESCRIPTORS_MAX,
        is_awaited=is_awaited,
    )
