"""Every Python of this machine as a runtime: the interpreter that was asked for, with what AWS's bring along."""

import pytest

from cloister.sandbox.namespaces.interpreters import find_interpreters
from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy

REPORT_SELF = """
    import ctypes, json, sqlite3, ssl, sys
    import boto3

    def handler(event, context):
        database = sqlite3.connect("/tmp/some.db")
        database.execute("CREATE TABLE IF NOT EXISTS visits (tenant TEXT)")
        database.execute("INSERT INTO visits VALUES (?)", (context.tenant_id,))
        database.commit()
        return {
            "version": list(sys.version_info[:2]),
            "visits": database.execute("SELECT count(*) FROM visits").fetchone()[0],
            "pid": ctypes.CDLL(None).getpid(),
            "verifies": ssl.create_default_context().check_hostname,
            "region": boto3.Session().region_name,
            "json": json.loads('{"a": [1, null]}'),
            "buckets": hasattr(boto3.client("s3"), "list_buckets"),
        }
"""


@pytest.mark.timeout(240)  # the first use of a runtime copies and compiles its image
@pytest.mark.parametrize("runtime", sorted(find_interpreters()))
def test_a_function_runs_on_the_python_it_asked_for_with_its_libraries(
    aws: Client, runtime: str
) -> None:
    name = deploy(aws, REPORT_SELF, Runtime=runtime, MemorySize=512, Timeout=60, **PER_TENANT)

    answer = call(aws, name, TenantId="blue")

    major, minor = runtime.removeprefix("python").split(".")
    assert answer == {
        "version": [int(major), int(minor)],
        "visits": 1,
        "pid": answer["pid"],
        "verifies": True,
        "region": "us-east-1",
        "json": {"a": [1, None]},
        "buckets": True,
    }
    assert answer["pid"] > 0


def test_a_function_finds_the_certificates_by_which_others_are_checked(aws: Client) -> None:
    name = deploy(
        aws,
        """
        import ssl
        def handler(event, context):
            return ssl.create_default_context().cert_store_stats()["x509_ca"]
        """,
    )

    assert call(aws, name) > 0
