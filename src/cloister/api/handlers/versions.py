"""PublishVersion and ListVersionsByFunction; a version is shown, invoked and deleted by the operations on functions."""

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.function_shapes import asked_revision, function_shape, listed_shape
from cloister.api.handlers.refusals import refuse_not_built
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.versions import Publication, Versions
from cloister.domain.arn import Home, parse_function_reference
from cloister.domain.release import PublishedVersion, Release


def version_handlers(versions: Versions, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def publish(
        request: shapes.PublishVersionRequest, _: Call
    ) -> shapes.FunctionConfiguration:
        refuse_not_built(request)
        version = await versions.publish(
            parse_function_reference(request.function_name, home),
            Publication(description=request.description, code_sha256=request.code_sha256),
            revision=asked_revision(request.revision_id),
        )
        return function_shape(version, home, qualifier=version.version)

    async def list_versions(
        request: shapes.ListVersionsByFunctionRequest, _: Call
    ) -> shapes.ListVersionsByFunctionResponse:
        shown = page(
            versions.list(parse_function_reference(request.function_name, home)),
            by=version_order,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListVersionsByFunctionResponse(
            next_marker=shown.next_marker,
            versions=[listed_shape(it, home, qualifier=it.version) for it in shown.items],
        )

    return dict(
        [
            handles(operations.PUBLISH_VERSION, publish),
            handles(operations.LIST_VERSIONS_BY_FUNCTION, list_versions),
        ]
    )


def version_order(release: Release) -> str:
    """A key that lists $LATEST first, and then the versions by number, of which there is no 0."""
    return f"{release.number if isinstance(release, PublishedVersion) else 0:020}"
