"""Who calls: access keys, and the principal that a verified signature proves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, NewType

from cloister.domain.ids import AccountId

AccessKeyId = NewType("AccessKeyId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key pair. The secret is never printed with the object, logged, or sent back after its creation."""

    id: AccessKeyId
    secret: str = field(repr=False)
    account: AccountId
    description: str
    created_at: datetime


class Principal(NamedTuple):
    """The identity behind a request whose signature was verified."""

    access_key_id: AccessKeyId
    account: AccountId

    @property
    def arn(self) -> str:
        """Access keys are the account's own: there are no users and roles, as with AWS's root user."""
        return f"arn:aws:iam::{self.account}:root"
