"""The judge of answers is judged: each fault that an answer may have is told."""

import json

import pytest

from tests.api.judge import Answer, faults
from tests.api.model import LAMBDA
from tests.loose import Json

HEADERS = {"x-amzn-requestid": "r", "content-type": "application/json"}
ALIAS: dict[str, Json] = {
    "AliasArn": "arn:aws:lambda:us-east-1:000000000000:function:f:live",
    "Name": "live",
    "FunctionVersion": "1",
    "Description": "",
    "RevisionId": "r",
    "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.5}},
}


def told(
    operation: str, body: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> list[str]:
    answer = Answer(status, {**HEADERS, **(headers or {})}, json.dumps(body).encode())
    return faults(LAMBDA.operation_model(operation), answer)


def test_a_good_answer_has_no_fault() -> None:
    assert told("GetAlias", ALIAS) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": "live"}, ".name is not in the model"),
        ({"Name": None}, ".Name is no string: None"),
        ({"FunctionVersion": 1}, ".FunctionVersion is no string: 1"),
        ({"Description": "x" * 257}, ".Description is not between 0 and 256"),
        ({"Name": "12"}, ".Name does not match"),
        (
            {"RoutingConfig": {"AdditionalVersionWeights": {"2": 1.5}}},
            ".RoutingConfig.AdditionalVersionWeights.2 is not between 0.0 and 1.0",
        ),
        ({"RoutingConfig": []}, ".RoutingConfig is no object"),
    ],
)
def test_a_member_that_the_model_does_not_allow_is_told(
    changed: dict[str, object], fault: str
) -> None:
    [found] = told("GetAlias", {**ALIAS, **changed})

    assert found.startswith(fault)


def test_a_wrong_status_type_or_header_is_told() -> None:
    assert told("GetAlias", ALIAS, status=201) == ["the status is 201, not 200"]
    assert told("GetAlias", ALIAS, headers={"content-type": "text/plain"}) == [
        "the content type is text/plain"
    ]
    assert told("GetAlias", ALIAS, headers={"x-amz-more": "1"}) == [
        "the header x-amz-more is not in the model"
    ]


def test_a_required_member_that_is_absent_and_a_time_in_another_form_are_told() -> None:
    assert told("GetFunctionRecursionConfig", {"RecursiveLoop": "Never"}) != []
    assert told("GetFunctionConfiguration", {"LastModified": "2026-11-23T12:00:00Z"}) == [
        ".LastModified is no time as AWS writes it: '2026-11-23T12:00:00Z'"
    ]
    config = told("GetCodeSigningConfig", {"CodeSigningConfig": {}})
    assert ".CodeSigningConfig.LastModified is required, and absent" in config


def test_an_error_is_one_of_the_operations_with_its_status_and_members() -> None:
    body = {"Type": "User", "Message": "gone"}
    missing = {"x-amzn-errortype": "ResourceNotFoundException"}
    conflict = {"x-amzn-errortype": "ResourceConflictException"}

    assert told("GetAlias", body, status=404, headers=missing) == []
    assert told("GetAlias", body, status=400, headers=missing) == [
        "ResourceNotFoundException has status 400"
    ]
    assert told("GetAlias", {"message": "gone"}, status=404, headers=missing) == [
        "ResourceNotFoundException.Message is required, and absent",
        "ResourceNotFoundException.Type is required, and absent",
        "ResourceNotFoundException.message is not in the model",
    ]
    assert told("GetAlias", body, status=409, headers=conflict) == [
        "GetAlias has no error 'ResourceConflictException'"
    ]


def test_a_204_has_no_length_and_what_has_no_output_no_body() -> None:
    with_length = Answer(204, {**HEADERS, "content-length": "0"}, b"")
    with_body = Answer(204, HEADERS, b"{}")

    operation = LAMBDA.operation_model("DeleteAlias")

    assert faults(operation, Answer(204, HEADERS, b"")) == []
    assert len(faults(operation, with_length)) == 1
    assert len(faults(operation, with_body)) == 2
