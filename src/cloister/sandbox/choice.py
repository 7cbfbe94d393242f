"""Several drivers as one: each sandbox is made by the driver of the isolation that it is to have, or not at all."""

from collections.abc import Collection, Mapping

from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation
from cloister.sandbox.driver import Sandbox, SandboxDriver, SandboxFailed, SandboxSpec


class DriverChoice:
    """A driver over others. A wall that this machine does not have is never replaced by a weaker one."""

    def __init__(self, default: SandboxDriver, others: Mapping[Isolation, SandboxDriver]) -> None:
        """`default` makes the jail. Closing this closes all of them."""
        self._default = default
        self._drivers = {**others, Isolation.JAIL: default}

    @property
    def isolations(self) -> Collection[Isolation]:
        """Those that functions of this machine may ask for."""
        return self._drivers.keys()

    @property
    def runtimes(self) -> Mapping[str, str]:
        return self._default.runtimes

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> Sandbox:
        driver = self._drivers.get(spec.isolation)
        if driver is None:
            raise SandboxFailed(
                f"no driver for {spec.isolation} sandboxes is running on this machine"
            )
        return await driver.create(sandbox_id, spec)

    async def close(self) -> None:
        for driver in self._drivers.values():
            await driver.close()
