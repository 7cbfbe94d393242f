"""Buckets of an S3-compatible endpoint, read by boto3 with whatever credentials the server's own environment gives."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError

from cloister.artifacts.buckets import check_size, refused
from cloister.domain import limits
from cloister.domain.errors import ServiceFailure
from cloister.domain.package import InBucket
from cloister.threads import run_blocking


class S3Endpoint:
    """Buckets behind one URL. Its credentials are the server's: whoever may deploy reads what those may read."""

    def __init__(self, url: str, *, region: str) -> None:
        self._client = boto3.Session().client(
            "s3",
            endpoint_url=url,
            region_name=region,
            config=Config(
                connect_timeout=limits.S3_CONNECT_TIMEOUT.total_seconds(),
                read_timeout=limits.S3_READ_TIMEOUT.total_seconds(),
                retries={"total_max_attempts": limits.S3_ATTEMPTS_MAX},
                # Others than AWS have seldom a host name for each bucket.
                s3={"addressing_style": "path"},
            ),
        )

    async def read(self, place: InBucket) -> bytes:
        return await run_blocking(self._read, place)

    def _read(self, place: InBucket) -> bytes:
        """The object. Raises as `read` does."""
        try:
            return self._whole(place)
        except ClientError as error:
            told = error.response["Error"]
            raise refused(told.get("Code", "Unknown"), told.get("Message", "")) from error
        except (BotoCoreError, HTTPError, TimeoutError) as error:
            raise ServiceFailure(
                f"the S3 endpoint {self._client.meta.endpoint_url} can't be read"
            ) from error

    def _whole(self, place: InBucket) -> bytes:
        version = {} if place.version is None else {"VersionId": place.version}
        answer = self._client.get_object(Bucket=place.bucket, Key=place.key, **version)
        # Who sends in chunks does not say how long it is, and may never end.
        told_bytes = answer.get("ContentLength")
        with answer["Body"] as body, _cut_off_after(limits.S3_TRANSFER_TIMEOUT, body):
            check_size(told_bytes or 0)
            stored = bytes(body.read(limits.PACKAGE_STORED_BYTES_MAX + 1))
        check_size(len(stored))
        if told_bytes not in {None, len(stored)}:
            raise IncompleteReadError(actual_bytes=len(stored), expected_bytes=told_bytes)
        return stored


@contextlib.contextmanager
def _cut_off_after(bound: timedelta, body: HTTPResponse) -> Iterator[None]:
    """Whoever reads the body in the block meets its end then. Raises TimeoutError after a block that took longer.

    The socket's own timeout is for each piece: who sends a byte in time, again and again, would be waited for.
    """
    is_over = threading.Event()

    def cut_off() -> None:
        is_over.set()
        # It may have ended in this very moment.
        with contextlib.suppress(OSError, ValueError):
            body.shutdown()

    timer = threading.Timer(bound.total_seconds(), cut_off)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        # Not a moment later: the connection may be another reading's by then.
        timer.join()
        if is_over.is_set():
            raise TimeoutError(f"an object was not there after {bound.total_seconds():g} s")
