"""Invoke: the request's headers and body in, the function's answer out."""

import base64

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.refusals import refuse_not_built
from cloister.api.lambda_.operations import INVOKE
from cloister.api.lambda_.shapes import InvocationRequest, InvocationResponse
from cloister.domain.invocation import Answer, FunctionFailed, Invocation
from cloister.invoke.dispatch import Dispatcher
from cloister.invoke.gateway import Gateway, InvokeCommand
from cloister.telemetry.lines import log_tail

UNHANDLED = "Unhandled"
"""The only value of X-Amz-Function-Error that AWS was seen to send (lambda-facts 2.1)."""


def invoke_handlers(gateway: Gateway, dispatcher: Dispatcher) -> dict[str, Handler]:
    """Operation name to handler."""

    async def invoke(request: InvocationRequest, call: Call) -> InvocationResponse:
        # The only member that is refused, asked for by name: every call comes here.
        if request.durable_execution_name:
            refuse_not_built(request)
        invocation = gateway.invocation(_command(request, call))
        if request.invocation_type == "DryRun":
            return InvocationResponse(status_code=204)
        async with dispatcher.dispatch(invocation) as answer:
            return InvocationResponse(
                status_code=200,
                payload=answer.outcome.payload,
                function_error=UNHANDLED if isinstance(answer.outcome, FunctionFailed) else None,
                log_result=_tail(invocation, answer) if request.log_type == "Tail" else None,
                executed_version=invocation.version.version,
            )

    return dict([handles(INVOKE, invoke)])


def _command(request: InvocationRequest, call: Call) -> InvokeCommand:
    return InvokeCommand(
        request_id=call.request_id,
        caller=call.principal,
        function=request.function_name,
        qualifier=request.qualifier,
        invocation_type=request.invocation_type or "RequestResponse",
        tenant=request.tenant_id,
        client_context=request.client_context,
        trace_id=call.request.values.get("x-amzn-trace-id"),
        payload=request.payload or b"",
    )


def _tail(invocation: Invocation, answer: Answer) -> str:
    return base64.b64encode(log_tail(invocation, answer)).decode()
