"""Code signing configurations: whose signatures an owner asks for, and what becomes of a package without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cloister.domain.arn import Home

CodeSigningId = NewType("CodeSigningId", str)
"""`csc-` and 17 letters or digits."""


class UntrustedArtifact(StrEnum):
    """UntrustedArtifactOnDeployment. Nothing here is signed by AWS Signer, so every package is untrusted."""

    WARN = "Warn"
    ENFORCE = "Enforce"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSigningConfig:
    """Whose signatures the packages of its functions need, and what becomes of a package without one."""

    id: CodeSigningId
    description: str
    publishers: tuple[str, ...]
    """ARNs of versions of signing profiles."""
    untrusted: UntrustedArtifact
    last_modified: datetime
    tags: Mapping[str, str] = field(default_factory=dict)


def code_signing_arn(home: Home, config_id: CodeSigningId) -> str:
    """`arn:aws:lambda:<region>:<account>:code-signing-config:<id>`."""
    return f"arn:aws:lambda:{home.region}:{home.account}:code-signing-config:{config_id}"
