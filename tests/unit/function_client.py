"""A client of the operations on functions: bytes in, bytes out, and nothing replaced but who may call."""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cloister.api.app import Api, Event, Scope, Served
from cloister.api.handlers.code_download import CODE_PREFIX, CodeDownload
from cloister.api.handlers.control_plane import control_plane_handlers
from cloister.api.http import HttpRequest
from cloister.api.services import lambda_service
from cloister.artifacts.links import CodeLinks
from cloister.domain.identity import AccessKeyId, Principal
from tests.unit.example_functions import HOME, ROLE, RUNTIME, Disk, Server, zipped

FUNCTIONS = "/2015-03-31/functions"
COUNTER = f"{FUNCTIONS}/counter"
CODE = base64.b64encode(zipped()).decode()
OTHER_CODE = base64.b64encode(zipped("other = 1\n")).decode()


class Anyone:
    """An Authenticator that knows everybody: who may call is not the subject here."""

    def authenticate(self, _: HttpRequest, __: str) -> Principal:
        return Principal(access_key_id=AccessKeyId("AKIAANYONE"), account=HOME.account)


class Answer:
    """What came back. Lookups are of the JSON body's members."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> dict[str, object]:
        decoded = json.loads(self.body)
        assert isinstance(decoded, dict)
        return decoded

    @property
    def refusal(self) -> tuple[int, str, str]:
        """Status, error type and text."""
        text = self.json.get("message", self.json.get("Message"))
        return self.status, self.headers["x-amzn-errortype"], str(text)


class Client:
    """Sends requests to the application as a server would."""

    def __init__(self, api: Api, server: Server) -> None:
        self._api = api
        self.server = server

    async def ask(
        self,
        method: str,
        target: str,
        body: object = None,
        *,
        headers: Iterable[tuple[bytes, bytes]] = (),
    ) -> Answer:
        path, _, query = target.partition("?")
        scope: Scope = {
            "type": "http",
            "method": method,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"cloister.example:9000"), *headers],
        }
        sent: list[dict[str, object]] = []

        async def receive() -> Event:
            return {"type": "http.request", "body": json.dumps(body).encode() if body else b""}

        async def send(event: dict[str, object]) -> None:
            sent.append(event)

        await self._api(scope, receive, send)
        start, content = sent
        status, sent_headers, payload = start["status"], start["headers"], content["body"]
        assert isinstance(status, int)
        assert isinstance(sent_headers, list)
        assert isinstance(payload, bytes)
        return Answer(
            status, {name.decode(): value.decode() for name, value in sent_headers}, payload
        )

    async def create(self, **members: object) -> Answer:
        """CreateFunction of an ordinary function, these members apart; settled."""
        answer = await self.ask("POST", FUNCTIONS, a_request(**members))
        await self.server.settled()
        return answer


def a_request(**members: object) -> dict[str, object]:
    ordinary = {
        "FunctionName": "counter",
        "Runtime": RUNTIME,
        "Handler": "app.handler",
        "Role": ROLE,
        "Code": {"ZipFile": CODE},
    }
    return {**ordinary, **members}


def link_in(shown: Answer) -> SplitResult:
    """Code.Location of GetFunction's answer."""
    code = shown.json["Code"]
    assert isinstance(code, dict)
    assert code["RepositoryType"] == "S3"
    return urlsplit(code["Location"])


@asynccontextmanager
async def a_client(root: Path) -> AsyncIterator[Client]:
    """Of a server whose disk is `root`."""
    async with Disk(root).server() as server:
        links = CodeLinks(bytes(range(32)), server.clock)
        handlers = control_plane_handlers(server.plane, links, HOME)
        api = Api(
            [Served(lambda_service(), handlers)],
            Anyone(),
            clock=server.clock,
            extra={CODE_PREFIX: CodeDownload(server.packages, links)},
        )
        yield Client(api, server)
