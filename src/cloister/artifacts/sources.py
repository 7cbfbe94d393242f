"""A package's bytes from wherever it comes, few of the big ones at a time."""

import asyncio
from typing import assert_never

from cloister.artifacts.buckets import Buckets
from cloister.domain import limits
from cloister.domain.errors import RequestEntityTooLarge
from cloister.domain.package import InBucket, PackageSource, Uploaded


class PackageSources:
    """Reads packages: at most S3_READINGS_PARALLEL_MAX of them from buckets at once."""

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets
        self._readings = asyncio.Semaphore(limits.S3_READINGS_PARALLEL_MAX)

    async def read(self, source: PackageSource) -> bytes:
        """The zip. Raises RequestEntityTooLarge for an upload over its bound, and as Buckets does."""
        match source:
            case Uploaded(zipped):
                if len(zipped) > limits.PACKAGE_ZIPPED_BYTES_MAX:
                    raise RequestEntityTooLarge(
                        f"Zipped size must be smaller than {limits.PACKAGE_ZIPPED_BYTES_MAX} bytes"
                    )
                return zipped
            case InBucket():
                async with self._readings:
                    return await self._buckets.read(source)
            case _:
                assert_never(source)
