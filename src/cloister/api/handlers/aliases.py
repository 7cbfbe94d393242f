"""The operations on aliases: each reads its request, has one command carried out, and shows the alias."""

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.function_shapes import asked_revision
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.aliases import AliasChange, Aliases
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.release import Alias, AliasName, version_label


def alias_handlers(aliases: Aliases, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _AliasHandlers(aliases, home)
    return dict(
        [
            handles(operations.CREATE_ALIAS, of.create),
            handles(operations.GET_ALIAS, of.get),
            handles(operations.LIST_ALIASES, of.list),
            handles(operations.UPDATE_ALIAS, of.update),
            handles(operations.DELETE_ALIAS, of.delete),
        ]
    )


class _AliasHandlers:
    def __init__(self, aliases: Aliases, home: Home) -> None:
        self._aliases = aliases
        self._home = home

    async def create(
        self, request: shapes.CreateAliasRequest, _: Call
    ) -> shapes.AliasConfiguration:
        alias = await self._aliases.create(
            self._reference(request.function_name), AliasName(request.name), _asked(request)
        )
        return self._shape(alias)

    async def get(self, request: shapes.GetAliasRequest, _: Call) -> shapes.AliasConfiguration:
        reference = self._reference(request.function_name)
        return self._shape(self._aliases.get(reference, AliasName(request.name)))

    async def list(self, request: shapes.ListAliasesRequest, _: Call) -> shapes.ListAliasesResponse:
        shown = page(
            self._aliases.list(
                self._reference(request.function_name), version=request.function_version
            ),
            by=lambda alias: alias.name,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListAliasesResponse(
            next_marker=shown.next_marker, aliases=[self._shape(alias) for alias in shown.items]
        )

    async def update(
        self, request: shapes.UpdateAliasRequest, _: Call
    ) -> shapes.AliasConfiguration:
        alias = await self._aliases.update(
            self._reference(request.function_name),
            AliasName(request.name),
            _asked(request),
            revision=asked_revision(request.revision_id),
        )
        return self._shape(alias)

    async def delete(self, request: shapes.DeleteAliasRequest, _: Call) -> None:
        await self._aliases.delete(self._reference(request.function_name), AliasName(request.name))

    def _reference(self, name: str) -> FunctionReference:
        return parse_function_reference(name, self._home)

    def _shape(self, alias: Alias) -> shapes.AliasConfiguration:
        return shapes.AliasConfiguration(
            alias_arn=self._home.function_arn(alias.function, alias.name),
            name=alias.name,
            function_version=version_label(alias.version),
            description=alias.description,
            routing_config=_routing(alias),
            revision_id=alias.revision_id,
        )


def _asked(request: shapes.CreateAliasRequest | shapes.UpdateAliasRequest) -> AliasChange:
    routing = request.routing_config
    return AliasChange(
        version=request.function_version,
        description=request.description,
        weights=(routing.additional_version_weights or {}) if routing else None,
    )


def _routing(alias: Alias) -> shapes.AliasRoutingConfiguration | None:
    if alias.second_version is None or alias.second_weight is None:
        return None
    return shapes.AliasRoutingConfiguration(
        additional_version_weights={version_label(alias.second_version): alias.second_weight}
    )
