"""Resource policies in JSON, as AWS writes them: members in its order, and one word without a list around it."""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from cloister.domain.errors import InvalidParameterValue
from cloister.domain.resource_policy import Conditions, Effect, Principals, Statement, Words


class _Statement(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="pascal",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
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


class _GivenPolicy(
    msgspec.Struct, frozen=True, kw_only=True, rename="pascal", forbid_unknown_fields=True
):
    version: Literal["2012-10-17", "2008-10-17"]
    id: str | None = None
    statement: _Statement | tuple[_Statement, ...]


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_GivenPolicy).decode


def statement_document(statement: Statement) -> str:
    return _encode(_shown(statement)).decode()


def policy_document(policy: Iterable[Statement]) -> str:
    """The whole policy."""
    return _encode(_Policy(statement=tuple(map(_shown, policy)))).decode()


def parse_policy(document: str) -> tuple[Statement, ...]:
    """At least one statement, no two of the same sid. The document's Id and Version are not kept.

    Raises InvalidParameterValue for what is no policy, and for members that are not judged by here, such as NotAction.
    """
    try:
        given = _decode(document)
    except msgspec.MsgspecError as error:
        raise InvalidParameterValue(f"The policy is not valid: {error}") from error
    several = given.statement if isinstance(given.statement, tuple) else (given.statement,)
    policy = tuple(msgspec.convert(each, Statement, from_attributes=True) for each in several)
    sids = [statement.sid for statement in policy if statement.sid is not None]
    if not policy or len(sids) != len(set(sids)):
        raise InvalidParameterValue(
            "The policy is not valid: it has statements, and no two of the same Sid."
        )
    return policy


def _shown(statement: Statement) -> _Statement:
    return msgspec.convert(statement, _Statement, from_attributes=True)
