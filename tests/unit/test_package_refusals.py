"""Packages made to get out, to fill the disk or memory, or to be read in two ways: refused, and nothing is left."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from cloister.artifacts.packages import PackageStore
from cloister.domain import limits
from cloister.domain.errors import (
    InvalidParameterValue,
)
from tests.unit.example_packages import (
    COULD_NOT_UNZIP,
    HANDLER,
    entry,
    files_below,
    left_in,
    named,
    package,
)


@pytest.mark.parametrize(
    "zipped",
    [
        pytest.param(b"not a zip", id="text"),
        pytest.param(named("app.py")[:-30], id="cut off"),
        pytest.param(named("app.py")[10:], id="beginning lost"),
    ],
)
async def test_what_is_no_zip_is_refused_in_aws_words(
    root: Path, store: PackageStore, zipped: bytes
) -> None:
    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(zipped)

    assert str(refusal.value) == COULD_NOT_UNZIP
    assert left_in(root) == []


@pytest.mark.parametrize(
    "zipped",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(package(), id="no entries"),
        pytest.param(named("only/"), id="no files"),
    ],
)
async def test_what_has_nothing_in_it_is_refused_in_aws_words(
    root: Path, store: PackageStore, zipped: bytes
) -> None:
    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(zipped)

    assert str(refusal.value) == "Uploaded file must be a non-empty zip"
    assert left_in(root) == []


async def test_a_wrong_checksum_leaves_nothing_behind(root: Path, store: PackageStore) -> None:
    stored = entry("b.py", method=zipfile.ZIP_STORED)
    zipped = package((entry("a.py"), HANDLER), (stored, b"import this"))

    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(zipped.replace(b"import this", b"import that"))

    assert str(refusal.value) == COULD_NOT_UNZIP
    assert left_in(root) == []


@pytest.mark.parametrize(
    ("names", "why"),
    [
        pytest.param(["/etc/passwd"], "absolute path", id="absolute"),
        pytest.param(["../app.py"], "leads out", id="parent"),
        pytest.param(["lib/../../app.py"], "leads out", id="parent inside"),
        pytest.param(["lib/.."], "leads out", id="parent at the end"),
        pytest.param(["lib\\app.py"], "backslash", id="backslash"),
        pytest.param(["app.py\0.txt"], "control character", id="nul"),
        pytest.param(["\0app.py"], "has no name", id="nul first"),
        pytest.param(["app\n.py"], "control character", id="newline"),
        pytest.param(["app\x9b31m.py"], "control character", id="c1 control"),
        pytest.param(["."], "has no name", id="no name"),
        pytest.param(["é" * 128], "a name over 255 bytes", id="long name"),
        pytest.param(["x/" * 600 + "app.py"], "a path over 1024 bytes", id="long path"),
        pytest.param(["x/" * 200 + "app.py"], "more than 128 directories deep", id="deep"),
        pytest.param(["lib/a.py", "lib//./a.py"], "in the package twice", id="same path"),
        pytest.param(["caf\u00e9.py", "cafe\u0301.py"], "in the package twice", id="same in NFC"),
        pytest.param(
            ["\u00e9/a.py", "e\u0301/b.py"], "in the package twice", id="same directory in NFC"
        ),
        pytest.param(["lib", "lib/a.py"], "in the package twice", id="directory over file"),
        pytest.param(["lib/a.py", "lib"], "in the package twice", id="file over directory"),
    ],
)
async def test_names_that_are_no_plain_path_are_refused(
    root: Path, store: PackageStore, names: list[str], why: str
) -> None:
    zipped = named("fine.py", *names)

    with pytest.raises(InvalidParameterValue, match=why) as refusal:
        await store.add(zipped)

    assert str(refusal.value).isprintable()
    assert left_in(root) == []
    assert not (root.parent / "app.py").exists()


async def test_names_that_differ_in_case_only_are_two_files(store: PackageStore) -> None:
    code = await store.add(named("App.py", "app.py", "lib/", "./lib/"))

    assert set(files_below(store.tree(code.digest))) == {"App.py", "app.py"}


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFDIR]
)
async def test_an_entry_of_another_kind_than_its_name_is_refused(
    store: PackageStore, kind: int
) -> None:
    zipped = package((entry("fine.py"), HANDLER), (entry("trap", kind | 0o777), b"/etc/passwd"))

    with pytest.raises(InvalidParameterValue, match="'trap' is neither a file nor a directory"):
        await store.add(zipped)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
async def test_a_method_inflating_without_bound_is_refused(
    store: PackageStore, method: int
) -> None:
    zipped = package((entry("app.py", method=method), HANDLER))

    with pytest.raises(InvalidParameterValue, match="other than deflate"):
        await store.add(zipped)


async def test_an_encrypted_entry_is_refused(store: PackageStore) -> None:
    zipped = patched(named("app.py"), field_offset=8, value=struct.pack("<H", 1))

    with pytest.raises(InvalidParameterValue, match="is encrypted"):
        await store.add(zipped)


def patched(zipped: bytes, *, field_offset: int, value: bytes) -> bytes:
    """The package with a field of its last central directory entry overwritten."""
    at = zipped.rindex(b"PK\x01\x02") + field_offset
    return zipped[:at] + value + zipped[at + len(value) :]


async def test_entries_that_share_their_bytes_are_refused(store: PackageStore) -> None:
    zipped = patched(named("a.py", "b.py"), field_offset=42, value=struct.pack("<I", 0))

    with pytest.raises(InvalidParameterValue, match="overlaps another entry"):
        await store.add(zipped)


async def test_an_entry_that_reaches_into_the_directory_is_refused(store: PackageStore) -> None:
    zipped = patched(named("a.py"), field_offset=20, value=struct.pack("<I", 5000))

    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(zipped)

    assert str(refusal.value) == COULD_NOT_UNZIP


async def test_a_size_below_the_data_lets_no_more_through(root: Path, store: PackageStore) -> None:
    zipped = patched(
        package((entry("a"), bytes(4000))), field_offset=24, value=struct.pack("<I", 10)
    )

    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(zipped)

    assert str(refusal.value) == COULD_NOT_UNZIP
    assert left_in(root) == []


async def test_a_package_that_is_too_big_zipped_is_not_even_looked_into(
    store: PackageStore,
) -> None:
    with pytest.raises(InvalidParameterValue) as refusal:
        await store.add(bytes(limits.PACKAGE_STORED_BYTES_MAX + 1))

    assert str(refusal.value) == "Unzipped size must be smaller than 262144000 bytes"


async def test_a_bomb_is_refused_by_its_ratio(root: Path, store: PackageStore) -> None:
    zipped = package((entry("zeros"), bytes(2 * limits.MIB)))

    with pytest.raises(InvalidParameterValue, match="more than 200 times its size"):
        await store.add(zipped)

    assert left_in(root) == []


async def test_directories_that_no_entry_names_count_against_the_bound(
    store: PackageStore,
) -> None:
    zipped = named(*(f"{number}/{'d/' * 120}app.py" for number in range(170)))

    with pytest.raises(InvalidParameterValue, match="more than 20000 files and directories"):
        await store.add(zipped)


async def test_a_directory_that_would_fill_memory_is_never_parsed(store: PackageStore) -> None:
    signatures = b"PK\x01\x02" * (4 * limits.PACKAGE_ENTRIES_MAX + 1)

    with pytest.raises(InvalidParameterValue, match="more than 20000 files and directories"):
        await store.add(signatures)
