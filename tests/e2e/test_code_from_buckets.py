"""Functions and layers whose packages stand in a folder of buckets, by unmodified boto3."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    QUICKLY,
    Client,
    boto3_client,
    call,
    deploy,
    new_function,
    refusal,
    zipped,
)
from tests.e2e.server import running

HELLO = "def handler(event, context): return 'hello from a bucket'"
PLACE = {"S3Bucket": "packages", "S3Key": "deep/app.zip"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("buckets")
    (folder / "packages/deep").mkdir(parents=True)
    (folder / "packages/deep/app.zip").write_bytes(zipped(HELLO))
    (folder / "packages/text").write_text("no zip")
    return folder


@pytest.fixture(scope="module")
def reading(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, image: Path
) -> Iterator[Client]:
    """boto3 for a server that reads the folder."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLOISTER_UP_S3_FOLDER", str(folder))
            server = stack.enter_context(running(tmp_path_factory.mktemp("reading"), image))
        yield stack.enter_context(boto3_client(server.environ))
        server.stop()


def test_a_function_is_created_and_updated_from_a_bucket(reading: Client) -> None:
    created = deploy(reading, "", Code=PLACE)
    updated = deploy(reading, "def handler(event, context): ...")

    reading.update_function_code(FunctionName=updated, **PLACE)
    reading.get_waiter("function_updated_v2").wait(FunctionName=updated, WaiterConfig=QUICKLY)

    assert call(reading, created) == call(reading, updated) == "hello from a bucket"


def test_a_layer_is_published_from_a_bucket(reading: Client) -> None:
    layer = reading.publish_layer_version(LayerName="from-a-bucket", Content=PLACE)

    assert layer["Content"]["CodeSize"] == len(zipped(HELLO))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"S3Bucket": "packages", "S3Key": "absent"}, "S3 Error Code: NoSuchKey."),
        ({"S3Bucket": "absent", "S3Key": "any"}, "S3 Error Code: NoSuchBucket."),
        ({**PLACE, "S3ObjectVersion": "1"}, "S3 Error Code: NoSuchVersion."),
        ({"S3Bucket": "packages", "S3Key": "../../serving.json"}, "S3 Error Code: NoSuchKey."),
        ({"S3Bucket": "packages", "S3Key": "text"}, "Could not unzip uploaded file."),
    ],
)
def test_what_is_not_there_is_told_in_awss_words(
    reading: Client, place: dict[str, str], told: str
) -> None:
    with pytest.raises(ClientError) as refused:
        reading.create_function(**new_function("", Code=place))

    assert refusal(refused.value).error_type == "InvalidParameterValueException"
    assert told in refusal(refused.value).message


def test_a_server_without_buckets_says_so(aws: Client) -> None:
    with pytest.raises(ClientError) as refused:
        aws.create_function(**new_function("", Code=PLACE))

    assert "with --s3-folder or --s3-endpoint" in refusal(refused.value).message
