"""Function URLs as their owners configure them. Nothing answers at them yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cloister.control.catalogue import Catalogue
from cloister.control.settings_of import check_there, setting_of
from cloister.control.tenancy import Feature, check_tenancy
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import ResourceConflict, ResourceNotFound
from cloister.domain.function_settings import Cors, UrlConfig
from cloister.store.function_settings import FunctionSettingStore, Of

_NO_FUNCTION = "Function does not exist"
_NO_URL = "The resource you requested does not exist."
_ID_BYTES = 16
"""A URL's id is its only secret where AuthType is NONE, and a label of a host name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlChange:
    """The members that were given; None leaves one as it is."""

    auth_type: str | None = None
    invoke_mode: str | None = None
    cors: Cors | None = None


class Urls:
    """One for each function or alias that was given one."""

    def __init__(
        self,
        *,
        store: FunctionSettingStore,
        catalogue: Catalogue,
        home: Home,
        clock: Clock,
        compatibility: Compatibility,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._home = home
        self._clock = clock
        self._compatibility = compatibility

    async def create(
        self, reference: FunctionReference, *, auth_type: str, invoke_mode: str, cors: Cors | None
    ) -> UrlConfig:
        """Durable on return.

        Raises ResourceNotFound, ResourceConflict where there is one, InvalidParameterValue with tenant isolation.
        """
        check_there(self._catalogue, reference, _NO_FUNCTION)
        isolation = self._catalogue.function(reference).tenant_isolation
        check_tenancy(isolation, Feature.FUNCTION_URL, self._compatibility)
        if await self._store.get(self._of(reference), UrlConfig) is not None:
            arn = self._home.function_arn(reference.name, reference.qualifier)
            raise ResourceConflict(
                f"Failed to create function url config for [functionArn = {arn}]. "
                "Error message:  FunctionUrlConfig exists for this Lambda function"
            )
        now = self._clock.now()
        config = UrlConfig(
            url_id=self._clock.new_token(_ID_BYTES),
            auth_type=auth_type,
            invoke_mode=invoke_mode,
            cors=cors,
            created_at=now,
            last_modified=now,
        )
        return await self._kept(reference, config)

    async def get(self, reference: FunctionReference) -> UrlConfig:
        """Raises ResourceNotFound."""
        config = await self._store.get(self._of(reference), UrlConfig)
        if config is None:
            raise ResourceNotFound(_NO_URL)
        return config

    async def update(self, reference: FunctionReference, change: UrlChange) -> UrlConfig:
        """The one that is there, with what was given. Raises ResourceNotFound."""
        check_there(self._catalogue, reference, _NO_FUNCTION)
        before = await self.get(reference)
        after = replace(
            before,
            auth_type=change.auth_type or before.auth_type,
            invoke_mode=change.invoke_mode or before.invoke_mode,
            cors=before.cors if change.cors is None else change.cors,
            last_modified=self._clock.now(),
        )
        return await self._kept(reference, after)

    async def delete(self, reference: FunctionReference) -> None:
        """Gone on return. Raises ResourceNotFound."""
        if not await self._store.delete(self._of(reference), UrlConfig):
            raise ResourceNotFound(_NO_URL)

    async def of_function(self, reference: FunctionReference) -> Mapping[str, UrlConfig]:
        """By qualifier. Raises ResourceNotFound."""
        check_there(self._catalogue, FunctionReference(reference.name, None), _NO_FUNCTION)
        return await self._store.of_function(self._of(reference), UrlConfig)

    def _of(self, reference: FunctionReference) -> Of:
        return setting_of(self._home, reference)

    async def _kept(self, reference: FunctionReference, config: UrlConfig) -> UrlConfig:
        if not await self._store.put(self._of(reference), config):
            raise ResourceNotFound(_NO_FUNCTION)
        return config
