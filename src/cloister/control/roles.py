"""Roles for deployment tools, which make one before they create a function: checked for form, kept, and shown."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from cloister.domain.clock import Clock
from cloister.domain.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    MalformedPolicyDocument,
    NoSuchEntity,
)
from cloister.domain.ids import AccountId
from cloister.domain.role import Role, RoleName
from cloister.store.roles import RoleStore

_ID_BYTES = 9


class Roles:
    """The roles of one account. Its writers take turns: deployment tools make few of them."""

    def __init__(self, store: RoleStore, *, account: AccountId, clock: Clock) -> None:
        self._store = store
        self._account = account
        self._clock = clock
        self._turn = asyncio.Lock()

    async def create(
        self, name: RoleName, *, trust_policy: str, path: str, description: str
    ) -> Role:
        """Durable on return. Raises EntityAlreadyExists and MalformedPolicyDocument."""
        check_policy(trust_policy)
        role = Role(
            account=self._account,
            name=name,
            id=f"AROA{self._clock.new_token(_ID_BYTES).upper()[:17]}",
            path=path,
            description=description,
            trust_policy=trust_policy,
            created_at=self._clock.now(),
        )
        if not await self._store.create(role):
            raise EntityAlreadyExists(f"Role with name {name} already exists.")
        return role

    async def get(self, name: RoleName) -> Role:
        """Raises NoSuchEntity."""
        role = await self._store.get(name)
        if role is None:
            raise NoSuchEntity(f"The role with name {name} cannot be found.")
        return role

    async def policy(self, name: RoleName, policy: str) -> str:
        """An inline policy's JSON. Raises NoSuchEntity."""
        return _policies_with(await self.get(name), policy).policies[policy]

    async def trust(self, name: RoleName, trust_policy: str) -> None:
        """This is who may assume the role now. Raises NoSuchEntity and MalformedPolicyDocument."""
        check_policy(trust_policy)
        await self._change(name, lambda role: replace(role, trust_policy=trust_policy))

    async def put_policy(self, name: RoleName, policy: str, document: str) -> None:
        """In place of the one of that name. Raises NoSuchEntity and MalformedPolicyDocument."""
        check_policy(document)
        await self._change(
            name, lambda role: replace(role, policies={**role.policies, policy: document})
        )

    async def delete_policy(self, name: RoleName, policy: str) -> None:
        """Raises NoSuchEntity."""

        def without(role: Role) -> Role:
            known = _policies_with(role, policy).policies
            return replace(
                role, policies={key: text for key, text in known.items() if key != policy}
            )

        await self._change(name, without)

    async def attach(self, name: RoleName, policy_arn: str) -> None:
        """Once, however often it is asked for. Raises NoSuchEntity."""
        await self._change(
            name,
            lambda role: replace(role, attached=tuple(dict.fromkeys((*role.attached, policy_arn)))),
        )

    async def detach(self, name: RoleName, policy_arn: str) -> None:
        """Raises NoSuchEntity."""

        def without(role: Role) -> Role:
            if policy_arn not in role.attached:
                raise NoSuchEntity(f"Policy {policy_arn} was not found.")
            return replace(role, attached=tuple(arn for arn in role.attached if arn != policy_arn))

        await self._change(name, without)

    async def delete(self, name: RoleName) -> None:
        """Gone on return. Raises NoSuchEntity, and DeleteConflict while it has policies."""
        async with self._turn:
            role = await self.get(name)
            if role.policies:
                raise DeleteConflict("Cannot delete entity, must delete policies first.")
            if role.attached:
                raise DeleteConflict("Cannot delete entity, must detach all policies first.")
            await self._store.delete(name)

    async def _change(self, name: RoleName, by: Callable[[Role], Role]) -> None:
        async with self._turn:
            await self._store.replace(by(await self.get(name)))


def check_policy(document: str) -> None:
    """Return for JSON that may be a policy: what it says is not evaluated. Raises MalformedPolicyDocument."""
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        raise MalformedPolicyDocument("This policy contains invalid Json") from None
    if not isinstance(policy, dict) or "Statement" not in policy:
        raise MalformedPolicyDocument("Syntax errors in policy.")


def _policies_with(role: Role, policy: str) -> Role:
    if policy not in role.policies:
        raise NoSuchEntity(f"The role policy with name {policy} cannot be found.")
    return role
