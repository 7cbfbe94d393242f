"""Roles as deployment tools make them for functions: kept and shown, for nothing here grants a function any right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from cloister.domain.ids import AccountId

RoleName = NewType("RoleName", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM role, for tools that make one before they make a function. It grants nothing."""

    account: AccountId
    name: RoleName
    id: str
    path: str
    """`/`, or a path that begins and ends with one."""
    description: str
    trust_policy: str
    """JSON, as the one below: not evaluated."""
    policies: Mapping[str, str] = field(default_factory=dict)
    """Inline policies by name."""
    attached: tuple[str, ...] = ()
    """ARNs of managed policies, in the order in which they were attached."""
    created_at: datetime

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name}"
