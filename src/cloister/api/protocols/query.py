"""AWS's query protocol: a form with an Action in, XML out."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from cloister.api.http import HttpRequest, HttpResponse
from cloister.api.operation import ErrorShape, Shape
from cloister.api.protocols.codec import error_shape
from cloister.api.protocols.form import Form, from_form
from cloister.api.protocols.xml import element, structure_element, written
from cloister.api.router import AnyOperation, Route, decoded_segments
from cloister.domain import limits
from cloister.domain.errors import CloisterError, SerializationFailed, UnknownOperation

_FRONT_END: Final[Mapping[str, int]] = {
    "AccessDenied": 403,
    "InternalFailure": 500,
    "InvalidClientTokenId": 403,
    "MalformedQueryString": 404,
    "MissingAuthenticationToken": 403,
    "NotImplementedException": 501,
    "RequestEntityTooLargeException": 413,
    "SignatureDoesNotMatch": 403,
}
"""Those that are not 400, from "Common Errors" of these services' references."""
_CODES: Final[Mapping[str, str]] = {
    "AccessDeniedException": "AccessDenied",
    "IncompleteSignatureException": "IncompleteSignature",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "SerializationException": "MalformedQueryString",
    "ServiceException": "InternalFailure",
    "TooManyRequestsException": "Throttling",
    "UnknownOperationException": "InvalidAction",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "ValidationException": "ValidationError",
}
"""Our codes as these services name them."""
_FORM: Final = "application/x-www-form-urlencoded"


class Query:
    """One service by query. `namespace` is that of its XML."""

    def __init__(
        self,
        operations: Iterable[AnyOperation],
        errors: Mapping[str, ErrorShape],
        *,
        version: str,
        namespace: str,
    ) -> None:
        """`version` is the date of the service's API, which every request names."""
        self._routes = {item.name: Route(item, {}) for item in operations}
        self._errors = errors
        self._version = version
        self._namespace = namespace

    def speaks(self, head: HttpRequest) -> bool:
        return (head.header("content-type") or "").startswith(_FORM) or head.method == "GET"

    def route(self, request: HttpRequest) -> Route:
        form = _pairs(request)
        action, version = form.get("Action"), form.get("Version")
        route = self._routes.get(action or "")
        if request.path != "/" or route is None or version != self._version:
            raise UnknownOperation(f"Could not find operation {action} for version {version}")
        return route

    def route_of_head(self, head: HttpRequest) -> None:
        decoded_segments(head.path)

    def decode(self, route: Route, request: HttpRequest) -> Shape:
        pairs = _pairs(request)
        del pairs["Action"], pairs["Version"]
        return from_form(Form.of(pairs), route.operation.input)

    def encode(
        self, operation: AnyOperation, output: Shape | None, *, request_id: str
    ) -> HttpResponse:
        answer = element(f"{operation.name}Response", xmlns=self._namespace)
        if output is not None:
            answer.append(structure_element(f"{operation.name}Result", output))
        answer.append(element("ResponseMetadata", element("RequestId", request_id)))
        return _xml(operation.status, written(answer), request_id)

    def encode_error(self, error: CloisterError, request_id: str) -> HttpResponse:
        code = _CODES.get(error.code, error.code)
        shape = self._errors.get(error.code) or error_shape(code, self._errors, _FRONT_END)
        is_ours = shape.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        told = element(
            "Error",
            element("Type", "Receiver" if is_ours else "Sender"),
            element("Code", shape.query_code or code),
            element("Message", str(error)),
        )
        answer = element(
            "ErrorResponse", told, element("RequestId", request_id), xmlns=self._namespace
        )
        return _xml(shape.status, written(answer), request_id)


def _pairs(request: HttpRequest) -> dict[str, str]:
    """The form's fields. Raises SerializationFailed for no form, too many fields, or one given twice."""
    text = request.body if request.method == "POST" else request.query.encode()
    try:
        pairs = parse_qsl(
            text.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=limits.FORM_FIELDS_MAX,
        )
    except ValueError as error:
        raise SerializationFailed(f"Could not read the form: {error}") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise SerializationFailed("The form has a field twice.")
    return form


def _xml(status: int, body: bytes, request_id: str) -> HttpResponse:
    headers = (("x-amzn-requestid", request_id), ("content-type", "text/xml"))
    return HttpResponse(status=status, headers=headers, body=body)
