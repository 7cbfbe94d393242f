"""The system call policy: what its tables say, and what the kernel does under it, beside what it does without."""

import errno
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.policy import (
    ALLOWED,
    ALLOWED_BUT_REFUSED,
    FILTERS_OF_ITS_OWN,
    PRETENDED,
    PROFILES,
    REFUSALS,
    RULES,
    SOCKETS,
    UNKNOWN,
)
from cloister.sandbox.namespaces.seccomp import compile_policy
from tests.unit import system_call_attempts as attempts

NEVER = """
    bpf perf_event_open keyctl add_key request_key kcmp pidfd_getfd process_madvise unshare setns mount umount2
    pivot_root chroot fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr open_by_handle_at init_module
    finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct iopl ioperm settimeofday
    clock_settime sethostname setdomainname quotactl quotactl_fd syslog vhangup move_pages migrate_pages mbind
    set_mempolicy lookup_dcookie nfsservctl fanotify_init lsm_get_self_attr lsm_set_self_attr lsm_list_modules
    ptrace process_vm_readv process_vm_writev process_mrelease fanotify_mark name_to_handle_at modify_ldt
    set_thread_area get_thread_area remap_file_pages mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify
    mq_getsetattr msgget msgsnd msgrcv msgctl adjtimex clock_adjtime setgroups epoll_ctl_old epoll_wait_old"""
"""isolation.md 3.3: never in the base, or taken out of docker's default."""
FALLEN_BACK_FROM = {
    "clone3",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "userfaultfd",
    "memfd_secret",
    "statmount",
    "cachestat",
}
"""isolation.md 3.3: answered ENOSYS, since libraries fall back."""
BPF_INSTRUCTIONS_MAX = 4096
"""Of one program (linux/bpf_common.h, BPF_MAXINSNS)."""

ALLOWED_NAMES = [name for names in ALLOWED.values() for name in names.split()]
ROOT = Path(__file__).parents[2]


def answers(mode: str) -> dict[str, str]:
    """What each attempt came to, `filtered` or `open`, in processes of their own."""
    command = [sys.executable, "-m", "tests.unit.system_call_attempts", mode]
    made = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, str] = json.loads(made.stdout)
    return found


@pytest.fixture(scope="module")
def filtered() -> dict[str, str]:
    return answers("filtered")


@pytest.fixture(scope="module")
def unfiltered() -> dict[str, str]:
    return answers("open")


# -- The tables ----------------------------------------------------------------------------------


def test_no_call_is_allowed_twice_or_in_two_ways() -> None:
    ruled = {rule.call for rule in (*RULES, *SOCKETS)}
    names = Counter([*ALLOWED_NAMES, *ALLOWED_BUT_REFUSED, *UNKNOWN.split(), *ruled])

    assert [name for name, count in names.items() if count > 1] == []


def test_everything_that_is_allowed_or_refused_has_its_reason() -> None:
    assert all(reason.strip() for reason in ALLOWED)
    assert all(
        rule.reason.strip()
        for rule in (*RULES, *SOCKETS, *REFUSALS, *FILTERS_OF_ITS_OWN, *PRETENDED)
    )


def test_a_refusal_takes_something_out_of_what_is_allowed_and_not_all_of_it() -> None:
    refused = {rule.call for rule in REFUSALS}

    assert refused <= {*ALLOWED_NAMES, *ALLOWED_BUT_REFUSED}
    assert refused >= {*ALLOWED_BUT_REFUSED}
    assert all(rule.conditions for rule in (*RULES, *SOCKETS, *REFUSALS))


def test_what_is_pretended_is_allowed_and_refused_by_no_other_rule() -> None:
    pretended = {rule.call for rule in PRETENDED}

    assert pretended <= set(ALLOWED_NAMES)
    assert pretended.isdisjoint(rule.call for rule in REFUSALS)


@pytest.mark.parametrize("name", NEVER.split())
def test_what_the_design_never_allows_is_allowed_by_nothing(name: str) -> None:
    allowed = {*ALLOWED_NAMES, *ALLOWED_BUT_REFUSED, *(rule.call for rule in (*RULES, *SOCKETS))}

    assert name not in allowed


def test_what_libraries_fall_back_from_is_unknown_to_them() -> None:
    assert set(UNKNOWN.split()) >= FALLEN_BACK_FROM


@pytest.mark.parametrize("profile", PROFILES)
def test_the_programs_fit_the_kernels_bound_and_come_out_alike_each_time(profile: str) -> None:
    programs = compile_policy(profile)

    assert len(programs) == 4
    assert all(0 < len(program) // 8 <= BPF_INSTRUCTIONS_MAX for program in programs)
    assert all(len(program) % 8 == 0 for program in programs)
    assert compile_policy(profile) == programs


# -- The kernel ----------------------------------------------------------------------------------


@pytest.mark.parametrize("attempt", attempts.REFUSED)
def test_an_attempt_is_refused(filtered: dict[str, str], attempt: str) -> None:
    assert filtered[attempt] == "EPERM"


@pytest.mark.parametrize("attempt", attempts.NO_SUCH_SOCKETS)
def test_a_socket_of_another_family_or_protocol_is_as_if_the_kernel_had_none(
    filtered: dict[str, str], attempt: str
) -> None:
    assert filtered[attempt] == "EAFNOSUPPORT"


@pytest.mark.parametrize("attempt", attempts.NOT_SUPPORTED)
def test_a_message_out_of_band_is_answered_as_by_a_socket_without_it(
    filtered: dict[str, str], attempt: str
) -> None:
    assert filtered[attempt] == errno.errorcode[errno.EOPNOTSUPP]


@pytest.mark.parametrize("attempt", attempts.FILTERS)
def test_a_filter_of_its_own_is_answered_as_by_a_kernel_without_any(
    filtered: dict[str, str], attempt: str
) -> None:
    assert filtered[attempt] == "EINVAL"


@pytest.mark.parametrize("attempt", attempts.UNKNOWN)
def test_a_call_that_libraries_fall_back_from_does_not_exist(
    filtered: dict[str, str], attempt: str
) -> None:
    assert filtered[attempt] == "ENOSYS"


@pytest.mark.parametrize("attempt", attempts.KILLED)
def test_a_foreign_abi_ends_the_process(filtered: dict[str, str], attempt: str) -> None:
    assert filtered[attempt] == "SIGSYS"


@pytest.mark.parametrize(
    "attempt",
    [
        *attempts.REFUSED,
        *attempts.SOCKETS_OF_THIS_KERNEL,
        *attempts.NOT_SUPPORTED,
        *attempts.FILTERS,
        *attempts.UNKNOWN,
        *attempts.KILLED,
    ],
)
def test_without_the_filter_the_same_attempt_ends_otherwise(
    filtered: dict[str, str], unfiltered: dict[str, str], attempt: str
) -> None:
    assert unfiltered[attempt] != filtered[attempt]


@pytest.mark.parametrize("attempt", attempts.ALLOWED)
def test_what_ordinary_programs_do_works_as_without_the_filter(
    filtered: dict[str, str], unfiltered: dict[str, str], attempt: str
) -> None:
    assert (filtered[attempt], unfiltered[attempt]) == ("OK", "OK")
