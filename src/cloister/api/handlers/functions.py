"""The operations on functions: each reads its request, has one command carried out, and shows the function."""

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.code_download import code_location
from cloister.api.handlers.function_shapes import (
    after_marker,
    code_change,
    configuration_change,
    function_shape,
    marker,
    new_function,
)
from cloister.api.lambda_ import operations, shapes
from cloister.artifacts.links import CodeLinks
from cloister.control.functions import Functions
from cloister.domain import limits
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.ids import RevisionId


def function_handlers(functions: Functions, links: CodeLinks, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _FunctionHandlers(functions, links, home)
    return dict(
        [
            handles(operations.CREATE_FUNCTION, of.create),
            handles(operations.GET_FUNCTION, of.get),
            handles(operations.GET_FUNCTION_CONFIGURATION, of.get_configuration),
            handles(operations.UPDATE_FUNCTION_CODE, of.update_code),
            handles(operations.UPDATE_FUNCTION_CONFIGURATION, of.update_configuration),
            handles(operations.DELETE_FUNCTION, of.delete),
            handles(operations.LIST_FUNCTIONS, of.list),
        ]
    )


class _FunctionHandlers:
    def __init__(self, functions: Functions, links: CodeLinks, home: Home) -> None:
        self._functions = functions
        self._links = links
        self._home = home

    async def create(
        self, request: shapes.CreateFunctionRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        new = new_function(request, self._reference(request.function_name))
        return function_shape(await self._functions.create(new), self._home)

    async def get(
        self, request: shapes.GetFunctionRequest, call: Call
    ) -> shapes.GetFunctionResponse:
        reference = self._reference(request.function_name, request.qualifier)
        function = self._functions.get(reference)
        reserved = function.reserved_concurrency
        return shapes.GetFunctionResponse(
            configuration=function_shape(function, self._home, qualifier=reference.qualifier),
            code=shapes.FunctionCodeLocation(
                repository_type="S3",
                location=code_location(call.request, function.code, self._links),
            ),
            tags=dict(function.tags) or None,
            concurrency=None
            if reserved is None
            else shapes.Concurrency(reserved_concurrent_executions=reserved),
        )

    async def get_configuration(
        self, request: shapes.GetFunctionConfigurationRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        reference = self._reference(request.function_name, request.qualifier)
        function = self._functions.get(reference)
        return function_shape(function, self._home, qualifier=reference.qualifier)

    async def update_code(
        self, request: shapes.UpdateFunctionCodeRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        update = self._functions.try_code if request.dry_run else self._functions.update_code
        function = await update(
            self._reference(request.function_name),
            code_change(request),
            revision=_revision(request.revision_id),
        )
        return function_shape(function, self._home)

    async def update_configuration(
        self, request: shapes.UpdateFunctionConfigurationRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        function = await self._functions.update_configuration(
            self._reference(request.function_name),
            configuration_change(request),
            revision=_revision(request.revision_id),
        )
        return function_shape(function, self._home)

    async def delete(
        self, request: shapes.DeleteFunctionRequest, _: Call
    ) -> shapes.DeleteFunctionResponse:
        await self._functions.delete(self._reference(request.function_name, request.qualifier))
        return shapes.DeleteFunctionResponse(status_code=204)

    async def list(
        self, request: shapes.ListFunctionsRequest, _: Call
    ) -> shapes.ListFunctionsResponse:
        """FunctionVersion=ALL and MasterRegion change nothing: there is $LATEST only, and one region."""
        page = self._functions.list(
            after=after_marker(request.marker),
            limit=request.max_items or limits.LIST_FUNCTIONS_PAGE_MAX,
        )
        return shapes.ListFunctionsResponse(
            next_marker=marker(page.more_after),
            functions=[function_shape(function, self._home) for function in page.functions],
        )

    def _reference(self, name: str, qualifier: str | None = None) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)


def _revision(text: str | None) -> RevisionId | None:
    return RevisionId(text) if text else None
