"""Who may call a function, a version or an alias by the statements on it: only `decide` judges by them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

Words: TypeAlias = str | tuple[str, ...]
"""One or several, kept as they were given."""
Principals: TypeAlias = str | Mapping[str, Words]
"""`*`, or names by their kind: `AWS`, `Service` …"""
Conditions: TypeAlias = Mapping[str, Mapping[str, Words]]
"""Values by operator and key."""

ANYONE: Final = "*"


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """As its owner gave it. Within one policy no two have the same `sid`."""

    sid: str | None = None
    effect: Effect
    principal: Principals
    action: Words
    resource: Words
    condition: Conditions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody is about to do."""

    principal: str
    """The caller's ARN, or a service such as `s3.amazonaws.com`."""
    action: str
    resource: str
    """The ARN that is called, qualifier included."""
    context: Mapping[str, str] = field(default_factory=dict)
    """What is known of the call by condition key. The keys are in lower case: `aws:sourcearn`."""


class Verdict(Enum):
    """What the policy of a resource says of a call."""

    ALLOWED = auto()
    DENIED = auto()
    """Whatever else allows it."""
    NOT_MENTIONED = auto()
    """The caller's own policies decide."""


def decide(policy: Iterable[Statement], attempt: Attempt) -> Verdict:
    """What a resource's policy says of an attempt. One Deny outweighs every Allow."""
    effects = {statement.effect for statement in policy if _applies(statement, attempt)}
    if Effect.DENY in effects:
        return Verdict.DENIED
    return Verdict.ALLOWED if Effect.ALLOW in effects else Verdict.NOT_MENTIONED


def words(given: Words) -> tuple[str, ...]:
    """As a tuple, whether a statement gives one word or a list."""
    return (given,) if isinstance(given, str) else given


def _applies(statement: Statement, attempt: Attempt) -> bool:
    action = attempt.action.lower()
    return (
        _names(statement.principal, attempt.principal)
        and any(_like(action, each.lower()) for each in words(statement.action))
        and any(_like(attempt.resource, each) for each in words(statement.resource))
        and all(
            _holds(operator, keys, context=attempt.context, effect=statement.effect)
            for operator, keys in statement.condition.items()
        )
    )


def _names(principals: Principals, caller: str) -> bool:
    if isinstance(principals, str):
        return principals == ANYONE
    return any(
        _is_caller(kind, name, caller)
        for kind, names in principals.items()
        for name in words(names)
    )


def _is_caller(kind: str, name: str, caller: str) -> bool:
    if name == caller:
        return True
    if kind != "AWS":
        return False
    # An account stands for everyone in it, by its number as by its root's ARN.
    account = _account(caller)
    return name == ANYONE or (account != "" and name in {account, f"arn:aws:iam::{account}:root"})


def _account(caller: str) -> str:
    """Empty for a service."""
    parts = caller.split(":")
    return parts[4] if len(parts) > 5 else ""  # noqa: PLR2004 # arn:aws:iam::<account>:<who>


def _holds(
    operator: str,
    keys: Mapping[str, Words],
    *,
    context: Mapping[str, str],
    effect: Effect,
) -> bool:
    compare = _OPERATORS.get(operator)
    if compare is None:
        # Not understood: it must neither open what it was to guard nor lift what it was to forbid.
        return effect is Effect.DENY
    return all(
        (actual := context.get(key.lower())) is not None
        and any(compare(actual, wanted) for wanted in words(values))
        for key, values in keys.items()
    )


def _like(text: str, pattern: str) -> bool:
    """IAM knows `*` and `?`, and no character classes. fnmatch's expressions do not backtrack over several `*`."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def _arn_like(text: str, pattern: str) -> bool:
    """A `*` does not reach over a colon but in the last of the six parts."""
    parts, patterns = text.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(_like, parts, patterns))


_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda actual, wanted: actual.lower() == wanted.lower(),
    "StringEquals": lambda actual, wanted: actual == wanted,
    "StringEqualsIgnoreCase": lambda actual, wanted: actual.lower() == wanted.lower(),
    "StringLike": _like,
}
"""How a value of the call is compared with one of the statement."""
