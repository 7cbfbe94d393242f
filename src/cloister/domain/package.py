"""Where a deployment package comes from, as its owner says: sent along, or to be read from a bucket."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The zip itself."""

    zipped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InBucket:
    """An object in S3's words. Without a version it is the newest."""

    bucket: str
    key: str
    version: str | None = None


PackageSource: TypeAlias = Uploaded | InBucket
