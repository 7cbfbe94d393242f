"""Packages arrive from tenants: what they unzip to is bounded, plain, and either wholly there or not at all."""

import asyncio
import hashlib
import os
import stat
import tempfile
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
from tests.unit.example_packages import (
    HANDLER,
    entry,
    files_below,
    left_in,
    named,
    package,
)

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


def test_a_package_over_the_unzipped_limit_is_refused_in_the_words_of_aws(
    extracted: Extracted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PACKAGE_UNZIPPED_BYTES_MAX", 10_000)
    zipped = package((entry("a"), bytes(6000)), (entry("b"), bytes(6000)))

    with pytest.raises(
        InvalidParameterValue, match=r"^Unzipped size must be smaller than 10000 bytes$"
    ):
        extracted(zipped)


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
