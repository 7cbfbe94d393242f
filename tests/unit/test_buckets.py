"""Packages that stand in buckets: found by bucket and key, and nothing else of the machine is found so."""

import os
from pathlib import Path

import pytest

from cloister.artifacts.buckets import FolderOfBuckets
from cloister.artifacts.sources import PackageSources
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue, RequestEntityTooLarge
from cloister.domain.package import InBucket, Uploaded

NO_KEY = (
    "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
    "S3 Error Message: The specified key does not exist."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a bucket in it, another one, and a secret beside it."""
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "buckets"
    (folder / "mine/deep").mkdir(parents=True)
    (folder / "mine/deep/app.zip").write_bytes(b"zipped")
    (folder / "theirs").mkdir()
    (folder / "theirs/app.zip").write_bytes(b"theirs")
    return folder


async def test_an_object_is_read_by_its_bucket_and_key(folder: Path) -> None:
    assert (
        await FolderOfBuckets(folder).read(InBucket(bucket="mine", key="deep/app.zip")) == b"zipped"
    )


@pytest.mark.parametrize(
    "key",
    [
        "absent.zip",
        "deep",
        "../theirs/app.zip",
        "../../secret",
        "deep/../deep/app.zip",
        "./deep/app.zip",
        "/deep/app.zip",
        "deep//app.zip",
        "deep/app.zip\0",
        "/etc/passwd",
    ],
)
async def test_a_key_leads_to_an_object_of_its_bucket_or_to_none(folder: Path, key: str) -> None:
    with pytest.raises(InvalidParameterValue) as refused:
        await FolderOfBuckets(folder).read(InBucket(bucket="mine", key=key))

    assert str(refused.value) == NO_KEY


@pytest.mark.parametrize("bucket", ["absent", "..", ".", "mine/deep", ""])
async def test_a_bucket_is_a_directory_of_the_folder(folder: Path, bucket: str) -> None:
    with pytest.raises(InvalidParameterValue, match="S3 Error Code: NoSuchBucket"):
        await FolderOfBuckets(folder).read(InBucket(bucket=bucket, key="app.zip"))


async def test_links_of_any_kind_lead_nowhere(folder: Path) -> None:
    (folder / "mine/link").symlink_to(folder.parent / "secret")
    (folder / "mine/linked").symlink_to(folder.parent)
    (folder / "linked").symlink_to(folder.parent)

    for bucket, key in (("mine", "link"), ("mine", "linked/secret"), ("linked", "secret")):
        with pytest.raises(InvalidParameterValue, match="NoSuch"):
            await FolderOfBuckets(folder).read(InBucket(bucket=bucket, key=key))


async def test_what_is_no_file_is_no_object_and_nobody_waits_for_it(folder: Path) -> None:
    os.mkfifo(folder / "mine/pipe")

    with pytest.raises(InvalidParameterValue) as refused:
        await FolderOfBuckets(folder).read(InBucket(bucket="mine", key="pipe"))

    assert str(refused.value) == NO_KEY


async def test_a_folder_keeps_no_versions(folder: Path) -> None:
    with pytest.raises(InvalidParameterValue, match="S3 Error Code: NoSuchVersion"):
        await FolderOfBuckets(folder).read(InBucket(bucket="mine", key="deep/app.zip", version="1"))


async def test_an_object_over_the_bound_is_refused_before_it_is_read(folder: Path) -> None:
    os.truncate(folder / "mine/deep/app.zip", limits.PACKAGE_STORED_BYTES_MAX + 1)

    with pytest.raises(InvalidParameterValue, match="smaller than 262144000 bytes"):
        await FolderOfBuckets(folder).read(InBucket(bucket="mine", key="deep/app.zip"))


async def test_an_upload_has_a_lower_bound_than_an_object(folder: Path) -> None:
    sources = PackageSources(FolderOfBuckets(folder))
    with (folder / "mine/big.zip").open("wb") as big:
        big.truncate(limits.PACKAGE_ZIPPED_BYTES_MAX + 1)

    with pytest.raises(RequestEntityTooLarge) as refused:
        await sources.read(Uploaded(bytes(limits.PACKAGE_ZIPPED_BYTES_MAX + 1)))
    read = await sources.read(InBucket(bucket="mine", key="big.zip"))

    assert str(refused.value) == "Zipped size must be smaller than 52428800 bytes"
    assert len(read) == limits.PACKAGE_ZIPPED_BYTES_MAX + 1
