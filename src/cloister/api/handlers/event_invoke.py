"""The operations on how a function's asynchronous invocations are tried."""

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.event_invoke import Destinations, EventInvokeChange, EventInvokeConfigs
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.function_settings import EventInvokeConfig
from cloister.domain.ids import LATEST


def event_invoke_handlers(configs: EventInvokeConfigs, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _EventInvokeHandlers(configs, home)
    return dict(
        [
            handles(operations.PUT_FUNCTION_EVENT_INVOKE_CONFIG, of.put),
            handles(operations.UPDATE_FUNCTION_EVENT_INVOKE_CONFIG, of.update),
            handles(operations.GET_FUNCTION_EVENT_INVOKE_CONFIG, of.get),
            handles(operations.DELETE_FUNCTION_EVENT_INVOKE_CONFIG, of.delete),
            handles(operations.LIST_FUNCTION_EVENT_INVOKE_CONFIGS, of.list),
        ]
    )


class _EventInvokeHandlers:
    def __init__(self, configs: EventInvokeConfigs, home: Home) -> None:
        self._configs = configs
        self._home = home

    async def put(
        self, request: shapes.PutFunctionEventInvokeConfigRequest, _: Call
    ) -> shapes.FunctionEventInvokeConfig:
        reference = self._reference(request.function_name, request.qualifier)
        return self._shape(reference, await self._configs.put(reference, _change(request)))

    async def update(
        self, request: shapes.UpdateFunctionEventInvokeConfigRequest, _: Call
    ) -> shapes.FunctionEventInvokeConfig:
        reference = self._reference(request.function_name, request.qualifier)
        return self._shape(reference, await self._configs.update(reference, _change(request)))

    async def get(
        self, request: shapes.GetFunctionEventInvokeConfigRequest, _: Call
    ) -> shapes.FunctionEventInvokeConfig:
        reference = self._reference(request.function_name, request.qualifier)
        return self._shape(reference, await self._configs.get(reference))

    async def delete(self, request: shapes.DeleteFunctionEventInvokeConfigRequest, _: Call) -> None:
        await self._configs.delete(self._reference(request.function_name, request.qualifier))

    async def list(
        self, request: shapes.ListFunctionEventInvokeConfigsRequest, _: Call
    ) -> shapes.ListFunctionEventInvokeConfigsResponse:
        reference = self._reference(request.function_name)
        configs = await self._configs.of_function(reference)
        shown = page(configs, by=str, marker=request.marker, max_items=request.max_items)
        return shapes.ListFunctionEventInvokeConfigsResponse(
            next_marker=shown.next_marker,
            function_event_invoke_configs=[
                self._shape(FunctionReference(reference.name, qualifier), configs[qualifier])
                for qualifier in shown.items
            ],
        )

    def _reference(self, name: str, qualifier: str | None = None) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)

    def _shape(
        self, reference: FunctionReference, config: EventInvokeConfig
    ) -> shapes.FunctionEventInvokeConfig:
        return shapes.FunctionEventInvokeConfig(
            last_modified=config.last_modified.timestamp(),
            function_arn=self._home.function_arn(reference.name, reference.qualifier or LATEST),
            maximum_retry_attempts=config.retries_max,
            maximum_event_age_in_seconds=config.age_s_max,
            destination_config=shapes.DestinationConfig(
                on_success=shapes.OnSuccess(destination=config.on_success),
                on_failure=shapes.OnFailure(destination=config.on_failure),
            ),
        )


def _change(
    request: shapes.PutFunctionEventInvokeConfigRequest
    | shapes.UpdateFunctionEventInvokeConfigRequest,
) -> EventInvokeChange:
    return EventInvokeChange(
        retries_max=request.maximum_retry_attempts,
        age_s_max=request.maximum_event_age_in_seconds,
        destinations=_destinations(request.destination_config),
    )


def _destinations(given: shapes.DestinationConfig | None) -> Destinations | None:
    if given is None:
        return None
    return Destinations(
        on_success=given.on_success.destination if given.on_success else None,
        on_failure=given.on_failure.destination if given.on_failure else None,
    )
