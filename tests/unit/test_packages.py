"""Packages arrive from tenants: what they unzip to is bounded, plain, and either wholly there or not at all."""

import asyncio
import hashlib
import io
import os
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.artifacts.extraction import extract
from cloister.artifacts.packages import PackageStore
from cloister.domain import limits
from cloister.domain.errors import (
    BrokenPromise,
    InvalidParameterValue,
    ServiceFailure,
)

COULD_NOT_UNZIP = "Could not unzip uploaded file. Please check your file, then try to upload again."
HANDLER = b"def handler(event, context):\n    return event\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture
def store(root: Path) -> PackageStore:
    return PackageStore(root)


Extracted = Callable[[bytes], Mapping[str, bytes]]


@pytest.fixture
def extracted(tmp_path: Path) -> Extracted:
    """Extracts without a process of its own, where an accident would look like a refusal; tells the files."""

    def extract_here(zipped: bytes) -> Mapping[str, bytes]:
        with tempfile.TemporaryDirectory(dir=tmp_path) as target:
            root_fd = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
            try:
                extract(zipped, root_fd)
            finally:
                os.close(root_fd)
            return files_below(Path(target))

    return extract_here


def entry(
    name: str, mode: int | None = None, *, method: int = zipfile.ZIP_DEFLATED
) -> zipfile.ZipInfo:
    usual = stat.S_IFDIR | 0o755 if name.endswith("/") else stat.S_IFREG | 0o644
    info = zipfile.ZipInfo("placeholder", (2024, 2, 29, 12, 30, 58))
    info.filename = name  # after the constructor, which would cut the name at a NUL
    info.external_attr = (usual if mode is None else mode) << 16
    info.create_system = 3
    info.compress_type = method
    return info


def package(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return buffer.getvalue()


def named(*names: str) -> bytes:
    return package(*((entry(name), b"" if name.endswith("/") else HANDLER) for name in names))


def files_below(root: Path) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def left_in(root: Path) -> list[Path]:
    return [path for directory in root.iterdir() for path in directory.iterdir()]


async def test_a_package_is_named_by_its_sha256_and_comes_back_as_it_was(
    store: PackageStore,
) -> None:
    zipped = named("app.py", "lib/deep/util.py")

    code = await store.add(zipped)

    assert code.digest == hashlib.sha256(zipped).hexdigest()
    assert code.size_bytes == len(zipped)
    assert await store.zip_bytes(code.digest) == zipped
    assert files_below(store.tree(code.digest)) == {"app.py": HANDLER, "lib/deep/util.py": HANDLER}


async def test_files_are_readable_by_every_uid_and_keep_an_x_bit(store: PackageStore) -> None:
    zipped = package(
        (entry("plain.py", stat.S_IFREG | 0o600), HANDLER),
        (entry("bin/tool", stat.S_IFREG | 0o4710), HANDLER),
        (entry("dos.txt", 0), HANDLER),
    )

    tree = store.tree((await store.add(zipped)).digest)

    modes = {
        str(path.relative_to(tree)): stat.S_IMODE(path.stat().st_mode) for path in tree.rglob("*")
    }
    assert modes == {"plain.py": 0o644, "bin": 0o755, "bin/tool": 0o755, "dos.txt": 0o644}
    assert stat.S_IMODE(tree.stat().st_mode) == 0o755


async def test_other_uids_cannot_pass_the_directories_above(
    root: Path, store: PackageStore
) -> None:
    code = await store.add(named("app.py"))

    modes = {name: stat.S_IMODE((root / name).stat().st_mode) for name in (".", "zips", "trees")}
    assert set(modes.values()) == {0o700}
    assert stat.S_IMODE((root / "zips" / f"{code.digest}.zip").stat().st_mode) == 0o600


async def test_a_files_mtime_is_the_packages_read_as_utc(store: PackageStore) -> None:
    code = await store.add(named("app.py"))

    assert (store.tree(code.digest) / "app.py").stat().st_mtime == 1709209858


async def test_names_beyond_ascii_are_kept_in_both_encodings_that_zips_have(
    store: PackageStore,
) -> None:
    zipped = package((entry("é.py"), HANDLER), (entry("xx.py"), HANDLER)).replace(
        b"xx.py", b"x\x82.py"
    )

    code = await store.add(zipped)

    assert set(files_below(store.tree(code.digest))) == {"é.py", "xé.py"}


async def test_a_tree_belongs_to_the_server_and_not_to_whoever_unpacked_it(
    store: PackageStore,
) -> None:
    tree = store.tree((await store.add(named("app.py", "lib/util.py"))).digest)

    owners = {(path.stat().st_uid, path.stat().st_gid) for path in (tree, *tree.rglob("*"))}

    assert owners == {(os.geteuid(), os.getegid())}


async def test_a_date_that_never_was_does_not_refuse_the_package(store: PackageStore) -> None:
    info = entry("app.py")
    info.date_time = (1980, 0, 0, 0, 0, 0)

    code = await store.add(package((info, HANDLER)))

    assert (store.tree(code.digest) / "app.py").stat().st_mtime == 315532800


async def test_a_package_added_many_times_at_once_is_stored_once(
    root: Path, store: PackageStore
) -> None:
    zipped = named("app.py", "lib/util.py")

    async with asyncio.TaskGroup() as tasks:
        adding = [tasks.create_task(store.add(zipped)) for _ in range(4)]

    (code,) = {task.result() for task in adding}
    assert len(left_in(root)) == 2
    assert files_below(store.tree(code.digest)) == {"app.py": HANDLER, "lib/util.py": HANDLER}


async def test_adding_again_leaves_the_tree_that_is_there_alone(store: PackageStore) -> None:
    zipped = named("app.py")
    first = store.tree((await store.add(zipped)).digest).stat()

    second = store.tree((await store.add(zipped)).digest).stat()

    assert (first.st_ino, first.st_ctime_ns) == (second.st_ino, second.st_ctime_ns)


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
        pytest.param(["lib/a.py", "lib//./a.py"], "there twice", id="same path"),
        pytest.param(["caf\u00e9.py", "cafe\u0301.py"], "there twice", id="same in NFC"),
        pytest.param(["\u00e9/a.py", "e\u0301/b.py"], "there twice", id="same directory in NFC"),
        pytest.param(["lib", "lib/a.py"], "there twice", id="directory over file"),
        pytest.param(["lib/a.py", "lib"], "there twice", id="file over directory"),
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


def test_a_package_over_the_unzipped_limit_is_refused_in_the_words_of_aws(
    extracted: Extracted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PACKAGE_UNZIPPED_BYTES_MAX", 10_000)
    zipped = package((entry("a"), bytes(6000)), (entry("b"), bytes(6000)))

    with pytest.raises(
        InvalidParameterValue, match=r"^Unzipped size must be smaller than 10000 bytes$"
    ):
        extracted(zipped)


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


async def test_a_sweep_removes_what_a_crash_left_and_no_more(
    root: Path, store: PackageStore
) -> None:
    kept, torn = await store.add(named("kept.py")), await store.add(named("torn.py"))
    (root / "zips" / f"{torn.digest}.zip").unlink()
    (root / "incoming" / "half" / "tree").mkdir(parents=True)

    PackageStore(root).sweep()

    assert {path.name for path in left_in(root)} == {kept.digest, f"{kept.digest}.zip"}


async def test_a_package_whose_tree_was_lost_is_whole_again_when_it_is_added_again(
    root: Path, store: PackageStore
) -> None:
    zipped = named("app.py")
    code = await store.add(zipped)
    (store.tree(code.digest) / "app.py").unlink()
    store.tree(code.digest).rmdir()

    await store.add(zipped)

    assert files_below(root / "trees") == {f"{code.digest}/app.py": HANDLER}


async def test_removing_the_unused_keeps_the_used(root: Path, store: PackageStore) -> None:
    used, unused = await store.add(named("used.py")), await store.add(named("unused.py"))

    await store.remove_unused({used.digest})

    assert {path.name for path in left_in(root)} == {used.digest, f"{used.digest}.zip"}
    with pytest.raises(ServiceFailure, match="not in the store"):
        store.tree(unused.digest)


async def test_a_digest_is_never_a_path(store: PackageStore) -> None:
    with pytest.raises(BrokenPromise):
        store.tree("../zips")

    with pytest.raises(BrokenPromise):
        await store.zip_bytes("A" * 64)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes_are_extracted_or_refused_but_never_an_accident(
    extracted: Extracted, data: st.DataObject
) -> None:
    damaged = bytearray(named("app.py", "lib/", "lib/util.py"))
    positions = st.integers(0, len(damaged) - 1)
    for at, value in data.draw(st.lists(st.tuples(positions, st.integers(0, 255)), max_size=6)):
        damaged[at] = value

    files = unless_refused(extracted, bytes(damaged))

    assert files is None or set(files.values()) == {HANDLER}


def unless_refused(extracted: Extracted, zipped: bytes) -> Mapping[str, bytes] | None:
    """What the package holds, or None when it was refused. Any other way to fail is let through."""
    try:
        return extracted(zipped)
    except InvalidParameterValue:
        return None
