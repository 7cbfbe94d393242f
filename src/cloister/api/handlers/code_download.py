"""Deployment packages by signed link: GetFunction's Code.Location, and what answers there without a signature."""

from http import HTTPStatus
from typing import Final

import msgspec

from cloister.api.http import HttpRequest, HttpResponse
from cloister.artifacts.links import CodeLinks
from cloister.artifacts.packages import PackageStore
from cloister.domain.errors import ServiceFailure
from cloister.domain.function import Code

CODE_PREFIX: Final = "/_cloister/code/"
"""Of the paths that CodeDownload answers, for Api's `extra`."""


def code_location(request: HttpRequest, code: Code, links: CodeLinks) -> str:
    """An absolute URL of the package, at the host that the request was sent to, valid as long as links are."""
    scheme, host = origin(request)
    return f"{scheme}://{host}{CODE_PREFIX}{code.digest}?{links.query(code.digest)}"


def origin(request: HttpRequest) -> tuple[str, str]:
    """The scheme and the host, with its port, that a request was sent to: where its sender finds this server."""
    scheme = "https" if request.header("x-forwarded-proto") == "https" else "http"
    return scheme, request.header("host") or "localhost"


class CodeDownload:
    """Answers what is below CODE_PREFIX. The link's own signature is the authorization: no other is asked for."""

    def __init__(self, packages: PackageStore, links: CodeLinks) -> None:
        self._packages = packages
        self._links = links

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        """The zip as it was uploaded, or 403 or 404 as JSON that says what to do."""
        digest = request.path.removeprefix(CODE_PREFIX)
        if request.method != "GET":
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "A package is read with GET.")
        if not self._links.verify(digest, request.query):
            return _refusal(
                HTTPStatus.FORBIDDEN,
                "This link is not valid, or has been used or expired: ask GetFunction for a new one.",
            )
        try:
            zipped = await self._packages.zip_bytes(digest)
        except ServiceFailure:
            # The link outlives its function: a deletion or an update has removed the package.
            return _refusal(HTTPStatus.NOT_FOUND, "No function uses this package any more.")
        return HttpResponse(
            status=HTTPStatus.OK,
            headers=(
                ("content-type", "application/zip"),
                ("content-disposition", f'attachment; filename="{digest}.zip"'),
                ("cache-control", "no-store"),
            ),
            body=zipped,
        )


def _refusal(status: HTTPStatus, message: str) -> HttpResponse:
    return HttpResponse(
        status=status,
        headers=(("content-type", "application/json"),),
        body=msgspec.json.encode({"message": message}),
    )
