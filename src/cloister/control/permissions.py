"""Statements that owners put on a function, a version or an alias; each of the three has a policy of its own."""

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from cloister.control.aliases import Aliases
from cloister.control.catalogue import Catalogue
from cloister.control.policy_documents import policy_document
from cloister.control.revisions import check_revision, new_revision, rewrite
from cloister.domain import limits
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.clock import Clock
from cloister.domain.errors import (
    InvalidParameterValue,
    PolicyLengthExceeded,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import Function
from cloister.domain.ids import LATEST, RevisionId
from cloister.domain.release import Alias, AliasName, PublishedVersion, version_number
from cloister.domain.resource_policy import Conditions, Effect, Principals, Statement
from cloister.store.functions import FunctionStore

Policed: TypeAlias = Function | PublishedVersion | Alias
"""What has a policy. Its revision is the policy's as well, and is new with every change of it."""

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_API: Final = "GetPolicy"
"""What AWS's text on a stale revision names."""
_WHOLE_API: Final = "GetResourcePolicy"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPermission:
    """AddPermission."""

    sid: str
    action: str
    principal: str
    """A service, an account, an ARN or `*`."""
    condition: Conditions


class Permissions:
    """The policies of a home's functions, versions and aliases."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        aliases: Aliases,
        home: Home,
        clock: Clock,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._aliases = aliases
        self._home = home
        self._clock = clock

    async def add(
        self, reference: FunctionReference, new: NewPermission, *, revision: RevisionId | None
    ) -> Statement:
        """The statement, durable on return.

        Raises ResourceNotFound, ResourceConflict for a sid that is taken, PreconditionFailed, PolicyLengthExceeded,
        and InvalidParameterValue for $LATEST and for a principal that is none.
        """
        _refuse_latest(reference)
        statement = Statement(
            sid=new.sid,
            effect=Effect.ALLOW,
            principal=_principal(new.principal),
            action=new.action,
            resource=self._home.function_arn(reference.name, reference.qualifier),
            condition=new.condition,
        )

        async def attempt(before: Policed) -> Statement | None:
            check_revision(revision, before, api=_API)
            _check_new(before, new.sid)
            policy = (*before.policy, statement)
            _check_length(policy)
            return statement if await self._put(before, policy) else None

        return await rewrite(lambda: self._policed(reference), attempt)

    async def remove(
        self, reference: FunctionReference, sid: str, *, revision: RevisionId | None
    ) -> None:
        """Gone on return. Raises ResourceNotFound, also for no policy and no such statement; PreconditionFailed."""

        async def attempt(before: Policed) -> Policed | None:
            if not before.policy:
                raise ResourceNotFound("No policy is associated with the given resource.")
            kept = tuple(each for each in before.policy if each.sid != sid)
            if len(kept) == len(before.policy):
                raise ResourceNotFound(f"Statement {sid} is not found in resource policy.")
            check_revision(revision, before, api=_API)
            return await self._put(before, kept)

        await rewrite(lambda: self._policed(reference), attempt)

    async def put_all(
        self,
        reference: FunctionReference,
        policy: tuple[Statement, ...],
        *,
        revision: RevisionId | None,
    ) -> Policed:
        """With this policy and no other statement, durable on return. Raises as `add` does, but for sids."""
        _refuse_latest(reference)
        _check_length(policy)

        async def attempt(before: Policed) -> Policed | None:
            check_revision(revision, before, api=_WHOLE_API)
            return await self._put(before, policy)

        return await rewrite(lambda: self._policed(reference), attempt)

    async def remove_all(
        self, reference: FunctionReference, *, revision: RevisionId | None
    ) -> None:
        """Without a policy on return. Raises as `get` does, and PreconditionFailed."""

        async def attempt(before: Policed) -> Policed | None:
            check_revision(revision, before, api=_WHOLE_API)
            return await self._put(before, ())

        await rewrite(lambda: self.get(reference), attempt)

    def get(self, reference: FunctionReference) -> Policed:
        """What has the policy, which has a statement. Raises ResourceNotFound, also for no policy."""
        policed = self._policed(reference)
        if not policed.policy:
            raise ResourceNotFound("The resource you requested does not exist.")
        return policed

    def _policed(self, reference: FunctionReference) -> Policed:
        qualifier = reference.qualifier
        if qualifier is None or qualifier == LATEST or version_number(qualifier) is not None:
            return self._catalogue.release(reference)
        return self._aliases.get(FunctionReference(reference.name, None), AliasName(qualifier))

    async def _put(self, before: Policed, policy: tuple[Statement, ...]) -> Policed | None:
        """With the policy and a new revision, durable; None if somebody else was faster."""
        after = replace(before, policy=policy, revision_id=new_revision(self._clock))
        return after if await self._replaced(after, before.revision_id) else None

    async def _replaced(self, after: Policed, expected: RevisionId) -> bool:
        match after:
            case Function():
                return await self._store.replace(after, expected=expected)
            case PublishedVersion():
                return await self._store.replace_version(after, expected=expected)
            case Alias():
                return await self._store.replace_alias(after, expected=expected)


def _refuse_latest(reference: FunctionReference) -> None:
    if reference.qualifier == LATEST:
        raise InvalidParameterValue("We currently do not support adding policies for $LATEST.")


def _principal(text: str) -> Principals:
    """As AWS shows what it was given. Raises InvalidParameterValue for what names nobody."""
    if text == "*":
        return text
    if text.endswith(".amazonaws.com"):
        return {"Service": text}
    if text.startswith("arn:"):
        return {"AWS": text}
    if _ACCOUNT.fullmatch(text):
        return {"AWS": f"arn:aws:iam::{text}:root"}
    raise InvalidParameterValue(
        "The provided principal was invalid. Please check the principal and try again."
    )


def _check_new(policed: Policed, sid: str) -> None:
    if sid in {statement.sid for statement in policed.policy}:
        raise ResourceConflict(
            f"The statement id ({sid}) provided already exists. "
            "Please provide a new statement id, or remove the existing statement."
        )


def _check_length(policy: tuple[Statement, ...]) -> None:
    length = len(policy_document(policy))
    if length > limits.RESOURCE_POLICY_BYTES_MAX:
        raise PolicyLengthExceeded(
            f"The final policy size ({length}) is bigger than the limit ({limits.RESOURCE_POLICY_BYTES_MAX})."
        )
