"""The operations on environments that are held ready for a version or an alias."""

from datetime import datetime
from typing import TypedDict

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.provisioned import ProvisionedConcurrency, ProvisionView
from cloister.domain.arn import Home, parse_function_reference


def provisioned_concurrency_handlers(
    provisioned: ProvisionedConcurrency, home: Home
) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def put(
        request: shapes.PutProvisionedConcurrencyConfigRequest, _: Call
    ) -> shapes.PutProvisionedConcurrencyConfigResponse:
        reference = parse_function_reference(
            request.function_name, home, qualifier=request.qualifier
        )
        view = await provisioned.put(reference, request.provisioned_concurrent_executions)
        return shapes.PutProvisionedConcurrencyConfigResponse(**_members(view))

    async def get(
        request: shapes.GetProvisionedConcurrencyConfigRequest, _: Call
    ) -> shapes.GetProvisionedConcurrencyConfigResponse:
        view = provisioned.get(
            parse_function_reference(request.function_name, home, qualifier=request.qualifier)
        )
        return shapes.GetProvisionedConcurrencyConfigResponse(**_members(view))

    async def list_configs(
        request: shapes.ListProvisionedConcurrencyConfigsRequest, _: Call
    ) -> shapes.ListProvisionedConcurrencyConfigsResponse:
        reference = parse_function_reference(request.function_name, home)
        shown = page(
            provisioned.list(reference),
            by=lambda view: view.qualifier,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListProvisionedConcurrencyConfigsResponse(
            next_marker=shown.next_marker,
            provisioned_concurrency_configs=[
                shapes.ProvisionedConcurrencyConfigListItem(
                    function_arn=home.function_arn(reference.name, view.qualifier),
                    **_members(view),
                )
                for view in shown.items
            ],
        )

    async def delete(request: shapes.DeleteProvisionedConcurrencyConfigRequest, _: Call) -> None:
        await provisioned.delete(
            parse_function_reference(request.function_name, home, qualifier=request.qualifier)
        )

    return dict(
        [
            handles(operations.PUT_PROVISIONED_CONCURRENCY_CONFIG, put),
            handles(operations.GET_PROVISIONED_CONCURRENCY_CONFIG, get),
            handles(operations.LIST_PROVISIONED_CONCURRENCY_CONFIGS, list_configs),
            handles(operations.DELETE_PROVISIONED_CONCURRENCY_CONFIG, delete),
        ]
    )


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
