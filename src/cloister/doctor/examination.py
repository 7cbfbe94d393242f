"""The examination in its order: who we are, what the kernel lets us do, what is installed; and the host around it."""

import os
import pwd
import resource
from pathlib import Path
from typing import Final

from cloister.doctor import cgroups, identity, kernel, modules, posture, programs, state, trials
from cloister.doctor.egress import egress
from cloister.doctor.findings import Finding, Section
from cloister.domain.clock import SystemClock

HOST: Final = "How the host is set up"
"""The section that `--strict` insists on."""
_ROOT: Final = Path("/")


def run(data_directory: Path) -> list[Section]:
    """Examine this machine. Nothing that it starts, mounts or makes is there afterwards. Blocks, for seconds.

    Forks: call it before other threads run. `data_directory` as for `examine_host`, which is the last section.
    """
    return [
        Section("Who runs it", [kernel.version(os.uname().release), *_who_we_are()]),
        Section("What the kernel lets it do", _what_the_kernel_allows()),
        Section("Limits", _what_can_be_limited()),
        Section("What is installed", _what_is_installed()),
        Section(HOST, examine_host(data_directory)),
    ]


def examine_host(data_directory: Path) -> list[Finding]:
    """How the host is set up around the sandbox: what `--strict` insists on. Changes nothing and starts no trial.

    `data_directory` is absolute, and may not exist yet. Blocks, shortly.
    """
    return [
        *posture.sysctls(_ROOT),
        posture.core_pattern(_ROOT),
        posture.swap(_ROOT),
        posture.page_merging(_ROOT),
        posture.vulnerabilities(_ROOT),
        posture.hyper_threads(_ROOT),
        modules.unwanted(_ROOT),
        state.directory(data_directory, _ROOT),
        *programs.releases(os.environ.get("PATH", os.defpath), SystemClock().now().date()),
    ]


def _what_the_kernel_allows() -> list[Finding]:
    return [
        *trials.namespaces(),
        *kernel.user_namespace_switches(_ROOT),
        *trials.mounts(),
        kernel.seccomp_actions(_ROOT),
        kernel.libseccomp(),
        kernel.landlock(),
    ]


def _what_can_be_limited() -> list[Finding]:
    hard_limits = [
        resource.getrlimit(limit)[1]
        for limit in (resource.RLIMIT_NPROC, resource.RLIMIT_SIGPENDING)
    ]
    return [
        *cgroups.examine(cgroups.find_hierarchies(_ROOT)),
        kernel.open_files(resource.getrlimit(resource.RLIMIT_NOFILE)),
        kernel.sums_of_all_sandboxes(hard_limits),
    ]


def _what_is_installed() -> list[Finding]:
    return [
        programs.interpreters(),
        *programs.drivers(os.environ.get("PATH", os.defpath)),
        *egress(_ROOT),
    ]


def _who_we_are() -> list[Finding]:
    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    owner = identity.Owner(uid, user)
    search_path = os.environ.get("PATH", os.defpath)
    return [
        identity.privilege(owner),
        identity.mapping_tools(owner, search_path),
        *identity.subordinate_ids(owner, _ROOT),
    ]
