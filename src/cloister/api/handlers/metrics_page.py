"""GET /metrics for Prometheus: outside of SigV4, so open to the machine itself only, or to whoever has the token."""

import hmac
import ipaddress
from collections.abc import Callable
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

from cloister.api.http import HttpRequest, HttpResponse
from cloister.domain.errors import AuthenticationFailed, UnknownOperation
from cloister.domain.hosts import host_named
from cloister.threads import run_blocking

METRICS_PATH: Final = "/metrics"
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Any of these says that a proxy stands between, and that loopback is not where the request comes from."""


class MetricsPage:
    """An Extra. Without a token it exists only on a server that listens on a loopback address."""

    def __init__(self, page: Callable[[], bytes], *, host: str, token: str | None) -> None:
        self._page = page
        self._token = token
        self._is_local = _is_loopback(host)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page. Raises UnknownOperation where there is none, AuthenticationFailed without the right token."""
        if (request.method, request.path) != ("GET", METRICS_PATH) or not self._may_see(request):
            raise UnknownOperation(f"No operation answers {request.method} {request.path}.")
        body = await run_blocking(self._page)
        headers = (("content-type", CONTENT_TYPE_LATEST), ("cache-control", "no-store"))
        return HttpResponse(status=200, headers=headers, body=body)

    def _may_see(self, request: HttpRequest) -> bool:
        if self._token is None:
            return self._is_local and _is_asked_locally(request)
        given = request.header("authorization") or ""
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            raise AuthenticationFailed(
                "AccessDeniedException", "The metrics token is wrong or missing."
            )
        return True


def _is_asked_locally(request: HttpRequest) -> bool:
    """Whether no proxy passed it on, and no page of a browser either whose host's name now means this machine."""
    asked = host_named(request.header("host") or "")
    return _is_loopback(asked) and not any(request.header(name) for name in _FORWARDED)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
