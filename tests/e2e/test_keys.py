"""Access keys that come and go while a server runs."""

from botocore.exceptions import ClientError

from tests.e2e.lambda_client import boto3_client, refusal
from tests.e2e.server import Server, eventually, run_cloister

KEYS_PATIENCE_S = 5
"""A running server follows within a second; machines that test are slow."""


def create_key(server: Server, description: str) -> tuple[str, str]:
    """Id and secret of a new key, as printed."""
    made = run_cloister(
        "keys", "create", "--data-dir", str(server.directory), "--description", description
    )
    assert made.returncode == 0, made.stderr
    printed = dict(line.split(" = ") for line in made.stdout.splitlines())
    return printed["aws_access_key_id"], printed["aws_secret_access_key"]


def delete_key(server: Server, key_id: str) -> str:
    """What is printed."""
    deleted = run_cloister("keys", "delete", "--data-dir", str(server.directory), key_id)
    assert deleted.returncode == 0, deleted.stderr
    return deleted.stdout


def refusal_of(server: Server, key: tuple[str, str]) -> str | None:
    """The type of error that a call with this key ends with now, or None."""
    environ = {
        **server.environ,
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_ACCESS_KEY_ID": key[0],
        "AWS_SECRET_ACCESS_KEY": key[1],
    }
    with boto3_client(environ) as client:
        try:
            client.list_functions()
        except ClientError as error:
            told = refusal(error)
            assert told.status == 403
            return told.error_type
    return None


def test_a_new_key_counts_at_the_running_server_and_a_deleted_one_does_not(server: Server) -> None:
    key = create_key(server, "for a moment")
    eventually(lambda: refusal_of(server, key) is None, within_s=KEYS_PATIENCE_S)

    printed = delete_key(server, key[0])

    assert printed == f"{key[0]} is deleted.\n"
    eventually(
        lambda: refusal_of(server, key) == "UnrecognizedClientException", within_s=KEYS_PATIENCE_S
    )


def test_the_list_of_keys_shows_no_secret(server: Server) -> None:
    key_id, secret = create_key(server, "for the list")

    listed = run_cloister("keys", "list", "--data-dir", str(server.directory))

    delete_key(server, key_id)
    root_id, root_secret = server.root_key
    assert listed.returncode == 0
    assert all(shown in listed.stdout for shown in (key_id, "for the list", root_id, "root"))
    assert secret not in listed.stdout
    assert root_secret not in listed.stdout


def test_a_key_that_is_not_there_cannot_be_deleted(server: Server) -> None:
    refused = run_cloister("keys", "delete", "--data-dir", str(server.directory), "AKIANOBODY")

    assert refused.returncode == 1
    assert refused.stderr == "Error: There is no access key AKIANOBODY: see `cloister keys list`.\n"


def test_the_credentials_are_their_owners_alone(server: Server) -> None:
    assert (server.directory / "credentials").stat().st_mode & 0o777 == 0o600
    assert server.directory.stat().st_mode & 0o777 == 0o700


def test_no_secret_is_in_the_log(server: Server) -> None:
    assert server.root_key[1] not in server.log


def test_a_second_server_on_the_data_directory_is_refused_in_one_line(server: Server) -> None:
    refused = run_cloister("up", "--data-dir", str(server.directory), "--port", "0")

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        f"Error: another Cloister runs on {server.directory}: stop it, or give another --data-dir\n"
    )
    assert refusal_of(server, server.root_key) is None
