"""What callers get wrong in an invocation: AWS's type, status and message, and nothing has run."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from cloister.domain import limits
from tests.e2e.lambda_client import (
    PER_TENANT,
    Client,
    Refusal,
    call,
    deploy,
    refusal,
    refused,
)
from tests.e2e.server import Server
from tests.e2e.signed_http import an_invoke, send, send_bytes
from tests.unit.signed_requests import with_more, without_header

COUNTER = """
    count = 0
    def handler(event, context):
        global count
        count += 1
        return {"count": count, "tenant": context.tenant_id}
"""
ACCOUNT = "000000000000"
PATTERN = r"Member must satisfy regular expression pattern: [a-zA-Z0-9\._:\/=+\-@ ]+"
TENANT_MISSING = Refusal(
    400,
    "InvalidParameterValueException",
    "The invoked function is enabled with tenancy configuration. "
    "Add a valid tenant ID in your request and try again.",
)
TENANT_UNEXPECTED = Refusal(
    400,
    "InvalidParameterValueException",
    "The invoked function is not enabled with tenancy configuration. "
    "Remove the tenant ID from your request and try again.",
)


def violation(where: str, value: str, constraint: str) -> Refusal:
    """AWS's sentence for one constraint that does not hold."""
    return Refusal(
        400,
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{where}' failed to satisfy constraint: {constraint}",
    )


@pytest.fixture
def isolated(careless_aws: Client) -> Iterator[str]:
    """A tenant-isolated function, which none of a test's refused requests may reach."""
    name = deploy(careless_aws, COUNTER, **PER_TENANT)
    yield name
    assert call(careless_aws, name, TenantId="blue") == {"count": 1, "tenant": "blue"}


@pytest.mark.parametrize("blank", [{}, {"TenantId": ""}, {"TenantId": "   "}])
def test_no_tenant_or_one_of_blanks_is_refused_by_an_isolated_function(
    careless_aws: Client, isolated: str, blank: dict[str, str]
) -> None:
    assert refused(careless_aws.invoke, FunctionName=isolated, **blank) == TENANT_MISSING


def test_a_tenant_is_refused_by_an_ordinary_function(careless_aws: Client) -> None:
    ordinary = deploy(careless_aws, COUNTER)

    told = refused(careless_aws.invoke, FunctionName=ordinary, TenantId="blue")

    assert told == TENANT_UNEXPECTED
    assert call(careless_aws, ordinary) == {"count": 1, "tenant": None}


def test_a_tenant_of_257_characters_is_refused(careless_aws: Client, isolated: str) -> None:
    tenant = "a" * 257

    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId=tenant)

    constraint = "Member must have length less than or equal to 256"
    assert told == violation("tenantId", tenant, constraint)


def test_a_tenant_of_256_characters_is_served(careless_aws: Client) -> None:
    name = deploy(careless_aws, COUNTER, **PER_TENANT)
    tenant = "a" * 256

    assert call(careless_aws, name, TenantId=tenant) == {"count": 1, "tenant": tenant}


@pytest.mark.parametrize("tenant", ["blue;green", "blue%0agreen", "blue,green", '"blue"', "blue*"])
def test_a_tenant_outside_the_pattern_is_refused(
    careless_aws: Client, isolated: str, tenant: str
) -> None:
    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId=tenant)

    assert told == violation("tenantId", tenant, PATTERN)


def test_a_tenant_that_is_not_ascii_is_refused(careless_aws: Client, isolated: str) -> None:
    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId="zoë")

    # HTTP's headers are Latin-1: what boto3 sends as UTF-8 is shown as it came.
    shown = "zoë".encode().decode("latin-1")
    assert told == violation("tenantId", shown, PATTERN)


@pytest.mark.parametrize("tenant", ["../../etc", "/", "..", ".", "a/../b", "tmp/../../../root"])
def test_a_tenant_that_looks_like_a_path_is_only_a_name(careless_aws: Client, tenant: str) -> None:
    name = deploy(
        careless_aws,
        """
        import os
        def handler(event, context):
            if os.path.exists("/tmp/seen"):
                return "seen before"
            open("/tmp/seen", "w").close()
            return context.tenant_id
        """,
        **PER_TENANT,
    )

    answers = [call(careless_aws, name, TenantId=who) for who in (tenant, "other", tenant)]

    assert answers == [tenant, "other", "seen before"]


@pytest.mark.parametrize(
    "value",
    [
        b"blue\ngreen",
        b"blue\r\n green",
        b"blue\n green",
        b"blue\rgreen",
        b"blue\nx-more: green",
        b"blue\x00green",
        b"blue\x0bgreen",
    ],
)
def test_a_line_break_or_control_character_in_the_tenant_header_is_no_request(
    server: Server, isolated: str, value: bytes
) -> None:
    request = an_invoke(server, isolated, tenant="blue")

    answer = send_bytes(request, header="x-amz-tenant-id", value=value)

    assert answer.startswith(b"HTTP/1.1 400 ")


def test_the_same_bytes_without_a_line_break_are_a_request(server: Server, aws: Client) -> None:
    name = deploy(aws, COUNTER, **PER_TENANT)
    request = an_invoke(server, name, tenant="blue")

    answer = send_bytes(request, header="x-amz-tenant-id", value=b"blue")

    assert answer.startswith(b"HTTP/1.1 200 ")


def test_an_unknown_function_is_named_with_its_qualifier_by_invoke(careless_aws: Client) -> None:
    told = refused(careless_aws.invoke, FunctionName="nobody", TenantId="blue")

    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:nobody:$LATEST"
    assert told == Refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")


def test_an_unknown_function_is_named_without_qualifier_by_the_others(careless_aws: Client) -> None:
    told = set()
    for operation in ("get_function", "get_function_configuration", "delete_function"):
        with pytest.raises(ClientError) as refused:
            getattr(careless_aws, operation)(FunctionName="nobody")
        told.add(refusal(refused.value))

    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:nobody"
    assert told == {Refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")}


def test_an_unknown_qualifier_is_not_found(careless_aws: Client, isolated: str) -> None:
    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId="blue", Qualifier="7")

    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{isolated}:7"
    assert told == Refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")


def test_two_qualifiers_must_agree(careless_aws: Client, isolated: str) -> None:
    told = refused(
        careless_aws.invoke, FunctionName=f"{isolated}:7", TenantId="blue", Qualifier="8"
    )

    assert told == Refusal(
        400,
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
    )


def test_a_function_of_another_account_is_denied(careless_aws: Client, isolated: str) -> None:
    arn = f"arn:aws:lambda:us-east-1:111111111111:function:{isolated}"

    told = refused(careless_aws.invoke, FunctionName=arn, TenantId="blue")

    assert (told.status, told.error_type) == (403, "AccessDeniedException")
    assert "111111111111" in told.message


def test_a_function_of_another_region_is_not_reachable(careless_aws: Client, isolated: str) -> None:
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{isolated}"

    told = refused(careless_aws.invoke, FunctionName=arn, TenantId="blue")

    assert told == Refusal(
        404,
        "ResourceNotFoundException",
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    )


@pytest.mark.parametrize(
    "payload", [b"{nope", b"{", b"'blue'", b"\xff\xfe", b"{} {}", b"NaN", b"[" * 100_000]
)
def test_a_body_that_is_not_json_is_refused(
    careless_aws: Client, isolated: str, payload: bytes
) -> None:
    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId="blue", Payload=payload)

    assert (told.status, told.error_type) == (400, "InvalidRequestContentException")
    assert told.message.startswith(
        "Could not parse request body into json: Could not parse payload into json: "
    )


def test_a_body_over_6_mb_is_refused(careless_aws: Client, isolated: str) -> None:
    payload = b'"' + b"x" * (limits.PAYLOAD_SYNC_BYTES_MAX - 1) + b'"'

    told = refused(careless_aws.invoke, FunctionName=isolated, TenantId="blue", Payload=payload)

    assert told == Refusal(
        413,
        "RequestTooLargeException",
        "Request must be smaller than 6291556 bytes for the InvokeFunction operation",
    )


def test_a_body_of_just_6_mb_is_served(careless_aws: Client) -> None:
    name = deploy(careless_aws, "def handler(event, context): return len(event)", MemorySize=512)
    payload = b'"' + b"x" * (limits.PAYLOAD_SYNC_BYTES_MAX - 2) + b'"'

    assert call(careless_aws, name, Payload=payload) == limits.PAYLOAD_SYNC_BYTES_MAX - 2


def test_all_constraints_that_do_not_hold_are_told_at_once(
    careless_aws: Client, isolated: str
) -> None:
    told = refused(
        careless_aws.invoke,
        FunctionName=isolated,
        InvocationType="Now",
        LogType="All",
        TenantId="blue;green",
    )

    assert told == Refusal(
        400,
        "ValidationException",
        "3 validation errors detected: "
        "Value 'Now' at 'invocationType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [Event, RequestResponse, DryRun]; "
        "Value 'All' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [None, Tail]; "
        f"Value 'blue;green' at 'tenantId' failed to satisfy constraint: {PATTERN}",
    )


@pytest.mark.parametrize("context", ["no base64!", "e30", "W10=", "bm8ganNvbg=="])
def test_a_client_context_that_is_no_object_in_base64_is_refused(
    careless_aws: Client, isolated: str, context: str
) -> None:
    told = refused(
        careless_aws.invoke, FunctionName=isolated, TenantId="blue", ClientContext=context
    )

    assert (told.status, told.error_type) == (400, "InvalidRequestContentException")
    assert told.message.startswith("Client context must be a")


def test_two_tenant_headers_that_are_both_signed_are_refused(server: Server, isolated: str) -> None:
    request = an_invoke(server, isolated, tenant="blue,green")
    others = without_header(request, "x-amz-tenant-id")

    # A signature over "blue,green" is also one over the two, as SigV4 joins headers of one name.
    twice = with_more(with_more(others, "x-amz-tenant-id", "blue"), "x-amz-tenant-id", "green")
    refused = send(twice).refusal

    assert (refused.status, refused.error_type) == (403, "InvalidSignatureException")
