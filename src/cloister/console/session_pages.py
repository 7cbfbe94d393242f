"""Signing in and out over HTTP, and what a signed-in page is told about the server."""

import importlib.metadata
from dataclasses import asdict, dataclass
from http import HTTPStatus
from math import ceil
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cloister.console.sessions import BySession, Keys, Sessions, change_token
from cloister.console.sign_in import Doorkeeper, OneTimeLink, SignInPaused, parse_credentials
from cloister.domain import console_limits
from cloister.domain.clock import Clock
from cloister.domain.errors import (
    AuthenticationFailed,
    CloisterError,
    RequestEntityTooLarge,
    SerializationFailed,
)
from cloister.domain.identity import Principal

_STATUSES: Final[dict[type[CloisterError], int]] = {
    AuthenticationFailed: HTTPStatus.FORBIDDEN,
    RequestEntityTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    SerializationFailed: HTTPStatus.BAD_REQUEST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What no operation tells and the pages need."""

    region: str
    runtimes: tuple[str, ...]
    architecture: str
    version: str = importlib.metadata.version("cloister")


class SessionPages:
    """Answers at one path: GET shows the session, POST opens one, DELETE closes it."""

    def __init__(
        self, keys: Keys, link: OneTimeLink, clock: Clock, *, cookie: str, about: Installation
    ) -> None:
        """`keys` are those that may sign in, oldest first."""
        self._sessions = Sessions(keys, clock)
        self._doorkeeper = Doorkeeper(keys, link, clock)
        self.cookie = cookie
        """The name of the one that holds a session's id."""
        self._about = about

    @property
    def authenticator(self) -> BySession:
        """Of whoever has one of these sessions."""
        return BySession(self._sessions, cookie=self.cookie)

    async def show(self, request: Request) -> Response:
        session_id = request.cookies.get(self.cookie, "")
        principal = self._sessions.use(session_id)
        if principal is None:
            return _refused(AuthenticationFailed("ExpiredTokenException", "You are not signed in."))
        return self._shown(principal, session_id)

    async def open(self, request: Request) -> Response:
        """A session, in a cookie that no script can read. 403 for wrong credentials, 429 after too many."""
        address = request.client.host if request.client else ""
        try:
            credentials = parse_credentials(await _body(request))
            key = self._doorkeeper.admit(credentials, address=address)
        except SignInPaused as paused:
            headers = {"retry-after": str(ceil(paused.wait_s))}
            body = {"message": str(paused)}
            return JSONResponse(body, HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
        except (AuthenticationFailed, RequestEntityTooLarge, SerializationFailed) as error:
            return _refused(error)
        self._sessions.close(request.cookies.get(self.cookie, ""))
        session_id = self._sessions.open(key)
        response = self._shown(Principal(key.id, key.account), session_id)
        response.set_cookie(
            self.cookie,
            session_id,
            path="/console",
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return response

    async def close(self, request: Request) -> Response:
        self._sessions.close(request.cookies.get(self.cookie, ""))
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        response.delete_cookie(
            self.cookie,
            path="/console",
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return response

    def _shown(self, principal: Principal, session_id: str) -> JSONResponse:
        whose = {"accessKeyId": principal.access_key_id, "account": principal.account}
        return JSONResponse(
            {**whose, **asdict(self._about), "changeToken": change_token(session_id)}
        )


def _refused(error: CloisterError) -> JSONResponse:
    headers = {"x-amzn-errortype": error.code}
    return JSONResponse({"message": str(error)}, _STATUSES[type(error)], headers=headers)


def _is_secure(request: Request) -> bool:
    # Trusted from anyone: whoever sets it for themselves only keeps their own cookie from plain HTTP.
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


async def _body(request: Request) -> bytes:
    """Raises RequestEntityTooLarge once there is more than SIGN_IN_BYTES_MAX."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > console_limits.SIGN_IN_BYTES_MAX:
            raise RequestEntityTooLarge(
                f"A sign-in must be smaller than {console_limits.SIGN_IN_BYTES_MAX} bytes."
            )
    return body
