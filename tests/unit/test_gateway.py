"""Every way to word an invocation wrong, AWS's exact words for it, and which mistake is told first."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from msgspec import structs

from cloister.domain.errors import (
    AccessDenied,
    CloisterError,
    InvalidParameterValue,
    InvalidRequestContent,
    NotBuiltYet,
    RequestTooLarge,
    ResourceNotFound,
    ValidationFailed,
)
from cloister.domain.function import TenantIsolation
from cloister.domain.identity import AccessKeyId, Principal
from cloister.domain.ids import AccountId, RequestId
from cloister.domain.resource_policy import Effect, Statement
from cloister.invoke.gateway import Gateway, InvokeCommand
from tests.support import ACCOUNT
from tests.unit.stored_functions import ARN, HOME, a_function, a_resolver

PAYLOAD_BYTES_MAX = 6_291_556
TENANT_MISSING = (
    "The invoked function is enabled with tenancy configuration. "
    "Add a valid tenant ID in your request and try again."
)
TENANT_UNEXPECTED = (
    "The invoked function is not enabled with tenancy configuration. "
    "Remove the tenant ID from your request and try again."
)
NOT_JSON = "Could not parse request body into json: Could not parse payload into json: "
CALLER = Principal(access_key_id=AccessKeyId("AKIAOWNER"), account=ACCOUNT)
STRANGER = CALLER._replace(account=AccountId("111111111111"))
PLAIN = InvokeCommand(
    request_id=RequestId("r"),
    caller=CALLER,
    function="plain",
    qualifier=None,
    invocation_type="RequestResponse",
    tenant=None,
    client_context=None,
    trace_id=None,
    payload=b'{"a": 1}',
)
ISOLATED = structs.replace(PLAIN, function="isolated", tenant="tenant-A")

ALL_WRONG = InvokeCommand(
    request_id=RequestId("r"),
    caller=CALLER,
    function="arn:aws:lambda:eu-west-1:000000000000:function:nobody",
    qualifier=None,
    invocation_type="Event",
    tenant="#",
    client_context="?",
    trace_id=None,
    payload=b"{" * (PAYLOAD_BYTES_MAX + 1),
)


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    functions = (
        a_function("plain"),
        a_function("isolated", tenant_isolation=TenantIsolation.PER_TENANT),
    )
    async with a_resolver(tmp_path, *functions) as resolver:
        yield Gateway(resolver=resolver, home=HOME)


def refusal(gateway: Gateway, command: InvokeCommand) -> CloisterError:
    with pytest.raises(CloisterError) as raised:
        gateway.invocation(command)
    return raised.value


def encoded(text: bytes) -> str:
    return base64.b64encode(text).decode()


def test_a_well_worded_command_becomes_an_invocation_with_all_that_it_said(
    gateway: Gateway,
) -> None:
    command = structs.replace(
        ISOLATED, trace_id="Root=1-2-3", client_context=encoded(b'{"custom": {}}')
    )

    invocation = gateway.invocation(command)

    assert invocation.request_id == "r"
    assert invocation.version.name == "isolated"
    assert invocation.tenant == "tenant-A"
    assert invocation.payload == b'{"a": 1}'
    assert invocation.trace_id == "Root=1-2-3"
    assert invocation.client_context == '{"custom": {}}'
    assert invocation.invoked_arn == f"{ARN}:isolated"


def test_a_qualifier_in_the_name_or_beside_it_shows_in_the_invoked_arn(gateway: Gateway) -> None:
    in_the_name = gateway.invocation(structs.replace(PLAIN, function="plain:$LATEST"))
    beside_it = gateway.invocation(structs.replace(PLAIN, qualifier="$LATEST"))

    assert in_the_name.invoked_arn == beside_it.invoked_arn == f"{ARN}:plain:$LATEST"


def statement(effect: Effect, resource: str, principal: str = "*") -> Statement:
    return Statement(
        sid="s",
        effect=effect,
        principal=principal if principal == "*" else {"AWS": principal},
        action="lambda:InvokeFunction",
        resource=resource,
    )


@pytest.fixture
async def policed(tmp_path: Path) -> AsyncIterator[Gateway]:
    """Of functions that deny everybody, that allow a stranger's account, and that allow it and deny everybody."""
    allow = statement(Effect.ALLOW, f"{ARN}:*", STRANGER.account)
    deny = statement(Effect.DENY, f"{ARN}:*")
    functions = (
        replace(a_function("closed"), policy=(deny,)),
        replace(a_function("shared"), policy=(allow,)),
        replace(a_function("both"), policy=(allow, deny)),
        a_function("plain"),
    )
    async with a_resolver(tmp_path, *functions) as resolver:
        yield Gateway(resolver=resolver, home=HOME)


@pytest.mark.parametrize("caller", [CALLER, STRANGER], ids=["owner", "stranger"])
@pytest.mark.parametrize("function", ["closed", "both"])
def test_what_a_policy_denies_nobody_may_call(
    policed: Gateway, caller: Principal, function: str
) -> None:
    error = refusal(policed, structs.replace(PLAIN, caller=caller, function=function))

    assert isinstance(error, AccessDenied)
    assert str(error) == (
        f"User: {caller.arn} is not authorized to perform: lambda:InvokeFunction on resource: {ARN}:{function} "
        "with an explicit deny in a resource-based policy"
    )


def test_another_accounts_caller_needs_a_policy_that_allows_it(policed: Gateway) -> None:
    allowed = policed.invocation(structs.replace(PLAIN, caller=STRANGER, function="shared"))
    error = refusal(policed, structs.replace(PLAIN, caller=STRANGER))
    unknown = refusal(policed, structs.replace(PLAIN, caller=STRANGER, function="nobody"))

    assert allowed.version.name == "shared"
    assert isinstance(error, AccessDenied)
    assert str(error) == (
        f"User: {STRANGER.arn} is not authorized to perform: lambda:InvokeFunction on resource: {ARN}:plain "
        "because no resource-based policy allows the lambda:InvokeFunction action"
    )
    assert isinstance(unknown, AccessDenied), "a stranger does not learn what there is"


def test_the_owner_needs_no_policy_that_allows_it(policed: Gateway) -> None:
    assert policed.invocation(PLAIN).version.name == "plain"
    assert policed.invocation(structs.replace(PLAIN, function="shared")).version.name == "shared"


def test_a_trace_of_absurd_length_is_left_out_and_the_function_runs(gateway: Gateway) -> None:
    longest = gateway.invocation(structs.replace(PLAIN, trace_id="x" * 1024))
    too_long = gateway.invocation(structs.replace(PLAIN, trace_id="x" * 1025))

    assert longest.trace_id == "x" * 1024
    assert too_long.trace_id is None


# -- Tenancy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tenant", [None, "", " ", " " * 300])
def test_an_isolated_function_asks_for_a_missing_or_blank_tenant_in_awss_words(
    gateway: Gateway, tenant: str | None
) -> None:
    error = refusal(gateway, structs.replace(ISOLATED, tenant=tenant))

    assert isinstance(error, InvalidParameterValue)
    assert str(error) == TENANT_MISSING


def test_a_function_that_does_not_isolate_wants_no_tenant(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, tenant="tenant-A"))

    assert isinstance(error, InvalidParameterValue)
    assert str(error) == TENANT_UNEXPECTED


def test_a_blank_tenant_is_none_for_a_function_that_does_not_isolate(gateway: Gateway) -> None:
    assert gateway.invocation(structs.replace(PLAIN, tenant="  ")).tenant is None


def test_a_malformed_tenant_is_the_models_validation_error(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(ISOLATED, tenant="a#b"))

    assert isinstance(error, ValidationFailed)
    assert str(error) == (
        "1 validation error detected: Value 'a#b' at 'tenantId' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [a-zA-Z0-9\._:\/=+\-@ ]+"
    )


# -- The function's name -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "kind", "words"),
    [
        ("nobody", ResourceNotFound, f"Function not found: {ARN}:nobody:$LATEST"),
        ("plain:7", ResourceNotFound, f"Function not found: {ARN}:plain:7"),
        (
            "arn:aws:lambda:eu-west-1:000000000000:function:plain",
            ResourceNotFound,
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
        ),
    ],
)
def test_a_function_that_is_not_here_is_told_so_in_awss_words(
    gateway: Gateway, function: str, kind: type[CloisterError], words: str
) -> None:
    error = refusal(gateway, structs.replace(PLAIN, function=function))

    assert type(error) is kind
    assert str(error) == words


def test_another_accounts_function_is_denied_whether_it_exists_or_not(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, function="111111111111:function:plain"))

    assert isinstance(error, AccessDenied)


def test_two_qualifiers_that_disagree_are_refused_in_awss_words(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, function="plain:1", qualifier="2"))

    assert isinstance(error, InvalidParameterValue)
    assert str(error) == (
        "The derived qualifier from the function name does not match the specified qualifier."
    )


# -- The payload ---------------------------------------------------------------------------------


def test_a_request_without_a_body_is_an_empty_object(gateway: Gateway) -> None:
    assert gateway.invocation(structs.replace(PLAIN, payload=b"")).payload == b"{}"


def test_a_payload_of_exactly_the_limit_passes(gateway: Gateway) -> None:
    largest = b'"' + b"x" * (PAYLOAD_BYTES_MAX - 2) + b'"'

    assert gateway.invocation(structs.replace(PLAIN, payload=largest)).payload == largest


def test_a_payload_of_one_byte_more_is_too_large(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, payload=b"1" * (PAYLOAD_BYTES_MAX + 1)))

    assert isinstance(error, RequestTooLarge)
    assert str(error) == (
        "Request must be smaller than 6291556 bytes for the InvokeFunction operation"
    )


@pytest.mark.parametrize("payload", [b"1", b"null", b'"\xc3\xbc"', b"[]", b' {"a": [1.5e3]} \n'])
def test_any_json_value_is_an_event(gateway: Gateway, payload: bytes) -> None:
    assert gateway.invocation(structs.replace(PLAIN, payload=payload)).payload == payload


@pytest.mark.parametrize(
    "payload",
    [
        b"not json",
        b"{",
        b"{} {}",
        b"NaN",
        b"[1,]",
        b"{'a': 1}",
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        b'{"\xc3(": 1}',
        b"[" * 100_000,
    ],
    ids=lambda payload: repr(payload[:12]),
)
def test_a_body_that_is_not_json_in_utf_8_is_refused_in_awss_words(
    gateway: Gateway, payload: bytes
) -> None:
    error = refusal(gateway, structs.replace(PLAIN, payload=payload))

    assert isinstance(error, InvalidRequestContent)
    assert str(error).startswith(NOT_JSON)
    assert len(str(error)) > len(NOT_JSON)


def test_an_asynchronous_event_is_not_built_yet_and_says_what_to_use(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, invocation_type="Event"))

    assert isinstance(error, NotBuiltYet)
    assert "Use RequestResponse" in str(error)


# -- The client context --------------------------------------------------------------------------


def test_the_client_context_is_the_decoded_text_of_its_header(gateway: Gateway) -> None:
    header = encoded('{"custom": {"name": "grüß dich"}}'.encode())

    invocation = gateway.invocation(structs.replace(PLAIN, client_context=header))

    assert invocation.client_context == '{"custom": {"name": "grüß dich"}}'


def test_a_client_context_of_exactly_the_limit_passes_and_one_byte_more_does_not(
    gateway: Gateway,
) -> None:
    # 3,583 is no multiple of four, so 3,580 characters of base64 are the most that can pass.
    largest = encoded(json.dumps({"x": "y" * (2685 - 9)}).encode())
    assert len(largest) == 3580

    passed = gateway.invocation(structs.replace(PLAIN, client_context=largest))
    error = refusal(gateway, structs.replace(PLAIN, client_context="A" * 3584))

    assert passed.client_context is not None
    assert isinstance(error, InvalidRequestContent)
    assert str(error) == "Client context must be 3583 bytes or less in size."


@pytest.mark.parametrize(
    "header",
    [
        "not base64!",
        "e30",
        "é",
        "\u2603",
        encoded(b"not json"),
        encoded(b'{"a": "\xff"}'),
        encoded(b"[" * 2000),
    ],
)
def test_a_client_context_that_is_not_json_in_base64_is_refused(
    gateway: Gateway, header: str
) -> None:
    error = refusal(gateway, structs.replace(PLAIN, client_context=header))

    assert isinstance(error, InvalidRequestContent)
    assert str(error) == "Client context must be a valid Base64-encoded JSON object."


def test_a_client_context_that_is_json_but_no_object_is_refused(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, client_context=encoded(b"[1]")))

    assert isinstance(error, InvalidRequestContent)
    assert str(error) == "Client context must be a JSON object."


# -- Which mistake is told first -----------------------------------------------------------------


def test_of_many_mistakes_the_first_in_awss_order_is_told(gateway: Gateway) -> None:
    """Validation, size, name, function, tenancy, content: each is mended in turn."""
    mendings: list[Callable[[InvokeCommand], InvokeCommand]] = [
        lambda command: structs.replace(command, tenant="tenant-A"),
        lambda command: structs.replace(command, payload=b"{"),
        lambda command: structs.replace(command, function="nobody"),
        lambda command: structs.replace(command, function="plain"),
        lambda command: structs.replace(command, tenant=None),
        lambda command: structs.replace(command, invocation_type="RequestResponse"),
        lambda command: structs.replace(command, payload=b"{}"),
    ]

    commands = [*accumulate(mendings, lambda command, mend: mend(command), initial=ALL_WRONG)]
    errors = [refusal(gateway, command) for command in commands]

    assert [type(error) for error in errors] == [
        ValidationFailed,
        RequestTooLarge,
        ResourceNotFound,
        ResourceNotFound,
        InvalidParameterValue,
        NotBuiltYet,
        InvalidRequestContent,
        InvalidRequestContent,
    ]
    assert str(errors[-1]).startswith("Client context")


def test_the_tenancy_of_a_function_that_is_not_there_is_not_judged(gateway: Gateway) -> None:
    error = refusal(gateway, structs.replace(PLAIN, function="nobody", tenant="tenant-A"))

    assert isinstance(error, ResourceNotFound)
