"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

from cloister.api.operation import REQUIRED, Shape, Timestamp


class AttachRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_arn: str = REQUIRED


class AttachedPermissionsBoundary(Shape, frozen=True, kw_only=True):
    permissions_boundary_type: str | None = None
    permissions_boundary_arn: str | None = None


class AttachedPolicy(Shape, frozen=True, kw_only=True):
    policy_name: str | None = None
    policy_arn: str | None = None


class CreateRoleRequest(Shape, frozen=True, kw_only=True):
    path: str | None = None
    role_name: str = REQUIRED
    assume_role_policy_document: str = REQUIRED
    description: str | None = None
    max_session_duration: int | None = None
    permissions_boundary: str | None = None
    tags: list[Tag] | None = None


class CreateRoleResponse(Shape, frozen=True, kw_only=True):
    role: Role


class DeleteRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_name: str = REQUIRED


class DeleteRoleRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED


class DetachRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_arn: str = REQUIRED


class GetRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_name: str = REQUIRED


class GetRolePolicyResponse(Shape, frozen=True, kw_only=True):
    role_name: str
    policy_name: str
    policy_document: str


class GetRoleRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED


class GetRoleResponse(Shape, frozen=True, kw_only=True):
    role: Role


class ListAttachedRolePoliciesRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    path_prefix: str | None = None
    marker: str | None = None
    max_items: int | None = None


class ListAttachedRolePoliciesResponse(Shape, frozen=True, kw_only=True):
    attached_policies: list[AttachedPolicy] | None = None
    is_truncated: bool | None = None
    marker: str | None = None


class ListRolePoliciesRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    marker: str | None = None
    max_items: int | None = None


class ListRolePoliciesResponse(Shape, frozen=True, kw_only=True):
    policy_names: list[str]
    is_truncated: bool | None = None
    marker: str | None = None


class PutRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_name: str = REQUIRED
    policy_document: str = REQUIRED


class Role(Shape, frozen=True, kw_only=True):
    path: str
    role_name: str
    role_id: str
    arn: str
    create_date: Timestamp
    assume_role_policy_document: str | None = None
    description: str | None = None
    max_session_duration: int | None = None
    permissions_boundary: AttachedPermissionsBoundary | None = None
    tags: list[Tag] | None = None
    role_last_used: RoleLastUsed | None = None
    source_role_template: SourceRoleTemplate | None = None


class RoleLastUsed(Shape, frozen=True, kw_only=True):
    last_used_date: Timestamp | None = None
    region: str | None = None


class SourceRoleTemplate(Shape, frozen=True, kw_only=True):
    template_arn: str
    template_minor_version: int


class Tag(Shape, frozen=True, kw_only=True):
    key: str = REQUIRED
    value: str = REQUIRED


class UpdateAssumeRolePolicyRequest(Shape, frozen=True, kw_only=True):
    role_name: str = REQUIRED
    policy_document: str = REQUIRED
