"""A function as its owner configured it, and the immutable version of it that environments run."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cloister.domain import limits
from cloister.domain.egress import Egress
from cloister.domain.ids import LATEST, AccountId, FunctionName, Region, RevisionId
from cloister.domain.isolation import Isolation
from cloister.domain.resource_policy import Statement


class TenantIsolation(StrEnum):
    """TenancyConfig.TenantIsolationMode: given at creation, never changed."""

    PER_TENANT = "PER_TENANT"


class FunctionState(StrEnum):
    """A function is invoked in ACTIVE only. PENDING lasts from the acknowledged creation until it can run."""

    PENDING = "Pending"
    ACTIVE = "Active"
    FAILED = "Failed"


class UpdateStatus(StrEnum):
    """Of the last update: while it is IN_PROGRESS another one is refused."""

    IN_PROGRESS = "InProgress"
    SUCCESSFUL = "Successful"
    FAILED = "Failed"


class SnapStart(StrEnum):
    """SnapStart.ApplyOn: whether published versions begin where their init has ended."""

    NONE = "None"
    PUBLISHED_VERSIONS = "PublishedVersions"


class RecursiveLoop(StrEnum):
    """What becomes of invocations that go round in circles. Kept and shown: none is detected yet."""

    TERMINATE = "Terminate"
    ALLOW = "Allow"


class Tracing(StrEnum):
    """TracingConfig.Mode."""

    PASS_THROUGH = "PassThrough"  # noqa: S105 # no password: AWS's word for a mode
    ACTIVE = "Active"


class LogFormat(StrEnum):
    TEXT = "Text"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """LoggingConfig. The levels are there with the JSON format only; `group` is the log group's name."""

    format: LogFormat = LogFormat.TEXT
    application_level: str | None = None
    system_level: str | None = None
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vpc:
    """VpcConfig. Kept and shown, and no more: there is no such network here."""

    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    allows_ipv6: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSystem:
    """One of FileSystemConfigs. Kept and shown, and no more: nothing is mounted."""

    arn: str
    mount_path: str
    direct_s3_read: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A deployment package by its content: it stands in the artifact store under `digest`."""

    digest: str
    """SHA-256 of the zip, hex."""
    size_bytes: int
    """Of the zip."""

    @property
    def sha256(self) -> str:
        """The digest as AWS writes it: base64."""
        return base64.b64encode(bytes.fromhex(self.digest)).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer's version as a function uses it: the package outlives the version's deletion."""

    arn: str
    """Of the version."""
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the owner chose. Equal configurations behave alike."""

    runtime: str
    handler: str
    role: str
    description: str = ""
    timeout_s: int = limits.TIMEOUT_S_DEFAULT
    memory_mb: int = limits.MEMORY_MB_DEFAULT
    ephemeral_storage_mb: int = limits.EPHEMERAL_STORAGE_MB_DEFAULT
    environment: Mapping[str, str] | None = None
    """None when never given; an empty mapping is given and empty."""
    architecture: str = "x86_64"
    logging: Logging
    layers: tuple[Layer, ...] = ()
    """In the order in which they are put over one another."""
    snap_start: SnapStart = SnapStart.NONE
    tracing: Tracing = Tracing.PASS_THROUGH
    dead_letter_arn: str | None = None
    kms_key_arn: str | None = None
    vpc: Vpc | None = None
    file_systems: tuple[FileSystem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of one account: its $LATEST configuration and code, and what became of the last change."""

    account: AccountId
    region: Region
    name: FunctionName
    configuration: Configuration
    code: Code
    tenant_isolation: TenantIsolation | None
    revision_id: RevisionId
    """New with every change that a caller can see; updates conditional on an older one fail."""
    environment_revision: RevisionId
    """New with every change of code or configuration: part of the key of environments."""
    last_modified: datetime
    state: FunctionState = FunctionState.PENDING
    last_update_status: UpdateStatus = UpdateStatus.SUCCESSFUL
    tags: Mapping[str, str] = field(default_factory=dict)
    reserved_concurrency: int | None = None
    last_version: int = 0
    """The number that was published last; 0 before there is any. Deleted versions count."""
    code_signing_config_arn: str | None = None
    recursive_loop: RecursiveLoop = RecursiveLoop.TERMINATE
    policy: tuple[Statement, ...] = ()
    """Of the function itself; its versions and aliases have their own."""

    @property
    def version(self) -> str:
        return LATEST

    @property
    def description(self) -> str:
        return self.configuration.description

    def latest(self) -> "FunctionVersion":
        """$LATEST as it is now."""
        return FunctionVersion(
            account=self.account,
            region=self.region,
            name=self.name,
            version=LATEST,
            revision=self.environment_revision,
            configuration=self.configuration,
            code=self.code,
            tenant_isolation=self.tenant_isolation,
            reserved_concurrency=self.reserved_concurrency,
            isolation=Isolation.chosen(self.tags),
            egress=Egress.asked(self.tags),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionVersion:
    """All that an environment needs to run a function; nothing in it changes. A change makes another revision."""

    account: AccountId
    region: Region
    name: FunctionName
    version: str
    revision: RevisionId
    configuration: Configuration
    code: Code
    tenant_isolation: TenantIsolation | None
    reserved_concurrency: int | None
    isolation: Isolation = Isolation.JAIL
    egress: Egress | None = None
    """What its owner asked for; None leaves it to the operator."""

    @property
    def snap_starts(self) -> bool:
        """Whether its environments are told of a snapshot: $LATEST's never are."""
        return (
            self.version != LATEST and self.configuration.snap_start is SnapStart.PUBLISHED_VERSIONS
        )

    @property
    def packages(self) -> frozenset[str]:
        """The digests of what its environments stand on."""
        return packages_of(self.code, self.configuration)


def packages_of(code: Code, configuration: Configuration) -> frozenset[str]:
    """The digests of the code and of the layers below it."""
    return frozenset([code.digest, *(layer.code.digest for layer in configuration.layers)])
