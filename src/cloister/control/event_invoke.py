"""How a function's asynchronous invocations are tried, and where their outcomes go: checked and kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from cloister.control.catalogue import Catalogue
from cloister.control.settings_of import check_there, setting_of
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.clock import Clock
from cloister.domain.errors import CloisterError, InvalidParameterValue, ResourceNotFound
from cloister.domain.function_settings import EventInvokeConfig
from cloister.store.function_settings import FunctionSettingStore, Of

_DESTINATION_SERVICES = frozenset({"events", "kafka", "lambda", "s3", "sns", "sqs"})
"""docs, invocation-async: what an outcome can be sent to."""
_NO_FUNCTION = "The function doesn't exist."


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInvokeChange:
    """The members that were given. An empty destination takes it away, None leaves it."""

    retries_max: int | None = None
    age_s_max: int | None = None
    destinations: "Destinations | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    on_success: str | None = None
    on_failure: str | None = None


class EventInvokeConfigs:
    """One for each function, version or alias that was given one."""

    def __init__(
        self, *, store: FunctionSettingStore, catalogue: Catalogue, home: Home, clock: Clock
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._home = home
        self._clock = clock

    async def put(
        self, reference: FunctionReference, change: EventInvokeChange
    ) -> EventInvokeConfig:
        """The new one, in place of any before. Raises InvalidParameterValue and ResourceNotFound."""
        self._check(reference, change)
        return await self._kept(reference, self._changed(None, change))

    async def update(
        self, reference: FunctionReference, change: EventInvokeChange
    ) -> EventInvokeConfig:
        """The one that is there, with what was given. Raises as `put` and `get` do."""
        self._check(reference, change)
        before = await self.get(reference)
        return await self._kept(reference, self._changed(before, change))

    async def get(self, reference: FunctionReference) -> EventInvokeConfig:
        """Raises ResourceNotFound."""
        config = await self._store.get(self._of(reference), EventInvokeConfig)
        if config is None:
            raise self._none(reference)
        return config

    async def of_function(self, reference: FunctionReference) -> Mapping[str, EventInvokeConfig]:
        """By qualifier. Raises ResourceNotFound."""
        check_there(self._catalogue, FunctionReference(reference.name, None), _NO_FUNCTION)
        return await self._store.of_function(self._of(reference), EventInvokeConfig)

    async def delete(self, reference: FunctionReference) -> None:
        """Gone on return. Raises ResourceNotFound."""
        if not await self._store.delete(self._of(reference), EventInvokeConfig):
            raise self._none(reference)

    def _of(self, reference: FunctionReference) -> Of:
        return setting_of(self._home, reference)

    def _none(self, reference: FunctionReference) -> ResourceNotFound:
        arn = self._home.function_arn(reference.name, self._of(reference).qualifier)
        return ResourceNotFound(f"The function {arn} doesn't have an EventInvokeConfig")

    def _check(self, reference: FunctionReference, change: EventInvokeChange) -> None:
        if change == EventInvokeChange():
            raise InvalidParameterValue(
                "You must specify at least one of error handling or destination setting."
            )
        check_there(self._catalogue, reference, _NO_FUNCTION)
        if change.destinations is not None:
            self._check_destinations(reference, change.destinations)

    def _check_destinations(self, reference: FunctionReference, asked: Destinations) -> None:
        given = [arn for arn in (asked.on_failure, asked.on_success) if arn]
        if any(arn.split(":")[2] not in _DESTINATION_SERVICES for arn in given):
            raise InvalidParameterValue(
                f"The provided destination config DestinationConfig(onSuccess={_shown('OnSuccess', asked.on_success)}, "
                f"onFailure={_shown('OnFailure', asked.on_failure)}) is invalid."
            )
        for arn in given:
            if arn.split(":")[2] == "lambda":
                self._check_function(reference, arn)

    def _check_function(self, reference: FunctionReference, arn: str) -> None:
        try:
            destination = parse_function_reference(arn, self._home)
            self._catalogue.release(destination)
        except CloisterError as error:
            raise InvalidParameterValue(f"The destination ARN {arn} is invalid.") from error
        if destination.name == reference.name:
            raise InvalidParameterValue(
                "You can't specify the function as a destination for itself."
            )

    def _changed(
        self, before: EventInvokeConfig | None, change: EventInvokeChange
    ) -> EventInvokeConfig:
        known = before or EventInvokeConfig(last_modified=self._clock.now())
        destinations = change.destinations or Destinations(
            on_success=known.on_success, on_failure=known.on_failure
        )
        return EventInvokeConfig(
            retries_max=known.retries_max if change.retries_max is None else change.retries_max,
            age_s_max=known.age_s_max if change.age_s_max is None else change.age_s_max,
            on_success=destinations.on_success or None,
            on_failure=destinations.on_failure or None,
            last_modified=self._clock.now(),
        )

    async def _kept(
        self, reference: FunctionReference, config: EventInvokeConfig
    ) -> EventInvokeConfig:
        if not await self._store.put(self._of(reference), config):
            raise ResourceNotFound(_NO_FUNCTION)
        return config


def _shown(name: str, destination: str | None) -> str:
    return f"{name}(destination={destination})" if destination else "null"
