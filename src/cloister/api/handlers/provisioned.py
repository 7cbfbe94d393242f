"""The operations on environments that are held ready for a version or an alias."""

from datetime import datetime
from typing import TypedDict

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.provisioned import ProvisionedConcurrency, ProvisionView
from cloister.domain.arn import FunctionReference, Home, parse_function_reference


def provisioned_concurrency_handlers(
    provisioned: ProvisionedConcurrency, home: Home
) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _ProvisionedHandlers(provisioned, home)
    return dict(
        [
            handles(operations.PUT_PROVISIONED_CONCURRENCY_CONFIG, of.put),
            handles(operations.GET_PROVISIONED_CONCURRENCY_CONFIG, of.get),
            handles(operations.LIST_PROVISIONED_CONCURRENCY_CONFIGS, of.list_configs),
            handles(operations.DELETE_PROVISIONED_CONCURRENCY_CONFIG, of.delete),
        ]
    )


class _ProvisionedHandlers:
    def __init__(self, provisioned: ProvisionedConcurrency, home: Home) -> None:
        self._provisioned = provisioned
        self._home = home

    async def put(
        self, request: shapes.PutProvisionedConcurrencyConfigRequest, _: Call
    ) -> shapes.PutProvisionedConcurrencyConfigResponse:
        reference = self._reference(request.function_name, request.qualifier)
        view = await self._provisioned.put(reference, request.provisioned_concurrent_executions)
        return shapes.PutProvisionedConcurrencyConfigResponse(**_members(view))

    async def get(
        self, request: shapes.GetProvisionedConcurrencyConfigRequest, _: Call
    ) -> shapes.GetProvisionedConcurrencyConfigResponse:
        view = self._provisioned.get(self._reference(request.function_name, request.qualifier))
        return shapes.GetProvisionedConcurrencyConfigResponse(**_members(view))

    async def list_configs(
        self, request: shapes.ListProvisionedConcurrencyConfigsRequest, _: Call
    ) -> shapes.ListProvisionedConcurrencyConfigsResponse:
        reference = parse_function_reference(request.function_name, self._home)
        shown = page(
            self._provisioned.list(reference),
            by=lambda view: view.qualifier,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListProvisionedConcurrencyConfigsResponse(
            next_marker=shown.next_marker,
            provisioned_concurrency_configs=[
                shapes.ProvisionedConcurrencyConfigListItem(
                    function_arn=self._home.function_arn(reference.name, view.qualifier),
                    **_members(view),
                )
                for view in shown.items
            ],
        )

    async def delete(
        self, request: shapes.DeleteProvisionedConcurrencyConfigRequest, _: Call
    ) -> None:
        await self._provisioned.delete(self._reference(request.function_name, request.qualifier))

    def _reference(self, name: str, qualifier: str) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)


class _Members(TypedDict):
    """What all answers have in common."""

    requested_provisioned_concurrent_executions: int
    available_provisioned_concurrent_executions: int
    allocated_provisioned_concurrent_executions: int
    status: str
    status_reason: str | None
    last_modified: str | None


def _members(view: ProvisionView) -> _Members:
    """What is ready is allocated and available at once: here no room is set apart before it is used."""
    return _Members(
        requested_provisioned_concurrent_executions=view.requested,
        available_provisioned_concurrent_executions=view.ready,
        allocated_provisioned_concurrent_executions=view.ready,
        status=view.status.value,
        status_reason=view.reason,
        last_modified=_timestamp(view.changed_at),
    )


def _timestamp(moment: datetime | None) -> str | None:
    """In whole seconds (CLI reference, put-provisioned-concurrency-config)."""
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S+0000}"
