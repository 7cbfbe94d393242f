"""The tables as they are after the last migration; a column per field of the domain object that a row holds."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    false,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes, kept in UTC also by databases that know no time zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


functions = Table(
    "functions",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("configuration", JSON, nullable=False),
    Column("code", JSON, nullable=False),
    Column("tenant_isolation", String),
    Column("revision_id", String, nullable=False),
    Column("environment_revision", String, nullable=False),
    Column("last_modified", UtcDateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("last_update_status", String, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("reserved_concurrency", Integer),
    Column("last_version", Integer, nullable=False, server_default="0"),
    Column("code_signing_config_arn", String),
    Column("recursive_loop", String, nullable=False, server_default="Terminate"),
    Column("policy", JSON, nullable=False, server_default="[]"),
)

function_versions = Table(
    "function_versions",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("configuration", JSON, nullable=False),
    Column("code", JSON, nullable=False),
    Column("tenant_isolation", String),
    Column("own_description", String),
    Column("policy", JSON, nullable=False, server_default="[]"),
    Column("provisioned", Integer),
    Column("provisioned_at", UtcDateTime),
    Column("revision_id", String, nullable=False),
    Column("environment_revision", String, nullable=False),
    Column("last_modified", UtcDateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("state_reason", String),
    Column("state_reason_code", String),
    Column("has_snapshot", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(
        ["account", "region", "name"],
        ["functions.account", "functions.region", "functions.name"],
        ondelete="CASCADE",
    ),
)

_VERSION_KEY = [f"function_versions.{column}" for column in ("account", "region", "name", "number")]

aliases = Table(
    "aliases",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("function", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("version", Integer),
    Column("description", String, nullable=False),
    Column("second_version", Integer),
    Column("second_weight", Float),
    Column("revision_id", String, nullable=False),
    Column("policy", JSON, nullable=False, server_default="[]"),
    Column("provisioned", Integer),
    Column("provisioned_at", UtcDateTime),
    ForeignKeyConstraint(
        ["account", "region", "function"],
        ["functions.account", "functions.region", "functions.name"],
        ondelete="CASCADE",
    ),
    # A version is not deleted while an alias points at it. $LATEST, which is NULL here, is always there.
    ForeignKeyConstraint(["account", "region", "function", "version"], _VERSION_KEY),
    ForeignKeyConstraint(["account", "region", "function", "second_version"], _VERSION_KEY),
)

tenant_limits = Table(
    "tenant_limits",
    metadata,
    Column("account", String, primary_key=True),
    Column("function", String, primary_key=True),
    Column("tenant", String, primary_key=True),
    Column("max_concurrency", Integer),
    Column("requests_per_second", Float),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("secret", String, nullable=False),
    Column("account", String, nullable=False),
    Column("description", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

layers = Table(
    "layers",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

layer_versions = Table(
    "layer_versions",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("description", String, nullable=False),
    Column("license_info", String),
    Column("runtimes", JSON(none_as_null=True)),
    Column("architectures", JSON(none_as_null=True)),
    Column("code", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("grants", JSON, nullable=False),
    Column("revision_id", String, nullable=False),
)

function_settings = Table(
    "function_settings",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("function", String, primary_key=True),
    Column("qualifier", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("document", JSON, nullable=False),
    ForeignKeyConstraint(
        ["account", "region", "function"],
        ["functions.account", "functions.region", "functions.name"],
        ondelete="CASCADE",
    ),
)

code_signing_configs = Table(
    "code_signing_configs",
    metadata,
    Column("account", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("description", String, nullable=False),
    Column("publishers", JSON, nullable=False),
    Column("untrusted", String, nullable=False),
    Column("last_modified", UtcDateTime, nullable=False),
    Column("tags", JSON, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("account", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("id", String, nullable=False),
    Column("path", String, nullable=False),
    Column("description", String, nullable=False),
    Column("trust_policy", String, nullable=False),
    Column("policies", JSON, nullable=False),
    Column("attached", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
