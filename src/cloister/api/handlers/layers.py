"""The operations on layers: each reads its request, has one command carried out, and shows the version."""

from typing import Final

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.code_download import code_location
from cloister.api.handlers.function_shapes import asked_revision
from cloister.api.handlers.layer_shapes import (
    content,
    layer_item,
    matching,
    new_layer_version,
    policy,
    statement,
    version_item,
    version_shape,
)
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.artifacts.links import CodeLinks
from cloister.control.layers import Layers
from cloister.domain.arn import Home
from cloister.domain.layer import Grant, LayerReference, LayerVersion, parse_layer_reference

_NUMBER_MAX: Final = 10**19
"""Beyond every number that the model's long can hold."""


def layer_handlers(layers: Layers, links: CodeLinks, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _LayerHandlers(layers, links, home)
    return dict(
        [
            handles(operations.PUBLISH_LAYER_VERSION, of.publish),
            handles(operations.GET_LAYER_VERSION, of.get),
            handles(operations.GET_LAYER_VERSION_BY_ARN, of.get_by_arn),
            handles(operations.LIST_LAYERS, of.list),
            handles(operations.LIST_LAYER_VERSIONS, of.list_versions),
            handles(operations.DELETE_LAYER_VERSION, of.delete),
            handles(operations.ADD_LAYER_VERSION_PERMISSION, of.allow),
            handles(operations.REMOVE_LAYER_VERSION_PERMISSION, of.forbid),
            handles(operations.GET_LAYER_VERSION_POLICY, of.policy),
        ]
    )


class _LayerHandlers:
    def __init__(self, layers: Layers, links: CodeLinks, home: Home) -> None:
        self._layers = layers
        self._links = links
        self._home = home

    async def publish(
        self, request: shapes.PublishLayerVersionRequest, call: Call
    ) -> shapes.PublishLayerVersionResponse:
        version = await self._layers.publish(new_layer_version(request, self._home))
        return shapes.PublishLayerVersionResponse(
            **version_shape(version, self._home), content=self._content(version, call)
        )

    async def get(
        self, request: shapes.GetLayerVersionRequest, call: Call
    ) -> shapes.GetLayerVersionResponse:
        return self._shown(self._reference(request.layer_name, request.version_number), call)

    async def get_by_arn(
        self, request: shapes.GetLayerVersionByArnRequest, call: Call
    ) -> shapes.GetLayerVersionResponse:
        return self._shown(parse_layer_reference(request.arn, self._home), call)

    async def list(self, request: shapes.ListLayersRequest, _: Call) -> shapes.ListLayersResponse:
        """The newest version of each layer that has one which matches."""
        newest: dict[str, LayerVersion] = {}
        for version in matching(self._layers.all(), request):
            known = newest.setdefault(version.name, version)
            newest[version.name] = max(known, version, key=lambda it: it.number)
        shown = page(
            newest.values(),
            by=lambda version: version.name,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListLayersResponse(
            next_marker=shown.next_marker,
            layers=[layer_item(version, self._home) for version in shown.items],
        )

    async def list_versions(
        self, request: shapes.ListLayerVersionsRequest, _: Call
    ) -> shapes.ListLayerVersionsResponse:
        name = parse_layer_reference(request.layer_name, self._home).name
        shown = page(
            matching(self._layers.versions(name), request),
            by=_newest_first,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListLayerVersionsResponse(
            next_marker=shown.next_marker,
            layer_versions=[version_item(version, self._home) for version in shown.items],
        )

    async def delete(self, request: shapes.DeleteLayerVersionRequest, _: Call) -> None:
        await self._layers.delete(self._reference(request.layer_name, request.version_number))

    async def allow(
        self, request: shapes.AddLayerVersionPermissionRequest, _: Call
    ) -> shapes.AddLayerVersionPermissionResponse:
        grant = Grant(
            statement_id=request.statement_id,
            principal=request.principal,
            organization_id=request.organization_id,
        )
        version = await self._layers.allow(
            self._reference(request.layer_name, request.version_number),
            grant,
            revision=asked_revision(request.revision_id),
        )
        return shapes.AddLayerVersionPermissionResponse(
            statement=statement(version, grant, self._home), revision_id=version.revision_id
        )

    async def forbid(self, request: shapes.RemoveLayerVersionPermissionRequest, _: Call) -> None:
        await self._layers.forbid(
            self._reference(request.layer_name, request.version_number),
            request.statement_id,
            revision=asked_revision(request.revision_id),
        )

    async def policy(
        self, request: shapes.GetLayerVersionPolicyRequest, _: Call
    ) -> shapes.GetLayerVersionPolicyResponse:
        reference = self._reference(request.layer_name, request.version_number)
        version = self._layers.policy(reference)
        return shapes.GetLayerVersionPolicyResponse(
            policy=policy(version, self._home), revision_id=version.revision_id
        )

    def _reference(self, name: str, number: int) -> LayerReference:
        return LayerReference(parse_layer_reference(name, self._home).name, number)

    def _shown(self, reference: LayerReference, call: Call) -> shapes.GetLayerVersionResponse:
        version = self._layers.get(reference)
        return shapes.GetLayerVersionResponse(
            **version_shape(version, self._home), content=self._content(version, call)
        )

    def _content(self, version: LayerVersion, call: Call) -> shapes.LayerVersionContentOutput:
        return content(version, code_location(call.request, version.code, self._links))


def _newest_first(version: LayerVersion) -> str:
    """Ascending as the numbers descend."""
    return f"{_NUMBER_MAX - version.number:020d}"
