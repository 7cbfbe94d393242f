"""A request to invoke, made an Invocation: everything that a caller can get wrong is found here, in AWS's order."""

import base64
import functools
from typing import Final

import msgspec

from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.errors import (
    CloisterError,
    InvalidParameterValue,
    InvalidRequestContent,
    NotBuiltYet,
    RequestTooLarge,
)
from cloister.domain.function import FunctionVersion
from cloister.domain.identity import Principal
from cloister.domain.ids import RequestId, TenantId, parse_tenant_id
from cloister.domain.invocation import Invocation
from cloister.domain.limits import (
    CLIENT_CONTEXT_BYTES_MAX,
    FUNCTION_NAMES_CACHED_MAX,
    PAYLOAD_SYNC_BYTES_MAX,
    TENANT_IDS_CACHED_MAX,
    TRACE_ID_LENGTH_MAX,
)
from cloister.invoke.permission import check_may_invoke
from cloister.invoke.resolve import Resolver

EMPTY_EVENT = b"{}"
"""What a function sees of a request without a body."""
TENANT_MISSING = (
    "The invoked function is enabled with tenancy configuration. "
    "Add a valid tenant ID in your request and try again."
)
TENANT_UNEXPECTED = (
    "The invoked function is not enabled with tenancy configuration. "
    "Remove the tenant ID from your request and try again."
)

_GRAMMAR: Final = msgspec.json.Decoder(msgspec.Raw)
"""Raw is checked for its grammar, but its texts are skipped, not decoded."""


class InvokeCommand(msgspec.Struct, frozen=True):
    """An invocation as its caller worded it."""

    request_id: RequestId
    caller: Principal
    function: str
    qualifier: str | None
    invocation_type: str
    tenant: str | None
    client_context: str | None
    trace_id: str | None
    payload: bytes


class Gateway:
    """Checks in the order of AWS: validation, permission, function, tenancy, content (lambda-facts 1.5)."""

    def __init__(self, *, resolver: Resolver, home: Home) -> None:
        self._resolver = resolver
        self._home = home
        # All three texts are as short as the service model has them.
        self._named = functools.lru_cache(FUNCTION_NAMES_CACHED_MAX)(self._name)
        self._tenant = functools.lru_cache(TENANT_IDS_CACHED_MAX)(parse_tenant_id)

    def invocation(self, command: InvokeCommand) -> Invocation:
        """What is to run. Raises the domain's errors with AWS's words; nothing has run then."""
        tenant = self._tenant(command.tenant)
        if len(command.payload) > PAYLOAD_SYNC_BYTES_MAX:
            raise RequestTooLarge(
                f"Request must be smaller than {PAYLOAD_SYNC_BYTES_MAX} bytes for the InvokeFunction operation"
            )
        reference, arn = self._named(command.function, command.qualifier)
        _, policy, version = self._resolver.found(reference)
        # First: who may not call it does not learn whether it is there.
        check_may_invoke(policy, command.caller, owner=self._home.account, arn=arn)
        if isinstance(version, CloisterError):
            raise version
        _check_tenancy(version, tenant)
        if command.invocation_type == "Event":
            raise NotBuiltYet(
                "InvocationType Event is not built yet: asynchronous events come with the durable queue. "
                "Use RequestResponse."
            )
        payload = command.payload or EMPTY_EVENT
        _check_json(payload)
        return Invocation(
            request_id=command.request_id,
            version=version,
            invoked_arn=arn,
            tenant=tenant,
            payload=payload,
            client_context=_client_context(command.client_context),
            trace_id=_trace_id(command.trace_id),
        )

    def _name(self, function: str, qualifier: str | None) -> tuple[FunctionReference, str]:
        """What the caller means, and its ARN."""
        reference = parse_function_reference(function, self._home, qualifier=qualifier)
        return reference, self._resolver.invoked_arn(reference)


def _check_tenancy(version: FunctionVersion, tenant: TenantId | None) -> None:
    if version.tenant_isolation is not None and tenant is None:
        raise InvalidParameterValue(TENANT_MISSING)
    if version.tenant_isolation is None and tenant is not None:
        raise InvalidParameterValue(TENANT_UNEXPECTED)


def _check_json(payload: bytes) -> None:
    try:
        payload.decode()
        _GRAMMAR.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidRequestContent(
            f"Could not parse request body into json: Could not parse payload into json: {error}"
        ) from error


def _trace_id(header: str | None) -> str | None:
    # Not an error: a trace that can't be told is no reason not to run. But what goes to a sandbox has its bounds.
    return header if header is not None and len(header) <= TRACE_ID_LENGTH_MAX else None


def _client_context(header: str | None) -> str | None:
    """The JSON text in the header, which is base64. Raises InvalidRequestContent for anything else."""
    if header is None:
        return None
    if len(header) > CLIENT_CONTEXT_BYTES_MAX:
        raise InvalidRequestContent(
            f"Client context must be {CLIENT_CONTEXT_BYTES_MAX} bytes or less in size."
        )
    try:
        text = base64.b64decode(header, validate=True)
        if not isinstance(msgspec.json.decode(text), dict):
            raise InvalidRequestContent("Client context must be a JSON object.")
        return text.decode()
    except (ValueError, RecursionError) as error:
        # ValueError: not ASCII, not base64, not UTF-8 or not JSON.
        raise InvalidRequestContent(
            "Client context must be a valid Base64-encoded JSON object."
        ) from error
