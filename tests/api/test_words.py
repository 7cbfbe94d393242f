"""AWS's words where recorded answers tell them, on the wire: each value alone spoils a good CreateFunction."""

import pytest

from tests.api.asking import outcome_of
from tests.api.cases.functions import BARE
from tests.api.exchange import Exchange, invalid, malformed, refused
from tests.api.model import LAMBDA
from tests.api.world import World, layer_arn, new_name
from tests.loose import Json

pytestmark = pytest.mark.timeout(180)  # the first test of all waits for the server

LONG = "x" * 4096
VARIABLES = (
    "Lambda was unable to configure your environment variables because "
    "the environment variables you have provided"
)
RUNTIMES = LAMBDA.shape_for("Runtime").metadata["enum"]
ARCHITECTURES = "Member must satisfy enum value set: [x86_64, arm64]"
SPOILT: dict[str, tuple[dict[str, Json], Exchange]] = {
    "a runtime that is none": (
        {"Runtime": "cobol"},
        invalid(
            "Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            f"[{', '.join(RUNTIMES)}] or be a valid ARN"
        ),
    ),
    "a name of 65 characters": (
        {"FunctionName": "f" * 65},
        invalid(
            f"1 validation error detected: Value '{'f' * 65}' at 'functionName' failed to satisfy constraint: "
            "Member must have length less than or equal to 64"
        ),
    ),
    "a tenant isolation mode that is none": (
        {"TenancyConfig": {"TenantIsolationMode": "X"}},
        malformed(
            (
                "tenancyConfig.tenantIsolationMode",
                "X",
                "Member must satisfy enum value set: [PER_TENANT]",
            )
        ),
    ),
    "variables of more than 4 KB": (
        {"Environment": {"Variables": {"AB": LONG}}},
        invalid(f"{VARIABLES} exceeded the 4KB limit. String measured: " + '{"AB":"' + LONG + '"}'),
    ),
    "a variable of the platform's": (
        {"Environment": {"Variables": {"AWS_REGION": "here"}}},
        invalid(
            f"{VARIABLES} contains reserved keys that are currently not supported for modification. "
            "Reserved keys used in this request: AWS_REGION"
        ),
    ),
    "six layers": (
        {"Layers": [layer_arn("l", number) for number in range(1, 7)]},
        invalid("Cannot reference more than 5 layers."),
    ),
    "an architecture in capitals": (
        {"Architectures": ["X86_64"]},
        malformed(
            (
                "architectures",
                "[X86_64]",
                f"Member must satisfy constraint: [{ARCHITECTURES}, Member must not be null]",
            )
        ),
    ),
    "two architectures": (
        {"Architectures": ["x86_64", "arm64"]},
        malformed(
            ("architectures", "[x86_64, arm64]", "Member must have length less than or equal to 1")
        ),
    ),
    "levels of a log of plain text": (
        {"LoggingConfig": {"LogFormat": "Text", "ApplicationLogLevel": "DEBUG"}},
        invalid(
            'LogLevel is not supported when LogFormat is set to "Text". '
            'Remove LogLevel from your request or change the LogFormat to "JSON" and try again.'
        ),
    ),
    "a package of more than 50 MB": (
        {"Code": {"ZipFile": bytes(52_428_801)}},
        refused(
            413, "RequestEntityTooLargeException", "Zipped size must be smaller than 52428800 bytes"
        ),
    ),
    "a package without files": (
        {"Code": {"ZipFile": b"PK\x05\x06" + bytes(18)}},
        invalid("Uploaded file must be a non-empty zip"),
    ),
    "a package that is none": (
        {"Code": {"ZipFile": b"no zip"}},
        invalid("Could not unzip uploaded file. Please check your file, then try to upload again."),
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_value_that_spoils_a_function_is_refused_in_awss_words(world: World, spoilt: str) -> None:
    members, expected = SPOILT[spoilt]

    told = outcome_of(
        world.careless, "CreateFunction", {**BARE, "FunctionName": new_name(), **members}
    )

    expected.check(told)
