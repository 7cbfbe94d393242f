"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from types import NoneType
from typing import Final

from cloister.api.iam import shapes
from cloister.api.operation import (
    Body,
    ErrorShape,
    Layout,
    Member,
    Operation,
    Rule,
    Shape,
)

ATTACH_ROLE_POLICY: Final[Operation[shapes.AttachRolePolicyRequest, None]] = Operation(
    name="AttachRolePolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.AttachRolePolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidInputException",
        "LimitExceededException",
        "NoSuchEntityException",
        "PolicyNotAttachableException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
CREATE_ROLE: Final[Operation[shapes.CreateRoleRequest, shapes.CreateRoleResponse]] = Operation(
    name="CreateRole",
    method="POST",
    path="/",
    status=200,
    input=shapes.CreateRoleRequest,
    output=shapes.CreateRoleResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "ConcurrentModificationException",
        "EntityAlreadyExistsException",
        "InvalidInputException",
        "LimitExceededException",
        "MalformedPolicyDocumentException",
        "ServiceFailureException",
    ),
)
DELETE_ROLE: Final[Operation[shapes.DeleteRoleRequest, None]] = Operation(
    name="DeleteRole",
    method="POST",
    path="/",
    status=200,
    input=shapes.DeleteRoleRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "ConcurrentModificationException",
        "DeleteConflictException",
        "LimitExceededException",
        "NoSuchEntityException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
DELETE_ROLE_POLICY: Final[Operation[shapes.DeleteRolePolicyRequest, None]] = Operation(
    name="DeleteRolePolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.DeleteRolePolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "LimitExceededException",
        "NoSuchEntityException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
DETACH_ROLE_POLICY: Final[Operation[shapes.DetachRolePolicyRequest, None]] = Operation(
    name="DetachRolePolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.DetachRolePolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidInputException",
        "LimitExceededException",
        "NoSuchEntityException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
GET_ROLE: Final[Operation[shapes.GetRoleRequest, shapes.GetRoleResponse]] = Operation(
    name="GetRole",
    method="POST",
    path="/",
    status=200,
    input=shapes.GetRoleRequest,
    output=shapes.GetRoleResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("NoSuchEntityException", "ServiceFailureException"),
)
GET_ROLE_POLICY: Final[Operation[shapes.GetRolePolicyRequest, shapes.GetRolePolicyResponse]] = (
    Operation(
        name="GetRolePolicy",
        method="POST",
        path="/",
        status=200,
        input=shapes.GetRolePolicyRequest,
        output=shapes.GetRolePolicyResponse,
        request=Layout(body=Body.MEMBERS),
        response=Layout(body=Body.MEMBERS),
        errors=("NoSuchEntityException", "ServiceFailureException"),
    )
)
LIST_ATTACHED_ROLE_POLICIES: Final[
    Operation[shapes.ListAttachedRolePoliciesRequest, shapes.ListAttachedRolePoliciesResponse]
] = Operation(
    name="ListAttachedRolePolicies",
    method="POST",
    path="/",
    status=200,
    input=shapes.ListAttachedRolePoliciesRequest,
    output=shapes.ListAttachedRolePoliciesResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidInputException", "NoSuchEntityException", "ServiceFailureException"),
)
LIST_ROLE_POLICIES: Final[
    Operation[shapes.ListRolePoliciesRequest, shapes.ListRolePoliciesResponse]
] = Operation(
    name="ListRolePolicies",
    method="POST",
    path="/",
    status=200,
    input=shapes.ListRolePoliciesRequest,
    output=shapes.ListRolePoliciesResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("NoSuchEntityException", "ServiceFailureException"),
)
PUT_ROLE_POLICY: Final[Operation[shapes.PutRolePolicyRequest, None]] = Operation(
    name="PutRolePolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.PutRolePolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "LimitExceededException",
        "MalformedPolicyDocumentException",
        "NoSuchEntityException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
UPDATE_ASSUME_ROLE_POLICY: Final[Operation[shapes.UpdateAssumeRolePolicyRequest, None]] = Operation(
    name="UpdateAssumeRolePolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.UpdateAssumeRolePolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "LimitExceededException",
        "MalformedPolicyDocumentException",
        "NoSuchEntityException",
        "ServiceFailureException",
        "UnmodifiableEntityException",
    ),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (
    ATTACH_ROLE_POLICY,
    CREATE_ROLE,
    DELETE_ROLE,
    DELETE_ROLE_POLICY,
    DETACH_ROLE_POLICY,
    GET_ROLE,
    GET_ROLE_POLICY,
    LIST_ATTACHED_ROLE_POLICIES,
    LIST_ROLE_POLICIES,
    PUT_ROLE_POLICY,
    UPDATE_ASSUME_ROLE_POLICY,
)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "AccountNotManagementOrDelegatedAdministratorException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "CallerIsNotManagementAccountException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "ConcurrentModificationException": ErrorShape(
        status=409,
        message="message",
        members=frozenset(["message"]),
        query_code="ConcurrentModification",
    ),
    "CredentialReportExpiredException": ErrorShape(
        status=410, message="message", members=frozenset(["message"]), query_code="ReportExpired"
    ),
    "CredentialReportNotPresentException": ErrorShape(
        status=410, message="message", members=frozenset(["message"]), query_code="ReportNotPresent"
    ),
    "CredentialReportNotReadyException": ErrorShape(
        status=404, message="message", members=frozenset(["message"]), query_code="ReportInProgress"
    ),
    "DeleteConflictException": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="DeleteConflict"
    ),
    "DuplicateCertificateException": ErrorShape(
        status=409,
        message="message",
        members=frozenset(["message"]),
        query_code="DuplicateCertificate",
    ),
    "DuplicateSSHPublicKeyException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="DuplicateSSHPublicKey",
    ),
    "EntityAlreadyExistsException": ErrorShape(
        status=409,
        message="message",
        members=frozenset(["message"]),
        query_code="EntityAlreadyExists",
    ),
    "EntityTemporarilyUnmodifiableException": ErrorShape(
        status=409,
        message="message",
        members=frozenset(["message"]),
        query_code="EntityTemporarilyUnmodifiable",
    ),
    "FeatureDisabledException": ErrorShape(
        status=404, message="message", members=frozenset(["message"]), query_code="FeatureDisabled"
    ),
    "FeatureEnabledException": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="FeatureEnabled"
    ),
    "InvalidAuthenticationCodeException": ErrorShape(
        status=403,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidAuthenticationCode",
    ),
    "InvalidCertificateException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidCertificate",
    ),
    "InvalidInputException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="InvalidInput"
    ),
    "InvalidPublicKeyException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="InvalidPublicKey"
    ),
    "InvalidUserTypeException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="InvalidUserType"
    ),
    "KeyPairMismatchException": ErrorShape(
        status=400, message="message", members=frozenset(["message"]), query_code="KeyPairMismatch"
    ),
    "LimitExceededException": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="LimitExceeded"
    ),
    "MalformedCertificateException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="MalformedCertificate",
    ),
    "MalformedPolicyDocumentException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="MalformedPolicyDocument",
    ),
    "NameConflictException": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="NameConflict"
    ),
    "NoSuchEntityException": ErrorShape(
        status=404, message="message", members=frozenset(["message"]), query_code="NoSuchEntity"
    ),
    "OpenIdIdpCommunicationErrorException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="OpenIdIdpCommunicationError",
    ),
    "OrganizationNotFoundException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "OrganizationNotInAllFeaturesModeException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "PasswordPolicyViolationException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="PasswordPolicyViolation",
    ),
    "PolicyEvaluationException": ErrorShape(
        status=500, message="message", members=frozenset(["message"]), query_code="PolicyEvaluation"
    ),
    "PolicyNotAttachableException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="PolicyNotAttachable",
    ),
    "ReportGenerationLimitExceededException": ErrorShape(
        status=409,
        message="message",
        members=frozenset(["message"]),
        query_code="ReportGenerationLimitExceeded",
    ),
    "RoleModifiedException": ErrorShape(
        status=409, message="message", members=frozenset(["message"]), query_code="RoleModified"
    ),
    "RoleTemplateDisabledException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="RoleTemplateDisabled",
    ),
    "ServiceAccessNotEnabledException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "ServiceFailureException": ErrorShape(
        status=500, message="message", members=frozenset(["message"]), query_code="ServiceFailure"
    ),
    "ServiceNotSupportedException": ErrorShape(
        status=404,
        message="message",
        members=frozenset(["message"]),
        query_code="NotSupportedService",
    ),
    "UnmodifiableEntityException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="UnmodifiableEntity",
    ),
    "UnrecognizedPublicKeyEncodingException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="UnrecognizedPublicKeyEncoding",
    ),
}
_ARN_TYPE_RULE: Final = Rule(length_max=2048, length_min=20)
_MARKER_TYPE_RULE: Final = Rule(length_max=320, length_min=1, pattern="[\\u0020-\\u00FF]+")
_MAX_ITEMS_TYPE_RULE: Final = Rule(value_max=1000, value_min=1)
_PATH_TYPE_RULE: Final = Rule(
    length_max=512, length_min=1, pattern="(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)"
)
_POLICY_DOCUMENT_TYPE_RULE: Final = Rule(
    length_max=131072, length_min=1, pattern="[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
)
_POLICY_NAME_TYPE_RULE: Final = Rule(length_max=128, length_min=1, pattern="[\\w+=,.@-]+")
_POLICY_PATH_TYPE_RULE: Final = Rule(
    length_max=512, length_min=1, pattern="((/[A-Za-z0-9\\.,\\+@=_-]+)*)/"
)
_ROLE_DESCRIPTION_TYPE_RULE: Final = Rule(
    length_max=1000, pattern="[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*"
)
_ROLE_MAX_SESSION_DURATION_TYPE_RULE: Final = Rule(value_max=43200, value_min=3600)
_ROLE_NAME_TYPE_RULE: Final = Rule(length_max=64, length_min=1, pattern="[\\w+=,.@-]+")
_TAG_KEY_TYPE_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"
)
_TAG_LIST_TYPE_RULE: Final = Rule(length_max=50, element=Rule(structure=shapes.Tag))
_TAG_VALUE_TYPE_RULE: Final = Rule(
    length_max=256, length_min=0, pattern="[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"
)
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {
    shapes.AttachRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_arn", "policyArn", _ARN_TYPE_RULE, required=True),
    ),
    shapes.CreateRoleRequest: (
        Member("path", "path", _PATH_TYPE_RULE),
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member(
            "assume_role_policy_document",
            "assumeRolePolicyDocument",
            _POLICY_DOCUMENT_TYPE_RULE,
            required=True,
        ),
        Member("description", "description", _ROLE_DESCRIPTION_TYPE_RULE),
        Member("max_session_duration", "maxSessionDuration", _ROLE_MAX_SESSION_DURATION_TYPE_RULE),
        Member("permissions_boundary", "permissionsBoundary", _ARN_TYPE_RULE),
        Member("tags", "tags", _TAG_LIST_TYPE_RULE),
    ),
    shapes.DeleteRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_name", "policyName", _POLICY_NAME_TYPE_RULE, required=True),
    ),
    shapes.DeleteRoleRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
    ),
    shapes.DetachRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_arn", "policyArn", _ARN_TYPE_RULE, required=True),
    ),
    shapes.GetRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_name", "policyName", _POLICY_NAME_TYPE_RULE, required=True),
    ),
    shapes.GetRoleRequest: (Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),),
    shapes.ListAttachedRolePoliciesRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("path_prefix", "pathPrefix", _POLICY_PATH_TYPE_RULE),
        Member("marker", "marker", _MARKER_TYPE_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_TYPE_RULE),
    ),
    shapes.ListRolePoliciesRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("marker", "marker", _MARKER_TYPE_RULE),
        Member("max_items", "maxItems", _MAX_ITEMS_TYPE_RULE),
    ),
    shapes.PutRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_name", "policyName", _POLICY_NAME_TYPE_RULE, required=True),
        Member("policy_document", "policyDocument", _POLICY_DOCUMENT_TYPE_RULE, required=True),
    ),
    shapes.Tag: (
        Member("key", "key", _TAG_KEY_TYPE_RULE, required=True),
        Member("value", "value", _TAG_VALUE_TYPE_RULE, required=True),
    ),
    shapes.UpdateAssumeRolePolicyRequest: (
        Member("role_name", "roleName", _ROLE_NAME_TYPE_RULE, required=True),
        Member("policy_document", "policyDocument", _POLICY_DOCUMENT_TYPE_RULE, required=True),
    ),
}
