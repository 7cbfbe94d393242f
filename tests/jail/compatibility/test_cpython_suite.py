"""Ordinary code keeps working: a part of CPython's own test suite, run inside sandboxes with the filter and without.

What the strict filter changes, and what fails in any sandbox, is named below with its reason; nothing else may.
"""

import faulthandler
import fnmatch
import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from cloister.domain.limits import MEMORY_MB_PER_VCPU
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.namespaces.layers import LANG
from cloister.threads import run_blocking
from tests.jail.compatibility.suite_function import MODULE_TIMEOUT_S
from tests.loose import Json
from tests.support import RUNTIME, a_pool

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1200)]

_NAMES: Final = """
    test_ssl test_socket test_signal test_selectors test_threading test_subprocess test_logging test_ftplib
    test_asyncio.test_subprocess test_asyncio.test_events test_asyncio.test_base_events test_asyncio.test_sendfile
    test_asyncio.test_sock_lowlevel test_asyncio.test_streams test_asyncio.test_unix_events test_csv test_datetime
    test_dbm test_decimal test_email test_epoll test_fcntl test_fileio test_glob test_gzip test_hashlib test_httplib
    test_httpservers test_json test_largefile test_locale test_mmap test_os test_pathlib test_pickle test_poll
    test_posix test_random test_re test_resource test_select test_shelve test_shutil test_smtplib test_sqlite3
    test_tarfile test_tempfile test_time test_urllib test_urllib2 test_urllib2_localnet test_uuid test_xmlrpc
    test_zipfile test_zlib test_zoneinfo"""
MODULES: Final = _NAMES.split()
"""The slowest first. Not test_multiprocessing_* and not test_concurrent_futures: where there is no /dev/shm for
semaphores, as on AWS, they skip themselves; test_libraries.py shows what works and what does not."""

CHANGED_BY_THE_FILTER: Final[Mapping[str, str]] = {
    "test_socket.*UDPLITE*": "a protocol of its own in the kernel that nothing uses is refused",
    "test_socket.SendfileUsingSendfileTest.*": "these insist on the system call; socket.sendfile() falls back on send",
    "test_asyncio.*endfile*": "these insist on the system call; loop.sendfile() falls back on send",
    "test_os.TestSendfile.*": "sendfile() itself, which answers EINVAL under the strict profile",
    "test_os.FileTests.test_splice*": "splice() itself, which answers ENOSYS under the strict profile",
    "test_os.ExtendedAttributeTests.*": "an attribute of 1,024 bytes, of which a file may have up to 255",
    "test_posix.*.test_sched_setaffinity": "a choice of processors succeeds, and changes nothing",
    "test_shutil.TestZeroCopySendfile.*": "skipped where there is no sendfile(); shutil falls back on copying",
    "test_ftplib.TestFTPClass.test_abort": "FTP's ABOR is sent with MSG_OOB",
}
"""Pattern of tests to why they fail, or are skipped, with the filter only."""

FAILING_IN_ANY_SANDBOX: Final[Mapping[str, str]] = {
    "*[_n]pty*": "there is no terminal and no /dev/ptmx",
    "test_os.ChownFileTests.test_chown_without_permission": "no other uid has a name in the user namespace",
    "test_subprocess.POSIXProcessTestCase.test_user": "no other uid has a name in the user namespace",
    "test_pickle.*.test_unpickle_module_race": "it removes files beside the standard library, which is read-only",
    "test_locale.TestEnUSCollation.*_with_diacritic": "en_US is another name for C here, and so sorts by code point",
}
"""Pattern of tests to why the jail, and not the filter, is in their way."""

FILTERS: Final = ("install the system call filter", "restrict itself by Landlock")
INTERPRETER: Final = Path(sys.base_prefix, "bin", RUNTIME)
"""Not the virtual environment's: the suite is beside its standard library."""
SUITE: Final = Path(sysconfig.get_path("stdlib"), "test")
HERE: Final = Path(__file__).parent

Verdicts = dict[str, str]
"""Test to how it ended, of those that did not pass."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What came of every module under the filter, of the same without it, and of some without any sandbox."""

    filtered: dict[str, Json]
    unfiltered: dict[str, Json]
    outside: dict[str, Json] = field(default_factory=dict)

    def differing(self, modules: Iterable[str] = MODULES) -> set[str]:
        """The tests that end otherwise under the filter."""
        one, other = _verdicts(self.filtered, modules), _verdicts(self.unfiltered, modules)
        return {test for test in {*one, *other} if one.get(test) != other.get(test)}

    def failing(self) -> set[str]:
        """The tests that fail with and without, and pass outside as far as that was tried."""
        one, other = _verdicts(self.filtered, MODULES), _verdicts(self.unfiltered, MODULES)
        outside = _verdicts(self.outside, self.outside)
        return {
            test
            for test, verdict in one.items()
            if verdict == other.get(test) == "failed" != outside.get(test)
        }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reports(
    driver: NamespaceDriver,
    unguarded_driver: Callable[..., Awaitable[NamespaceDriver]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Reports:
    """Both runs of all modules; of those that differ unexpectedly, a second one of each.

    Modules that fail unexpectedly are also run outside: some releases' own tests fail wherever they run like this.
    """
    # pytest would have every thread's stack printed after a minute.
    faulthandler.cancel_dump_traceback_later()
    unguarded = await unguarded_driver(*FILTERS)
    place = tmp_path_factory.mktemp("suite")

    first = Reports(
        await _run(driver, place / "filtered", MODULES),
        await _run(unguarded, place / "unfiltered", MODULES),
    )
    doubtful = [
        module for module in MODULES if _unnamed(first.differing([module]), CHANGED_BY_THE_FILTER)
    ]
    if doubtful:
        # Tests that measure time fail on a busy machine, now on this side and now on that.
        first.filtered.update(await _run(driver, place / "filtered-again", doubtful))
        first.unfiltered.update(await _run(unguarded, place / "unfiltered-again", doubtful))
    failing = _unnamed(first.failing(), FAILING_IN_ANY_SANDBOX)
    first.outside.update(
        await run_blocking(_run_outside, place, {_module_of(test) for test in failing})
    )
    return first


async def test_every_module_runs_under_the_filter(reports: Reports) -> None:
    ran = {module: report["ran"] for module, report in reports.filtered.items()}

    assert [module for module in MODULES if ran[module] == 0] == []
    assert sum(ran.values()) > 7000


async def test_the_filter_changes_nothing_but_what_is_named(reports: Reports) -> None:
    assert _unnamed(reports.differing(), CHANGED_BY_THE_FILTER) == []


async def test_the_jail_is_in_the_way_of_nothing_but_what_is_named(reports: Reports) -> None:
    assert _unnamed(reports.failing(), FAILING_IN_ANY_SANDBOX) == []


async def test_all_that_is_named_is_so(reports: Reports) -> None:
    differing, failing = reports.differing(), reports.failing()

    assert [name for name in CHANGED_BY_THE_FILTER if not fnmatch.filter(differing, name)] == []
    assert [name for name in FAILING_IN_ANY_SANDBOX if not fnmatch.filter(failing, name)] == []


async def _run(driver: NamespaceDriver, place: Path, modules: list[str]) -> dict[str, Json]:
    """Module to its report, from a sandbox with two cores."""
    async with a_pool(driver, place) as lab:
        version = lab.version(
            (HERE / "suite_function.py").read_text(),
            memory_mb=2 * MEMORY_MB_PER_VCPU,
            # Who takes whole cores gives way to whatever else runs here: on a quiet machine it is a minute.
            timeout_s=600,
        )
        _bring_suite(lab.code_root / version.code.digest)
        run = await lab.run(version, event=modules)
    reports: dict[str, Json] = json.loads(run.outcome.payload)
    assert reports.keys() == set(modules), reports
    return reports


def _run_outside(place: Path, modules: Iterable[str]) -> dict[str, Json]:
    """Module to its report, from a process of this machine's interpreter."""
    reports = {}
    for module in modules:
        report = place / f"{module}.json"
        subprocess.run(
            [INTERPRETER, HERE / "suite_module.py", f"test.{module}", str(report)],
            cwd=place,
            capture_output=True,
            timeout=MODULE_TIMEOUT_S,
            check=True,
        )
        reports[module] = json.loads(report.read_text())
    return reports


def _module_of(test: str) -> str:
    """The one of MODULES that a test is of; one that can't be loaded is a test's last name."""
    dotted = f".{test}."
    return max(
        (
            name
            for name in MODULES
            if dotted.startswith(f".{name}.") or dotted.endswith(f".{name}.")
        ),
        key=len,
    )


def _bring_suite(tree: Path) -> None:
    """A virtual environment that has the suite, which the root image leaves out."""
    assert (SUITE / "test_json").is_dir(), f"no test suite in {SUITE}: run tools/setup.sh as root"
    shutil.copy(HERE / "suite_module.py", tree)
    environment = tree / "suite"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python3").symlink_to(f"{LANG}/bin/{RUNTIME}")
    (environment / "pyvenv.cfg").write_text(f"home = {LANG}/bin\n")
    shutil.copytree(
        SUITE,
        environment / "lib" / RUNTIME / "site-packages/test",
        ignore=shutil.ignore_patterns("*.opt-?.pyc"),
    )


def _verdicts(reports: Mapping[str, Json], modules: Iterable[str]) -> Verdicts:
    return {
        test.removeprefix("test."): verdict
        for module in modules
        for verdict in ("skipped", "failed")
        for test in reports[module][verdict]
    }


def _unnamed(tests: Iterable[str], table: Iterable[str]) -> list[str]:
    return sorted(
        test for test in tests if not any(fnmatch.fnmatchcase(test, name) for name in table)
    )
