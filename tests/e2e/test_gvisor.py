"""A function that asks for the second wall, by unmodified boto3: the walk-through behind a kernel of its own."""

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy, new_function, refusal

COUNT_AND_KERNEL = """
    import os
    count = 0
    def handler(event, context):
        global count
        count += 1
        return [count, os.uname().release]
"""
GVISORS_RELEASE = "4.4.0"


def test_a_function_with_the_tag_counts_per_tenant_in_gvisor(aws: Client) -> None:
    name = deploy(aws, COUNT_AND_KERNEL, Tags={"cloister:isolation": "gvisor"}, **PER_TENANT)

    answers = [call(aws, name, TenantId=tenant) for tenant in ("blue", "blue", "green")]

    assert answers == [[1, GVISORS_RELEASE], [2, GVISORS_RELEASE], [1, GVISORS_RELEASE]]


def test_a_wall_that_nobody_knows_is_refused_at_creation(aws: Client) -> None:
    with pytest.raises(ClientError) as refused:
        aws.create_function(
            **new_function(COUNT_AND_KERNEL, Tags={"cloister:isolation": "firecracker"})
        )

    assert refusal(refused.value).error_type == "InvalidParameterValueException"
    assert "cloister:isolation is firecracker" in refusal(refused.value).message
