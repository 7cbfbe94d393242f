"""The operations on functions: each reads its request, has one command carried out, and shows the function."""

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.code_download import code_location
from cloister.api.handlers.function_shapes import (
    asked_revision,
    code_change,
    configuration_change,
    function_shape,
    listed_shape,
    new_function,
)
from cloister.api.handlers.versions import version_order
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.artifacts.links import CodeLinks
from cloister.control.plane import ControlPlane
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.release import PublishedVersion, Release


def function_handlers(plane: ControlPlane, links: CodeLinks, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _FunctionHandlers(plane, links, home)
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
    def __init__(self, plane: ControlPlane, links: CodeLinks, home: Home) -> None:
        self._catalogue = plane.catalogue
        self._functions = plane.functions
        self._versions = plane.versions
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
        function = self._catalogue.function(reference)
        release = self._catalogue.release(reference)
        reserved = function.reserved_concurrency
        return shapes.GetFunctionResponse(
            configuration=function_shape(release, self._home, qualifier=reference.qualifier),
            code=shapes.FunctionCodeLocation(
                repository_type="S3",
                location=code_location(call.request, release.code, self._links),
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
        release = self._catalogue.release(reference)
        return function_shape(release, self._home, qualifier=reference.qualifier)

    async def update_code(
        self, request: shapes.UpdateFunctionCodeRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        update = self._functions.try_code if request.dry_run else self._functions.update_code
        release = await update(
            self._reference(request.function_name),
            code_change(request),
            revision=asked_revision(request.revision_id),
        )
        qualifier = release.version if isinstance(release, PublishedVersion) else None
        return function_shape(release, self._home, qualifier=qualifier)

    async def update_configuration(
        self, request: shapes.UpdateFunctionConfigurationRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        function = await self._functions.update_configuration(
            self._reference(request.function_name),
            configuration_change(request),
            revision=asked_revision(request.revision_id),
        )
        return function_shape(function, self._home)

    async def delete(
        self, request: shapes.DeleteFunctionRequest, _: Call
    ) -> shapes.DeleteFunctionResponse:
        reference = self._reference(request.function_name, request.qualifier)
        if reference.qualifier is None:
            await self._functions.delete(reference)
        else:
            await self._versions.delete(reference)
        return shapes.DeleteFunctionResponse(status_code=204)

    async def list(
        self, request: shapes.ListFunctionsRequest, _: Call
    ) -> shapes.ListFunctionsResponse:
        """MasterRegion changes nothing: there is one region. With FunctionVersion=ALL the ARNs have qualifiers."""
        of_all = request.function_version == "ALL"
        shown = page(
            self._catalogue.all_releases() if of_all else self._catalogue.all(),
            by=_in_order,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListFunctionsResponse(
            next_marker=shown.next_marker,
            functions=[
                listed_shape(it, self._home, qualifier=it.version if of_all else None)
                for it in shown.items
            ],
        )

    def _reference(self, name: str, qualifier: str | None = None) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)


def _in_order(release: Release) -> str:
    """By name, each function's $LATEST before its versions; `:` is in no name."""
    return f"{release.name}:{version_order(release)}"
