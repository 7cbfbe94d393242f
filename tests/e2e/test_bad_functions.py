"""What owners get wrong in a function: AWS's type, status and message, and nothing of it stays."""

import io
import json
import stat
import zipfile
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    PER_TENANT,
    ROLE,
    Client,
    Refusal,
    call,
    deploy,
    new_function,
    refusal,
    refused,
    zipped,
)
from tests.e2e.leftovers import unfinished_files
from tests.e2e.server import Server
from tests.e2e.signed_http import FUNCTIONS, send_body
from tests.loose import Given

FINE = "def handler(event, context): return 'fine'"
INVALID = "InvalidParameterValueException"
NOT_A_PACKAGE = Refusal(
    400, INVALID, "Could not unzip uploaded file. Please check your file, then try to upload again."
)


def package(*entries: tuple[str, int]) -> bytes:
    """A zip of entries by name and mode, each holding a little text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def refused_entry(name: str, why: str) -> Refusal:
    return Refusal(400, INVALID, f"The package's entry '{name}' {why}.")


def refused_create(aws: Client, **chosen: Given) -> Refusal:
    """What the server says against making it. Fails if it says nothing."""
    return refused(aws.create_function, **new_function(FINE, **chosen))


@pytest.fixture
def nothing_stays(server: Server) -> Iterator[None]:
    """Neither functions nor packages nor half of one come of what is refused."""
    packages = server.directory / "packages"
    trees = {path.name for path in (packages / "trees").iterdir()}
    yield
    assert unfinished_files(server.directory) == []
    assert {path.name for path in (packages / "trees").iterdir()} <= trees


FILE, LINK, PIPE = stat.S_IFREG | 0o644, stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644
LINKS = "is neither a file nor a directory (links are not supported)"
BROKEN_PACKAGES = {
    "no zip": (b"no zip", NOT_A_PACKAGE),
    "empty": (package(), Refusal(400, INVALID, "Uploaded file must be a non-empty zip")),
    "cut off": (zipped(FINE)[:-30], NOT_A_PACKAGE),
    "damaged": (zipped(FINE).replace(b"return", b"RETURN"), NOT_A_PACKAGE),
    "zip slip": (
        package(("app.py", FILE), ("../../outside.py", FILE)),
        refused_entry("../../outside.py", "leads out of the package"),
    ),
    "absolute": (
        package(("/etc/cron.d/mine", FILE)),
        refused_entry("/etc/cron.d/mine", "has an absolute path"),
    ),
    "link": (package(("app.py", FILE), ("secret", LINK)), refused_entry("secret", LINKS)),
    "pipe": (package(("app.py", FILE), ("pipe", PIPE)), refused_entry("pipe", LINKS)),
}


@pytest.mark.parametrize("case", BROKEN_PACKAGES)
@pytest.mark.usefixtures("nothing_stays")
def test_a_package_that_is_no_plain_tree_is_refused(careless_aws: Client, case: str) -> None:
    broken, expected = BROKEN_PACKAGES[case]

    refused = refused_create(careless_aws, Code={"ZipFile": broken})

    assert refused == expected


@pytest.mark.usefixtures("nothing_stays")
def test_a_package_that_unzips_to_too_much_is_refused(careless_aws: Client) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app.py", FINE)
        archive.writestr("zeros", b"\0" * 50_000_000)

    refused = refused_create(careless_aws, Code={"ZipFile": bomb.getvalue()})

    assert (refused.status, refused.error_type) == (400, INVALID)


def test_a_broken_update_leaves_the_function_as_it_was(careless_aws: Client) -> None:
    name = deploy(careless_aws, FINE)
    before = careless_aws.get_function_configuration(FunctionName=name)

    with pytest.raises(ClientError) as refused:
        careless_aws.update_function_code(FunctionName=name, ZipFile=b"no zip")

    after = careless_aws.get_function_configuration(FunctionName=name)
    assert refusal(refused.value) == NOT_A_PACKAGE
    assert (after["RevisionId"], after["CodeSha256"]) == (
        before["RevisionId"],
        before["CodeSha256"],
    )
    assert call(careless_aws, name) == "fine"


@pytest.mark.parametrize(
    ("handler", "error_type", "message"),
    [
        ("app.nobody", "Runtime.HandlerNotFound", "Handler 'nobody' missing on module 'app'"),
        (
            "nowhere.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'nowhere': No module named 'nowhere'",
        ),
        (
            "handler",
            "Runtime.MalformedHandlerName",
            "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
        ),
    ],
)
def test_a_handler_that_does_not_exist_is_an_error_of_the_function(
    careless_aws: Client, handler: str, error_type: str, message: str
) -> None:
    name = deploy(careless_aws, FINE, Handler=handler, **PER_TENANT)

    response = careless_aws.invoke(FunctionName=name, TenantId="blue")

    answer = json.load(response["Payload"])
    assert (response["StatusCode"], response["FunctionError"]) == (200, "Unhandled")
    assert (answer["errorType"], answer["errorMessage"]) == (error_type, message)


def test_a_runtime_that_is_none_is_refused_with_those_that_are(careless_aws: Client) -> None:
    refused = refused_create(careless_aws, Runtime="cobol")

    assert (refused.status, refused.error_type) == (400, INVALID)
    assert refused.message.startswith(
        "Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ["
    )
    assert refused.message.endswith("] or be a valid ARN")


def test_a_runtime_that_this_machine_lacks_is_refused_with_those_that_it_has(
    careless_aws: Client,
) -> None:
    refused = refused_create(careless_aws, Runtime="python2.7")

    assert (refused.status, refused.error_type) == (400, INVALID)
    assert refused.message.startswith("Runtime python2.7 is not available on this machine. ")


def test_a_missing_role_is_a_violation(careless_aws: Client) -> None:
    function = new_function(FINE)
    del function["Role"]

    with pytest.raises(ClientError) as refused:
        careless_aws.create_function(**function)

    assert refusal(refused.value) == Refusal(
        400,
        "ValidationException",
        "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null",
    )


def test_all_violations_are_told_at_once(careless_aws: Client) -> None:
    refused = refused_create(
        careless_aws,
        Role="nobody",
        Timeout=0,
        MemorySize=1,
        TenancyConfig={"TenantIsolationMode": "PER_HOUSE"},
    )

    assert (refused.status, refused.error_type) == (400, "ValidationException")
    assert refused.message.startswith("4 validation errors detected: ")
    for part in (
        r"Value 'nobody' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:",
        "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
        "Value '1' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
        "Value 'PER_HOUSE' at 'tenancyConfig.tenantIsolationMode' failed to satisfy constraint: "
        "Member must satisfy enum value set: [PER_TENANT]",
    ):
        assert part in refused.message


def test_a_function_is_not_made_twice(careless_aws: Client) -> None:
    name = deploy(careless_aws, FINE)

    refused = refused_create(careless_aws, FunctionName=name)

    assert refused == Refusal(409, "ResourceConflictException", f"Function already exist: {name}")


def test_tenancy_is_never_changed_afterwards(server: Server, aws: Client) -> None:
    name = deploy(aws, FINE)
    body = json.dumps({"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}, "Description": "x"})

    answer = send_body(server, f"{FUNCTIONS}/{name}/configuration", body.encode(), method="PUT")

    shown = aws.get_function_configuration(FunctionName=name)
    assert answer.status == 200
    assert shown["Description"] == "x"
    assert "TenancyConfig" not in shown


@pytest.mark.parametrize("body", [b"{nope", b"[]", b'{"FunctionName": 7}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_the_operations_json_is_refused(server: Server, body: bytes) -> None:
    refused = send_body(server, FUNCTIONS, body).refusal

    assert (refused.status, refused.error_type) == (400, "SerializationException")
    assert refused.message.startswith("Could not read the request body: ")


def test_members_of_the_wrong_type_are_refused(server: Server) -> None:
    function = new_function(FINE, Code={"ZipFile": "not base64!"}, Role=ROLE)

    refused = send_body(server, FUNCTIONS, json.dumps(function).encode()).refusal

    assert (refused.status, refused.error_type) == (400, "SerializationException")
