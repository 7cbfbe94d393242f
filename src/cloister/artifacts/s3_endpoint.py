"""Buckets of an S3-compatible endpoint, read by boto3 with whatever credentials the server's own environment gives."""

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

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
        version = {} if place.version is None else {"VersionId": place.version}
        try:
            answer = self._client.get_object(Bucket=place.bucket, Key=place.key, **version)
            with answer["Body"] as body:
                # Who sends in chunks does not say how long it is, and may never end.
                check_size(answer.get("ContentLength", 0))
                stored = bytes(body.read(limits.PACKAGE_STORED_BYTES_MAX + 1))
            check_size(len(stored))
        except ClientError as error:
            told = error.response["Error"]
            raise refused(told.get("Code", "Unknown"), told.get("Message", "")) from error
        except BotoCoreError as error:
            raise ServiceFailure(
                f"the S3 endpoint {self._client.meta.endpoint_url} can't be read"
            ) from error
        return stored
