"""The operations on function URLs, with a URL's address as the host of the request gives it."""

from typing import TypedDict

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.code_download import origin
from cloister.api.handlers.function_shapes import timestamp
from cloister.api.http import HttpRequest
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.urls import UrlChange, Urls
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.function_settings import Cors, UrlConfig
from cloister.domain.ids import LATEST

_INVOKE_MODE_DEFAULT = "BUFFERED"


class UrlMembers(TypedDict):
    """What every answer of these operations has."""

    function_url: str
    function_arn: str
    auth_type: str
    cors: shapes.Cors | None
    creation_time: str
    invoke_mode: str


def url_handlers(urls: Urls, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _UrlHandlers(urls, home)
    return dict(
        [
            handles(operations.CREATE_FUNCTION_URL_CONFIG, of.create),
            handles(operations.GET_FUNCTION_URL_CONFIG, of.get),
            handles(operations.UPDATE_FUNCTION_URL_CONFIG, of.update),
            handles(operations.DELETE_FUNCTION_URL_CONFIG, of.delete),
            handles(operations.LIST_FUNCTION_URL_CONFIGS, of.list),
        ]
    )


class _UrlHandlers:
    def __init__(self, urls: Urls, home: Home) -> None:
        self._urls = urls
        self._home = home

    async def create(
        self, request: shapes.CreateFunctionUrlConfigRequest, call: Call
    ) -> shapes.CreateFunctionUrlConfigResponse:
        reference = self._reference(request.function_name, request.qualifier)
        config = await self._urls.create(
            reference,
            auth_type=request.auth_type,
            invoke_mode=request.invoke_mode or _INVOKE_MODE_DEFAULT,
            cors=_cors(request.cors),
        )
        return shapes.CreateFunctionUrlConfigResponse(**self._shown(reference, config, call))

    async def get(
        self, request: shapes.GetFunctionUrlConfigRequest, call: Call
    ) -> shapes.GetFunctionUrlConfigResponse:
        reference = self._reference(request.function_name, request.qualifier)
        config = await self._urls.get(reference)
        return shapes.GetFunctionUrlConfigResponse(
            **self._shown(reference, config, call),
            last_modified_time=timestamp(config.last_modified),
        )

    async def update(
        self, request: shapes.UpdateFunctionUrlConfigRequest, call: Call
    ) -> shapes.UpdateFunctionUrlConfigResponse:
        reference = self._reference(request.function_name, request.qualifier)
        change = UrlChange(
            auth_type=request.auth_type, invoke_mode=request.invoke_mode, cors=_cors(request.cors)
        )
        config = await self._urls.update(reference, change)
        return shapes.UpdateFunctionUrlConfigResponse(
            **self._shown(reference, config, call),
            last_modified_time=timestamp(config.last_modified),
        )

    async def delete(self, request: shapes.DeleteFunctionUrlConfigRequest, _: Call) -> None:
        await self._urls.delete(self._reference(request.function_name, request.qualifier))

    async def list(
        self, request: shapes.ListFunctionUrlConfigsRequest, call: Call
    ) -> shapes.ListFunctionUrlConfigsResponse:
        reference = self._reference(request.function_name)
        configs = await self._urls.of_function(reference)
        shown = page(configs, by=str, marker=request.marker, max_items=request.max_items)
        return shapes.ListFunctionUrlConfigsResponse(
            next_marker=shown.next_marker,
            function_url_configs=[
                shapes.FunctionUrlConfig(
                    **self._shown(
                        FunctionReference(reference.name, qualifier), configs[qualifier], call
                    ),
                    last_modified_time=timestamp(configs[qualifier].last_modified),
                )
                for qualifier in shown.items
            ],
        )

    def _reference(self, name: str, qualifier: str | None = None) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)

    def _shown(self, reference: FunctionReference, config: UrlConfig, call: Call) -> UrlMembers:
        qualifier = None if reference.qualifier == LATEST else reference.qualifier
        return UrlMembers(
            function_url=_url(config, call.request, self._home),
            function_arn=self._home.function_arn(reference.name, qualifier),
            auth_type=config.auth_type,
            cors=_cors_shape(config.cors),
            creation_time=timestamp(config.created_at),
            invoke_mode=config.invoke_mode,
        )


def _url(config: UrlConfig, request: HttpRequest, home: Home) -> str:
    """`<id>.lambda-url.<region>.` before the host that the request was sent to."""
    scheme, host = origin(request)
    return f"{scheme}://{config.url_id}.lambda-url.{home.region}.{host}/"


def _cors(given: shapes.Cors | None) -> Cors | None:
    if given is None:
        return None
    return Cors(
        allow_credentials=given.allow_credentials,
        allow_headers=_several(given.allow_headers),
        allow_methods=_several(given.allow_methods),
        allow_origins=_several(given.allow_origins),
        expose_headers=_several(given.expose_headers),
        max_age_s=given.max_age,
    )


def _cors_shape(cors: Cors | None) -> shapes.Cors | None:
    if cors is None:
        return None
    return shapes.Cors(
        allow_credentials=cors.allow_credentials,
        allow_headers=_listed(cors.allow_headers),
        allow_methods=_listed(cors.allow_methods),
        allow_origins=_listed(cors.allow_origins),
        expose_headers=_listed(cors.expose_headers),
        max_age=cors.max_age_s,
    )


def _several(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)


def _listed(kept: tuple[str, ...] | None) -> list[str] | None:
    return None if kept is None else list(kept)
