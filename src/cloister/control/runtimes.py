"""Which version of its runtime a function asks for. There is one, the machine's, so that the answer is only kept."""

import hashlib

from cloister.control.catalogue import Catalogue
from cloister.control.settings_of import setting_of
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function_settings import RuntimeManagement, RuntimeUpdates
from cloister.store.function_settings import FunctionSettingStore


def runtime_version_arn(home: Home, runtime: str) -> str:
    """The only version of a runtime that there is: the interpreter that this machine has by that name."""
    digest = hashlib.sha256(f"cloister {runtime}".encode()).hexdigest()
    return f"arn:aws:lambda:{home.region}::runtime:{digest}"


class Runtimes:
    """What functions and versions were told about updates of their runtimes."""

    def __init__(self, *, store: FunctionSettingStore, catalogue: Catalogue, home: Home) -> None:
        self._store = store
        self._catalogue = catalogue
        self._home = home

    async def get(self, reference: FunctionReference) -> RuntimeManagement:
        """AWS's default where none was put. Raises ResourceNotFound."""
        self._catalogue.release(reference)
        of = setting_of(self._home, reference)
        return await self._store.get(of, RuntimeManagement) or RuntimeManagement()

    async def put(
        self, reference: FunctionReference, management: RuntimeManagement
    ) -> RuntimeManagement:
        """Durable on return. Raises ResourceNotFound, and InvalidParameterValue for a version that is not here."""
        release = self._catalogue.release(reference)
        here = runtime_version_arn(self._home, release.configuration.runtime)
        is_manual = management.updates is RuntimeUpdates.MANUAL
        if is_manual and management.runtime_version_arn != here:
            raise InvalidParameterValue(
                f"RuntimeVersionArn: this machine has {here} of {release.configuration.runtime} and no other version."
            )
        if not is_manual and management.runtime_version_arn is not None:
            raise InvalidParameterValue(
                f"RuntimeVersionArn is given with UpdateRuntimeOn {RuntimeUpdates.MANUAL} only."
            )
        if not await self._store.put(setting_of(self._home, reference), management):
            raise self._catalogue.not_found(reference)
        return management
