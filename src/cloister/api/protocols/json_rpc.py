"""AWS's JSON 1.0 and 1.1: every request a POST to `/`, its operation in X-Amz-Target, input and output in bodies."""

from collections.abc import Iterable, Mapping

import msgspec

from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import ErrorShape, Shape
from cloister.api.protocols.json_body import from_json
from cloister.api.protocols.rpc_errors import RpcErrors
from cloister.api.router import AnyOperation, Route
from cloister.domain.errors import CloisterError, UnknownOperation


class JsonRpc:
    """One service in JSON. `target` is what stands before the operation's name in X-Amz-Target."""

    def __init__(
        self,
        operations: Iterable[AnyOperation],
        errors: Mapping[str, ErrorShape],
        *,
        target: str,
        version: str,
        codes: Mapping[str, str] | None = None,
    ) -> None:
        """`version` is 1.0 or 1.1. `codes` maps codes of ours to those of this service."""
        self._target = target
        self._routes = {f"{target}.{item.name}": Route(item, {}) for item in operations}
        self._errors = RpcErrors(errors, codes)
        self._content_type = f"application/x-amz-json-{version}"

    def speaks(self, head: HttpRequest) -> bool:
        return head.header("x-amz-target") is not None

    def route(self, request: HttpRequest) -> Route:
        target = request.header("x-amz-target") or ""
        route = self._routes.get(target)
        if route is None or (request.method, request.path) != ("POST", "/"):
            name = target.removeprefix(f"{self._target}.")
            raise UnknownOperation(f"{name!r} is no operation that this server has.")
        return route

    route_of_head = route

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        return from_json(request.body or b"{}", route.operation.input)

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        body = b"" if output is None else msgspec.json.encode(output)
        return HttpResponse(status=operation.status, headers=self._headers(request_id), body=body)

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        told = self._errors.told(error)
        body = msgspec.json.encode({"__type": told.code, told.shape.message: str(error)})
        headers = (*self._headers(request_id), *told.headers)
        return HttpResponse(status=told.shape.status, headers=headers, body=body)

    def _headers(self, request_id: str) -> tuple[tuple[str, str], ...]:
        return (("x-amzn-requestid", request_id), ("content-type", self._content_type))
