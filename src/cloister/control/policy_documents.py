"""Resource policies in JSON, as AWS writes them: members in its order, and one word without a list around it."""

from collections.abc import Iterable
from typing import Final

import msgspec

from cloister.domain.resource_policy import Conditions, Effect, Principals, Statement, Words


class _Statement(msgspec.Struct, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    sid: str | None = None
    effect: Effect
    principal: Principals
    action: Words
    resource: Words
    condition: Conditions = msgspec.field(default_factory=dict)


class _Policy(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    version: str = "2012-10-17"
    id: str = "default"
    statement: tuple[_Statement, ...]


_encode: Final = msgspec.json.Encoder().encode


def statement_document(statement: Statement) -> str:
    return _encode(_shown(statement)).decode()


def policy_document(policy: Iterable[Statement]) -> str:
    """The whole policy."""
    return _encode(_Policy(statement=tuple(map(_shown, policy)))).decode()


def _shown(statement: Statement) -> _Statement:
    return msgspec.convert(statement, _Statement, from_attributes=True)
