"""The list of event source mappings, of which there are none: nothing makes one yet."""

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.catalogue import Catalogue
from cloister.domain.arn import Home, parse_function_reference


def event_source_handlers(catalogue: Catalogue, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def list_mappings(
        request: shapes.ListEventSourceMappingsRequest, _: Call
    ) -> shapes.ListEventSourceMappingsResponse:
        if request.function_name is not None:
            catalogue.release(parse_function_reference(request.function_name, home))
        mappings: list[shapes.EventSourceMappingConfiguration] = []
        shown = page(
            mappings,
            by=lambda mapping: mapping.uuid or "",
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListEventSourceMappingsResponse(event_source_mappings=shown.items)

    return dict([handles(operations.LIST_EVENT_SOURCE_MAPPINGS, list_mappings)])
