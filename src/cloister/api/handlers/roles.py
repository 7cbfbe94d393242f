"""The operations on roles: IAM answers policies percent-encoded, and its clients decode them."""

from typing import Final
from urllib.parse import quote

from cloister.api.app import Call, Handler, handles
from cloister.api.iam import operations, shapes
from cloister.control.roles import Roles
from cloister.domain.role import Role, RoleName

_SESSION_S_DEFAULT: Final = 3600
"""API reference, CreateRole, MaxSessionDuration."""


def role_handlers(roles: Roles) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _RoleHandlers(roles)
    policies = _PolicyHandlers(roles)
    return dict(
        [
            handles(operations.CREATE_ROLE, of.create),
            handles(operations.GET_ROLE, of.get),
            handles(operations.DELETE_ROLE, of.delete),
            handles(operations.UPDATE_ASSUME_ROLE_POLICY, of.trust),
            handles(operations.PUT_ROLE_POLICY, policies.put),
            handles(operations.GET_ROLE_POLICY, policies.get),
            handles(operations.DELETE_ROLE_POLICY, policies.delete),
            handles(operations.LIST_ROLE_POLICIES, policies.list),
            handles(operations.ATTACH_ROLE_POLICY, policies.attach),
            handles(operations.DETACH_ROLE_POLICY, policies.detach),
            handles(operations.LIST_ATTACHED_ROLE_POLICIES, policies.list_attached),
        ]
    )


class _RoleHandlers:
    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    async def create(self, request: shapes.CreateRoleRequest, _: Call) -> shapes.CreateRoleResponse:
        role = await self._roles.create(
            RoleName(request.role_name),
            trust_policy=request.assume_role_policy_document,
            path=request.path or "/",
            description=request.description or "",
        )
        return shapes.CreateRoleResponse(role=_shape(role))

    async def get(self, request: shapes.GetRoleRequest, _: Call) -> shapes.GetRoleResponse:
        return shapes.GetRoleResponse(
            role=_shape(await self._roles.get(RoleName(request.role_name)))
        )

    async def delete(self, request: shapes.DeleteRoleRequest, _: Call) -> None:
        await self._roles.delete(RoleName(request.role_name))

    async def trust(self, request: shapes.UpdateAssumeRolePolicyRequest, _: Call) -> None:
        await self._roles.trust(RoleName(request.role_name), request.policy_document)


class _PolicyHandlers:
    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    async def put(self, request: shapes.PutRolePolicyRequest, _: Call) -> None:
        await self._roles.put_policy(
            RoleName(request.role_name), request.policy_name, request.policy_document
        )

    async def get(
        self, request: shapes.GetRolePolicyRequest, _: Call
    ) -> shapes.GetRolePolicyResponse:
        document = await self._roles.policy(RoleName(request.role_name), request.policy_name)
        return shapes.GetRolePolicyResponse(
            role_name=request.role_name,
            policy_name=request.policy_name,
            policy_document=quote(document, safe=""),
        )

    async def delete(self, request: shapes.DeleteRolePolicyRequest, _: Call) -> None:
        await self._roles.delete_policy(RoleName(request.role_name), request.policy_name)

    async def list(
        self, request: shapes.ListRolePoliciesRequest, _: Call
    ) -> shapes.ListRolePoliciesResponse:
        role = await self._roles.get(RoleName(request.role_name))
        return shapes.ListRolePoliciesResponse(
            policy_names=sorted(role.policies), is_truncated=False
        )

    async def attach(self, request: shapes.AttachRolePolicyRequest, _: Call) -> None:
        await self._roles.attach(RoleName(request.role_name), request.policy_arn)

    async def detach(self, request: shapes.DetachRolePolicyRequest, _: Call) -> None:
        await self._roles.detach(RoleName(request.role_name), request.policy_arn)

    async def list_attached(
        self, request: shapes.ListAttachedRolePoliciesRequest, _: Call
    ) -> shapes.ListAttachedRolePoliciesResponse:
        role = await self._roles.get(RoleName(request.role_name))
        attached = [
            shapes.AttachedPolicy(policy_name=arn.rpartition("/")[2], policy_arn=arn)
            for arn in role.attached
        ]
        return shapes.ListAttachedRolePoliciesResponse(
            attached_policies=attached, is_truncated=False
        )


def _shape(role: Role) -> shapes.Role:
    return shapes.Role(
        path=role.path,
        role_name=role.name,
        role_id=role.id,
        arn=role.arn,
        create_date=role.created_at.timestamp(),
        assume_role_policy_document=quote(role.trust_policy, safe=""),
        description=role.description or None,
        max_session_duration=_SESSION_S_DEFAULT,
    )
