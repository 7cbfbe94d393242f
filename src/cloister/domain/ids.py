"""Names and ids as types of their own: whoever holds one need not check it again."""

import hashlib
import re
from typing import Final, NewType

from cloister.domain.errors import ValidationFailed
from cloister.domain.limits import TENANT_ID_LENGTH_MAX

AccountId = NewType("AccountId", str)
Region = NewType("Region", str)
FunctionName = NewType("FunctionName", str)
RevisionId = NewType("RevisionId", str)
RequestId = NewType("RequestId", str)
EnvironmentId = NewType("EnvironmentId", str)
TenantId = NewType("TenantId", str)
"""Only parse_tenant_id makes one. Opaque and case-sensitive; holds `/`, `.` and spaces, so it is never a path."""

LATEST = "$LATEST"

REGION_PATTERN: Final = r"(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d"
"""Of the model's ARNs: clients could not name the functions of a region that is written otherwise."""

WITHHELD: Final = object()
"""Stands in validation_message for a sensitive value, which AWS's sentence then leaves out."""

_TENANT_PATTERN_TEXT = r"[a-zA-Z0-9\._:\/=+\-@ ]+"
_TENANT_PATTERN = re.compile(_TENANT_PATTERN_TEXT)


def parse_tenant_id(text: str | None) -> TenantId | None:
    """The tenant of a request's header value, or None when there is none.

    A value of blanks only counts as none: HTTP trims it (lambda-facts 1.4).
    Raises ValidationFailed, in AWS's words, for a value outside the model's pattern or length.
    """
    if text is None or not text.strip(" "):
        return None
    violations = []
    if len(text) > TENANT_ID_LENGTH_MAX:
        violations.append(f"Member must have length less than or equal to {TENANT_ID_LENGTH_MAX}")
    if not _TENANT_PATTERN.fullmatch(text):
        violations.append(f"Member must satisfy regular expression pattern: {_TENANT_PATTERN_TEXT}")
    if violations:
        raise ValidationFailed(
            validation_message([("tenantId", text, reason) for reason in violations])
        )
    return TenantId(text)


def tenant_digest(tenant: TenantId) -> str:
    """What may stand for a tenant in file, cgroup and log names: the SHA-256 of its id, in hex."""
    return hashlib.sha256(tenant.encode()).hexdigest()


def validation_message(violations: list[tuple[str, object, str]]) -> str:
    """AWS's one sentence for any number of (member path, value, constraint) violations (lambda-facts 2.3)."""
    count = len(violations)
    parts = [
        f"Value{_quoted(value)} at '{path}' failed to satisfy constraint: {constraint}"
        for path, value, constraint in violations
    ]
    return f"{count} validation error{'s' if count != 1 else ''} detected: {'; '.join(parts)}"


def _quoted(value: object) -> str:
    if value is WITHHELD:
        return ""
    return " null" if value is None else f" '{value}'"
