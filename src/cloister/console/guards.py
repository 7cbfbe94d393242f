"""What holds for every request of the console: whence a write may come, and what a browser may do with an answer."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READS: Final = frozenset({"GET", "HEAD"})
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

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 403 to a write that does not come from one of this server's own pages."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        app = self._app if _is_from_here(scope) else _FOREIGN
        await app(scope, receive, with_headers)


def _is_from_here(scope: Scope) -> bool:
    """Whether it is a read, or a write by a page of the host that it is sent to.

    Only the host is compared: a proxy in front may have ended TLS. A page of the same host without TLS is told by
    Sec-Fetch-Site, which every browser of the last years sends.
    """
    if scope["method"] in _READS:
        return True
    headers = Headers(scope=scope)
    origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "same-origin")
    return site == "same-origin" and urlsplit(origin).netloc == headers.get("host", "") != ""


_FOREIGN: Final = JSONResponse(
    {"message": "A change must come from a page of this console."},
    HTTPStatus.FORBIDDEN,
    headers={"x-amzn-errortype": "AccessDeniedException"},
)
