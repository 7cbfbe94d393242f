"""An S3-compatible service as boto3 meets it: objects, what it says of those that are not there, and silence."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cloister.artifacts.s3_endpoint import S3Endpoint
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue, ServiceFailure
from cloister.domain.limits import MIB
from cloister.domain.package import InBucket

NO_KEY = (
    b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code>"
    b"<Message>The specified key does not exist.</Message></Error>"
)

MANY = 64
"""Mebibytes, of what a test calls endless."""
DRIPS = 40
DRIP_INTERVAL_S = 0.02
LEAVES = threading.Event()
"""Never set: a pause between drips that a test of time is about."""


class Service(BaseHTTPRequestHandler):
    """Has one object, another version of it, and some that come in chunks, in drips, in part, or from elsewhere."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/packages/chunks.zip":
            self._answer_in_chunks(1)
        elif path == "/packages/endless.zip":
            self._answer_in_chunks(MANY)
        elif path == "/packages/slow.zip":
            self._drip()
        elif path == "/packages/elsewhere.zip":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("location", "/packages/app.zip")
            self.send_header("content-length", "0")
            self.end_headers()
        elif path == "/packages/broken.zip":
            self._answer(HTTPStatus.OK, b"zip", size=6)
            self.close_connection = True
        elif path != "/packages/app.zip":
            self._answer(HTTPStatus.NOT_FOUND, NO_KEY)
        elif "versionId=old" in query:
            self._answer(HTTPStatus.OK, b"old")
        else:
            self._answer(HTTPStatus.OK, b"zipped")

    def _answer_in_chunks(self, count: int) -> None:
        """So many of a mebibyte each; the client may go before the last."""
        self.send_response(HTTPStatus.OK)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for _ in range(count):
                self.wfile.write(f"{MIB:x}\r\n".encode() + bytes(MIB) + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

    def _drip(self) -> None:
        """A byte at a time, each long before anybody's patience with a byte is over."""
        self.send_response(HTTPStatus.OK)
        self.send_header("connection", "close")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for _ in range(DRIPS):
                self.wfile.write(b"z")
                LEAVES.wait(DRIP_INTERVAL_S)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's name for it
        """Tests print nothing."""

    def _answer(self, status: HTTPStatus, body: bytes, *, size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("content-length", str(size or len(body)))
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


async def test_an_object_whose_length_is_not_told_is_read(url: str) -> None:
    place = InBucket(bucket="packages", key="chunks.zip")

    assert len(await S3Endpoint(url, region="us-east-1").read(place)) == MIB


async def test_an_object_that_does_not_end_is_read_no_further_than_its_bound(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PACKAGE_STORED_BYTES_MAX", MIB)
    place = InBucket(bucket="packages", key="endless.zip")

    with pytest.raises(InvalidParameterValue, match="Unzipped size must be smaller than"):
        await S3Endpoint(url, region="us-east-1").read(place)


async def test_an_object_that_comes_by_drips_is_waited_for_no_longer_than_its_bound(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "S3_TRANSFER_TIMEOUT", timedelta(seconds=3 * DRIP_INTERVAL_S))
    place = InBucket(bucket="packages", key="slow.zip")

    with pytest.raises(ServiceFailure, match="can't be read") as failure:
        await S3Endpoint(url, region="us-east-1").read(place)

    assert str(failure.value.__cause__) == "an object was not there after 0.06 s"


async def test_without_that_bound_each_drip_begins_the_wait_anew(url: str) -> None:
    place = InBucket(bucket="packages", key="slow.zip")

    assert await S3Endpoint(url, region="us-east-1").read(place) == b"z" * DRIPS


async def test_an_object_that_breaks_off_is_the_operators_to_mend(url: str) -> None:
    with pytest.raises(ServiceFailure, match="can't be read"):
        await S3Endpoint(url, region="us-east-1").read(
            InBucket(bucket="packages", key="broken.zip")
        )


async def test_nobody_is_followed_elsewhere(url: str) -> None:
    with pytest.raises(InvalidParameterValue, match="S3 Error Code: 302"):
        await S3Endpoint(url, region="us-east-1").read(
            InBucket(bucket="packages", key="elsewhere.zip")
        )


async def test_a_service_that_does_not_answer_is_the_operators_to_mend(url: str) -> None:
    closed = S3Endpoint("http://127.0.0.1:9", region="us-east-1")

    with pytest.raises(ServiceFailure, match="can't be read"):
        await closed.read(InBucket(bucket="packages", key="app.zip"))
