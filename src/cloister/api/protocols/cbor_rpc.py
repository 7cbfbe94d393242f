"""Smithy's RPC v2 in CBOR: every request a POST that names its operation in the path, input and output in bodies."""

from collections.abc import Iterable, Mapping
from typing import Final

import cbor2

from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import ErrorShape, Shape
from cloister.api.protocols.cbor_body import from_cbor, to_cbor
from cloister.api.protocols.rpc_errors import RpcErrors
from cloister.api.router import AnyOperation, Route
from cloister.domain.errors import CloisterError, UnknownOperation

_NAME: Final = "rpc-v2-cbor"
_EMPTY: Final = cbor2.dumps({})


class CborRpc:
    """One service in CBOR. `target` is the service's name in paths: `/service/<target>/operation/<name>`."""

    def __init__(
        self,
        operations: Iterable[AnyOperation],
        errors: Mapping[str, ErrorShape],
        *,
        target: str,
    ) -> None:
        self._before_name = f"/service/{target}/operation/"
        self._routes = {item.name: Route(item, {}) for item in operations}
        self._errors = RpcErrors(errors)

    def speaks(self, head: HttpRequest) -> bool:
        return head.header("smithy-protocol") == _NAME

    def route(self, request: HttpRequest) -> Route:
        name = request.path.removeprefix(self._before_name)
        route = self._routes.get(name)
        if route is None or (request.method, request.path) != ("POST", self._before_name + name):
            raise UnknownOperation(f"{name!r} is no operation that this server has.")
        return route

    route_of_head = route

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        return from_cbor(request.body or _EMPTY, route.operation.input)

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        body = b"" if output is None else to_cbor(output)
        return HttpResponse(status=operation.status, headers=_headers(request_id), body=body)

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        told = self._errors.told(error)
        body = cbor2.dumps({"__type": told.code, told.shape.message: str(error)})
        headers = (*_headers(request_id), *told.headers)
        return HttpResponse(status=told.shape.status, headers=headers, body=body)


def _headers(request_id: str) -> tuple[tuple[str, str], ...]:
    return (
        ("x-amzn-requestid", request_id),
        ("content-type", "application/cbor"),
        ("smithy-protocol", _NAME),
    )
