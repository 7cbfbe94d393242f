"""Requests that break the model's constraints are refused in the words that AWS's front end was recorded with."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloister.api.constraints import _compiled, _python_pattern
from cloister.api.lambda_ import operations, shapes
from cloister.api.operation import Shape
from cloister.api.services import lambda_service
from cloister.domain.errors import ValidationFailed

ROLE = "arn:aws:iam::123456789012:role/lambda"
LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"


PATTERNED = [
    member for each in operations.MEMBERS.values() for member in each if member.rule.pattern
]
BASE = shapes.CreateFunctionRequest(function_name="hello", role=ROLE, code=shapes.FunctionCode())


def create(**members: object) -> shapes.CreateFunctionRequest:
    return msgspec.structs.replace(BASE, **members)


def refusal_of(request: Shape) -> str:
    """The text of the refusal, or nothing if the request passes."""
    try:
        lambda_service().constraints.check(request)
    except ValidationFailed as refusal:
        return str(refusal)
    return ""


def test_a_request_within_the_constraints_passes() -> None:
    request = create(
        layers=[LAYER],
        timeout=3,
        environment=shapes.Environment(variables={"NAME": ""}),
        tenancy_config=shapes.TenancyConfig(tenant_isolation_mode="PER_TENANT"),
    )

    assert refusal_of(request) == ""


def test_all_violations_are_told_at_once() -> None:
    request = shapes.CreateFunctionRequest(
        role="nobody", timeout=0, tenancy_config=shapes.TenancyConfig(tenant_isolation_mode="SOME")
    )

    assert refusal_of(request) == (
        "5 validation errors detected: "
        "Value null at 'functionName' failed to satisfy constraint: Member must not be null; "
        "Value 'nobody' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+; "
        "Value null at 'code' failed to satisfy constraint: Member must not be null; "
        "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1; "
        "Value 'SOME' at 'tenancyConfig.tenantIsolationMode' failed to satisfy constraint: "
        "Member must satisfy enum value set: [PER_TENANT]"
    )


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            create(memory_size=127),
            "Value '127' at 'memorySize' failed to satisfy constraint: "
            "Member must have value greater than or equal to 128",
        ),
        (
            create(memory_size=32769),
            "Value '32769' at 'memorySize' failed to satisfy constraint: "
            "Member must have value less than or equal to 32768",
        ),
        (
            create(description="x" * 257),
            f"Value '{'x' * 257}' at 'description' failed to satisfy constraint: "
            "Member must have length less than or equal to 256",
        ),
        (
            create(code=shapes.FunctionCode(s3_bucket="ab")),
            "Value 'ab' at 'code.s3Bucket' failed to satisfy constraint: "
            "Member must have length greater than or equal to 3",
        ),
        (
            create(kms_key_arn="key"),
            "Value 'key' at 'kMSKeyArn' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()",
        ),
        (
            create(architectures=["vax"]),
            "Value '[vax]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: "
            "[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
        ),
        (
            create(architectures=["x86_64", "arm64"]),
            "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: "
            "Member must have length less than or equal to 1",
        ),
        (
            create(tags={"": "x"}),
            "Value '{=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: "
            "[Member must have length less than or equal to 128, Member must have length greater than or equal to 1, "
            r"Member must satisfy regular expression pattern: ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)]",
        ),
        (
            create(tags={"team": "a;b"}),
            "Value '{team=a;b}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: "
            "[Member must have length less than or equal to 256, Member must have length greater than or equal to 0, "
            r"Member must satisfy regular expression pattern: ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)]",
        ),
        (
            shapes.InvocationRequest(function_name="hello", invocation_type="Later"),
            "Value 'Later' at 'invocationType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
        ),
    ],
)
def test_one_violation_is_told_in_the_words_of_aws(request_: Shape, message: str) -> None:
    assert refusal_of(request_) == f"1 validation error detected: {message}"


def test_a_structure_in_a_list_is_named_by_its_place() -> None:
    storage = shapes.FileSystemConfig(
        arn="arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0",
        local_mount_path="/data",
    )

    message = refusal_of(create(file_system_configs=[storage]))

    assert message == (
        "1 validation error detected: Value '/data' at 'fileSystemConfigs.1.member.localMountPath' "
        "failed to satisfy constraint: Member must satisfy regular expression pattern: /mnt/[a-zA-Z0-9-_.]+"
    )


def test_a_sensitive_value_is_not_repeated() -> None:
    environment = shapes.Environment(variables={"not-a-name": "a secret"})

    message = refusal_of(create(environment=environment))

    assert message == (
        "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: "
        "Map keys must satisfy constraint: "
        "[Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"
    )


@pytest.mark.parametrize("name", ["hello\n", "hel lo", "hell\u0663", ""])
def test_a_pattern_holds_for_the_whole_value_and_its_digits_are_ascii(name: str) -> None:
    assert "Member must satisfy regular expression pattern" in refusal_of(
        shapes.GetFunctionRequest(function_name=name)
    )


def test_letters_and_blanks_of_every_script_may_stand_in_a_tag() -> None:
    assert refusal_of(create(tags={"Größe\u3000数": "\u0663 м"})) == ""


@pytest.mark.parametrize(
    "request_",
    [
        create(runtime="cobol60"),
        shapes.UpdateFunctionConfigurationRequest(function_name="hello", runtime="cobol60"),
    ],
)
def test_what_is_checked_elsewhere_is_left_to_it(request_: Shape) -> None:
    assert refusal_of(request_) == ""


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_what_is_accepted_in_one_go_is_what_keeps_each_constraint(data: st.DataObject) -> None:
    member = data.draw(st.sampled_from(PATTERNED))
    fitting = st.from_regex(_python_pattern(str(member.rule.pattern)), fullmatch=True)
    behind = st.sampled_from(["", "\n", "é", "x" * 64, "x" * 2000])
    text = data.draw(fitting | st.text()) + data.draw(behind)
    checked = _compiled(member)

    accepted = checked.accepts(text)

    assert bool(accepted) == all(constraint.holds(text) for constraint in checked.constraints)
