"""The operations on the statements that say who else may call a function, a version or an alias."""

from collections import defaultdict

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.function_shapes import asked_revision
from cloister.api.lambda_ import operations, shapes
from cloister.control.permissions import NewPermission, Permissions
from cloister.control.policy_documents import parse_policy, policy_document, statement_document
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.resource_policy import Conditions


def permission_handlers(permissions: Permissions, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    def named(name: str, qualifier: str | None) -> FunctionReference:
        return parse_function_reference(name, home, qualifier=qualifier)

    async def add(request: shapes.AddPermissionRequest, _: Call) -> shapes.AddPermissionResponse:
        statement = await permissions.add(
            named(request.function_name, request.qualifier),
            _permission(request),
            revision=asked_revision(request.revision_id),
        )
        return shapes.AddPermissionResponse(statement=statement_document(statement))

    async def remove(request: shapes.RemovePermissionRequest, _: Call) -> None:
        await permissions.remove(
            named(request.function_name, request.qualifier),
            request.statement_id,
            revision=asked_revision(request.revision_id),
        )

    async def get(request: shapes.GetPolicyRequest, _: Call) -> shapes.GetPolicyResponse:
        policed = permissions.get(named(request.function_name, request.qualifier))
        return shapes.GetPolicyResponse(
            policy=policy_document(policed.policy), revision_id=policed.revision_id
        )

    return dict(
        [
            handles(operations.ADD_PERMISSION, add),
            handles(operations.REMOVE_PERMISSION, remove),
            handles(operations.GET_POLICY, get),
        ]
    )


def resource_policy_handlers(permissions: Permissions, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api: the same policies, as whole documents."""

    async def put(
        request: shapes.PutResourcePolicyRequest, _: Call
    ) -> shapes.PutResourcePolicyResponse:
        policed = await permissions.put_all(
            parse_function_reference(request.resource_arn, home),
            parse_policy(request.policy),
            revision=asked_revision(request.revision_id),
        )
        return shapes.PutResourcePolicyResponse(
            policy=policy_document(policed.policy), revision_id=policed.revision_id
        )

    async def get(
        request: shapes.GetResourcePolicyRequest, _: Call
    ) -> shapes.GetResourcePolicyResponse:
        policed = permissions.get(parse_function_reference(request.resource_arn, home))
        return shapes.GetResourcePolicyResponse(
            policy=policy_document(policed.policy), revision_id=policed.revision_id
        )

    async def delete(request: shapes.DeleteResourcePolicyRequest, _: Call) -> None:
        await permissions.remove_all(
            parse_function_reference(request.resource_arn, home),
            revision=asked_revision(request.revision_id),
        )

    return dict(
        [
            handles(operations.PUT_RESOURCE_POLICY, put),
            handles(operations.GET_RESOURCE_POLICY, get),
            handles(operations.DELETE_RESOURCE_POLICY, delete),
        ]
    )


def _permission(request: shapes.AddPermissionRequest) -> NewPermission:
    if request.function_url_auth_type and request.action != "lambda:InvokeFunctionUrl":
        raise InvalidParameterValue(
            "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action"
        )
    return NewPermission(
        sid=request.statement_id,
        action=request.action,
        principal=request.principal,
        condition=_condition(request),
    )


def _condition(request: shapes.AddPermissionRequest) -> Conditions:
    """The keys are spelled as AWS answers them."""
    via_url = request.invoked_via_function_url
    given = (
        ("StringEquals", "lambda:FunctionUrlAuthType", request.function_url_auth_type),
        ("StringEquals", "aws:PrincipalOrgID", request.principal_org_id),
        ("StringEquals", "AWS:SourceAccount", request.source_account),
        ("StringEquals", "lambda:EventSourceToken", request.event_source_token),
        ("Bool", "lambda:InvokedViaFunctionUrl", None if via_url is None else str(via_url).lower()),
        ("ArnLike", "AWS:SourceArn", request.source_arn),
    )
    condition: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for operator, key, value in given:
        if value is not None:
            condition[operator][key] = value
    return dict(condition)
