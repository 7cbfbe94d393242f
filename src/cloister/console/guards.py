"""What holds for every request of the console: whence a write may come, and what a browser may do with an answer."""

import hmac
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloister.console.hosts import Hosts
from cloister.console.sessions import change_token
from cloister.domain import console_limits

CHANGE_HEADER: Final = "x-cloister-change"
"""Carries what only a page of this console has read: the session's token for changes."""
_READS: Final = frozenset({"GET", "HEAD"})
_CALLS: Final = "/console/call/"
_OF_THIS_PLACE: Final = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of a page of this console, and of an address that somebody has typed."""
_JSON: Final = "application/json"
_HEADERS: Final = {
    # Cloudscape's fonts stand in its style sheet, as data.
    # style-src has no 'unsafe-inline': React sets styles through the DOM, which no policy touches.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "font-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guarded:
    """An ASGI application behind the console's rules."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts, cookie: str) -> None:
        """`cookie` is the name of the one that holds a session's id."""
        self._app = app
        self._hosts = hosts
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 421 under a name that is not this server's, 431 to cookies that take long to read, and 403 or 415 to
        a call or a write that a page of another place could have sent.
        """

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, with_headers)

    def _refusal(self, method: str, path: str, headers: Headers) -> JSONResponse | None:
        if not self._hosts.knows(headers.get("host", "")):
            return _UNKNOWN_HOST
        if sum(map(len, headers.getlist("cookie"))) > console_limits.COOKIES_LENGTH_MAX:
            return _TOO_MANY_COOKIES
        if method in _READS:
            return _FOREIGN_READ if path.startswith(_CALLS) and _is_of_another(headers) else None
        if not _is_from_here(headers):
            return _FOREIGN
        if headers.get("content-type", "").partition(";")[0].strip() != _JSON:
            return _NOT_JSON
        # A new session has no token yet, and takes the place of whatever the browser had.
        is_sign_in = (method, path) == ("POST", "/console/session")
        return None if is_sign_in or self._has_token(headers) else _WITHOUT_TOKEN

    def _has_token(self, headers: Headers) -> bool:
        session_id = cookie_parser(headers.get("cookie", "")).get(self._cookie)
        if session_id is None:
            # Nobody's, so nothing comes of it: whoever is asked says so.
            return True
        given = headers.get(CHANGE_HEADER, "")
        return hmac.compare_digest(change_token(session_id).encode(), given.encode())


def _is_of_another(headers: Headers) -> bool:
    """Whether a browser says that a page of another place has sent it, for what it does: it can't read the answer."""
    return headers.get("sec-fetch-site", "none") not in _OF_THIS_PLACE


def _is_from_here(headers: Headers) -> bool:
    """Whether a page of the host that this is sent to has sent it.

    Only the host is compared: a proxy in front may have ended TLS. A page of the same host without TLS is told by
    Sec-Fetch-Site, which every browser of the last years sends.
    """
    origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "same-origin")
    try:
        place = urlsplit(origin).netloc
    except ValueError:
        return False
    return site == "same-origin" and place == headers.get("host", "") != ""


def _refused(status: HTTPStatus, code: str, message: str) -> JSONResponse:
    return JSONResponse({"message": message}, status, headers={"x-amzn-errortype": code})


_UNKNOWN_HOST: Final = _refused(
    HTTPStatus.MISDIRECTED_REQUEST,
    "MisdirectedRequestException",
    "The console is not known by this name: use localhost, or start the server with --console-host and the name.",
)
_TOO_MANY_COOKIES: Final = _refused(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "RequestEntityTooLargeException",
    f"The cookies must not be longer than {console_limits.COOKIES_LENGTH_MAX} characters: delete those of this host.",
)
_FOREIGN: Final = _refused(
    HTTPStatus.FORBIDDEN,
    "AccessDeniedException",
    "A change must come from a page of this console.",
)
_FOREIGN_READ: Final = _refused(
    HTTPStatus.FORBIDDEN, "AccessDeniedException", "A call must come from a page of this console."
)
_NOT_JSON: Final = _refused(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "UnsupportedMediaTypeException",
    "A change must be sent as application/json.",
)
_WITHOUT_TOKEN: Final = _refused(
    HTTPStatus.FORBIDDEN,
    "AccessDeniedException",
    "A change must carry the token of its session: load the page again.",
)
