"""What owners set beside a function's configuration: how its events are tried, its URLs, its runtime's updates."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInvokeConfig:
    """Of asynchronous invocations: kept and shown until there are any. None is AWS's default."""

    retries_max: int | None = None
    age_s_max: int | None = None
    on_success: str | None = None
    """The ARN of a destination, as the one below."""
    on_failure: str | None = None
    last_modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """What a function's URL tells browsers; None leaves a header out."""

    allow_credentials: bool | None = None
    allow_headers: tuple[str, ...] | None = None
    allow_methods: tuple[str, ...] | None = None
    allow_origins: tuple[str, ...] | None = None
    expose_headers: tuple[str, ...] | None = None
    max_age_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlConfig:
    """Kept and shown: nothing answers at a function's URL yet."""

    url_id: str
    auth_type: str
    """`NONE` or `AWS_IAM`."""
    invoke_mode: str
    """`BUFFERED` or `RESPONSE_STREAM`."""
    cors: Cors | None = None
    created_at: datetime
    last_modified: datetime


class RuntimeUpdates(StrEnum):
    """UpdateRuntimeOn. The runtime is the machine's interpreter whatever is chosen."""

    AUTO = "Auto"
    FUNCTION_UPDATE = "FunctionUpdate"
    MANUAL = "Manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeManagement:
    """Kept and shown. A version's ARN goes with MANUAL only."""

    updates: RuntimeUpdates = RuntimeUpdates.AUTO
    runtime_version_arn: str | None = None


Setting: TypeAlias = EventInvokeConfig | UrlConfig | RuntimeManagement
