"""The console's files: compressed when they were built, held in memory, and found by name, never by path."""

import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

STATIC: Final = Path(__file__).parent / "static"
"""Where tools/build_console.py puts what it builds."""
_FOREVER: Final = "public, max-age=31536000, immutable"
"""Of what has its content's hash in its name."""
_ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
"""Content codings in the order of our preference, and the suffixes of such files."""


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    plain: bytes = field(repr=False)
    encoded: dict[str, bytes] = field(repr=False)
    """By content coding."""


class Files:
    """Every file of the built console, as it was when this was made."""

    def __init__(self, directory: Path = STATIC) -> None:
        """A directory that is not there counts as empty: then every page says how to build the console."""
        self._assets = {path.name: _read(path) for path in _plain(directory / "assets")}
        index = directory / "index.html"
        self._index = _read(index) if index.exists() else None

    async def asset(self, request: Request) -> Response:
        """A file with its hash in its name, or 404."""
        file = self._assets.get(request.path_params["name"])
        if file is None:
            return PlainTextResponse("There is no such file.\n", 404)
        return _answer(file, request, cache=_FOREVER)

    async def page(self, request: Request) -> Response:
        """The one page, whatever its path: the browser's side routes by it."""
        if self._index is None:
            return PlainTextResponse(
                "The console is not built: run `make console` in the checkout.\n", 503
            )
        return _answer(self._index, request, cache="no-store")


def _plain(directory: Path) -> list[Path]:
    suffixes = set(_ENCODINGS.values())
    return [path for path in directory.glob("*") if path.suffix not in suffixes]


def _read(path: Path) -> _File:
    encoded = {
        coding: compressed.read_bytes()
        for coding, suffix in _ENCODINGS.items()
        if (compressed := path.with_name(path.name + suffix)).exists()
    }
    # Documents are read as they are written, whatever a browser makes of Markdown's own type.
    is_document = path.suffix == ".md"
    guessed = "text/plain" if is_document else mimetypes.guess_type(path.name)[0]
    media_type = guessed or "application/octet-stream"
    return _File(media_type, path.read_bytes(), encoded)


def _answer(file: _File, request: Request, *, cache: str) -> Response:
    accepted = {
        coding.partition(";")[0].strip()
        for coding in request.headers.get("accept-encoding", "").split(",")
    }
    headers = {"cache-control": cache, "vary": "accept-encoding"}
    coding = next((it for it in _ENCODINGS if it in accepted and it in file.encoded), None)
    if coding is None:
        return Response(file.plain, media_type=file.media_type, headers=headers)
    headers["content-encoding"] = coding
    return Response(file.encoded[coding], media_type=file.media_type, headers=headers)
