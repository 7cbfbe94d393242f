"""An S3-compatible service as boto3 meets it: objects, what it says of those that are not there, and silence."""

import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cloister.artifacts.s3_endpoint import S3Endpoint
from cloister.domain.errors import InvalidParameterValue, ServiceFailure
from cloister.domain.package import InBucket

NO_KEY = (
    b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code>"
    b"<Message>The specified key does not exist.</Message></Error>"
)


class Service(BaseHTTPRequestHandler):
    """Has one object, and another version of it."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path != "/packages/app.zip":
            self._answer(HTTPStatus.NOT_FOUND, NO_KEY)
        elif "versionId=old" in query:
            self._answer(HTTPStatus.OK, b"old")
        else:
            self._answer(HTTPStatus.OK, b"zipped")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's name for it
        """Tests print nothing."""

    def _answer(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_an_object_is_read_in_the_version_that_is_asked_for(url: str) -> None:
    buckets = S3Endpoint(url, region="us-east-1")

    newest = await buckets.read(InBucket(bucket="packages", key="app.zip"))
    old = await buckets.read(InBucket(bucket="packages", key="app.zip", version="old"))

    assert (newest, old) == (b"zipped", b"old")


async def test_what_s3_refuses_is_told_in_lambdas_words(url: str) -> None:
    with pytest.raises(InvalidParameterValue) as refused:
        await S3Endpoint(url, region="us-east-1").read(InBucket(bucket="packages", key="absent"))

    assert str(refused.value) == (
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
        "S3 Error Message: The specified key does not exist."
    )


async def test_a_service_that_does_not_answer_is_the_operators_to_mend(url: str) -> None:
    closed = S3Endpoint("http://127.0.0.1:9", region="us-east-1")

    with pytest.raises(ServiceFailure, match="can't be read"):
        await closed.read(InBucket(bucket="packages", key="app.zip"))
