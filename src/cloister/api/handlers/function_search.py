"""SearchFunctions: Cloister's own list of functions, filtered and sorted here rather than by whoever asks."""

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import SEARCH_FUNCTIONS
from cloister.api.tokens import place_of, token_of
from cloister.control.function_search import FunctionOrder, FunctionSearch, Place, Wanted
from cloister.domain import limits
from cloister.domain.function import Function


def search_handlers(search: FunctionSearch) -> dict[str, Handler]:
    """Operation name to handler."""

    async def search_functions(
        request: shapes.SearchFunctionsRequest, call: Call
    ) -> shapes.SearchFunctionsResponse:
        wanted = Wanted(
            account=call.principal.account,
            contains=request.contains or "",
            order=FunctionOrder(request.sort_by or FunctionOrder.NAME),
            is_descending=bool(request.descending),
        )
        found = search.page(
            wanted,
            after=place_of(request.next_token, Place) if request.next_token else None,
            limit=request.max_items or limits.OWN_PAGE_DEFAULT,
        )
        return shapes.SearchFunctionsResponse(
            functions=[_shape(each) for each in found.functions],
            total=found.total,
            next_token=None if found.next_place is None else token_of(found.next_place),
        )

    return dict([handles(SEARCH_FUNCTIONS, search_functions)])


def _shape(function: Function) -> shapes.FunctionSummary:
    configuration = function.configuration
    return shapes.FunctionSummary(
        function_name=function.name,
        description=configuration.description,
        runtime=configuration.runtime,
        memory_size=configuration.memory_mb,
        isolates_tenants=function.tenant_isolation is not None,
        last_modified=function.last_modified.timestamp(),
    )
