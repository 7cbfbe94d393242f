"""What `--strict` insists on beside settings: the way to the state, the kernel's modules, programs' releases."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cloister.doctor import modules, programs, state
from cloister.domain.posture import Status

STATE = Path("/var/lib/cloister")
TODAY = date(2026, 11, 23)
MODULES = Path("lib/modules", os.uname().release)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine whose path to the state directory is in order."""
    root = tmp_path.resolve() / "machine"
    (root / "var/lib/cloister").mkdir(parents=True)
    for part in ("", "var", "var/lib", "var/lib/cloister"):
        (root / part).chmod(0o755)
    return root


def test_a_state_directory_that_only_its_owner_can_move_is_fine(root: Path) -> None:
    finding = state.directory(STATE, root)

    assert (finding.status, finding.found) == (Status.OK, "/var/lib/cloister")


def test_a_state_directory_that_is_not_there_yet_is_judged_by_what_is_above_it(root: Path) -> None:
    assert state.directory(STATE / "not/yet", root).status is Status.OK


@pytest.mark.parametrize("place", ["/tmp/cloister", "/var/tmp/x/y", "/dev/shm/cloister"])
def test_a_state_directory_among_temporary_files_is_a_warning(root: Path, place: str) -> None:
    (root / place.lstrip("/")).mkdir(parents=True)

    finding = state.directory(Path(place), root)

    assert finding.status is Status.WARN
    assert "cleaned away" in finding.found


def let_others_write(root: Path) -> str:
    (root / "var/lib").chmod(0o777)
    return "others may write to /var/lib"


def let_the_group_write(root: Path) -> str:
    (root / "var/lib/cloister").chmod(0o775)
    return "others may write to /var/lib/cloister"


def link_away(root: Path) -> str:
    (root / "shared").mkdir()
    (root / "shared").chmod(0o777)
    (root / "shared/state").mkdir()
    (root / "var/lib/cloister").rmdir()
    (root / "var/lib/cloister").symlink_to(root / "shared/state")
    return "others may write to /shared"


def give_away(root: Path) -> str:
    os.chown(root / "var", 12_345, -1)
    return "/var belongs to uid 12345"


@pytest.mark.parametrize(
    "spoil",
    [
        let_others_write,
        let_the_group_write,
        link_away,
        pytest.param(
            give_away,
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away"),
        ),
    ],
)
def test_a_name_on_the_way_that_others_can_change_is_told(
    root: Path, spoil: Callable[[Path], str]
) -> None:
    trouble = spoil(root)

    finding = state.directory(STATE, root)

    assert (finding.status, finding.found) == (Status.WARN, trouble)


def install(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def modular(root: Path) -> Path:
    """A machine that can load modules, and has three of the unwanted."""
    install(root, "proc/sys/kernel/modules_disabled", "0\n")
    install(
        root,
        f"{MODULES}/modules.dep",
        "kernel/crypto/algif-hash.ko.xz: kernel/crypto/af_alg.ko.xz\n"
        "kernel/net/ipv4/esp4.ko: kernel/net/xfrm/xfrm_algo.ko\n"
        "kernel/net/rxrpc/rxrpc.ko.zst:\n"
        "kernel/fs/overlayfs/overlay.ko:\n",
    )
    return root


def test_a_kernel_without_modules_has_none_of_the_unwanted(root: Path) -> None:
    assert modules.unwanted(root).status is Status.OK


def test_unwanted_modules_that_can_be_loaded_are_told(modular: Path) -> None:
    finding = modules.unwanted(modular)

    assert finding.status is Status.WARN
    assert finding.found == "algif_hash can be loaded, esp4 can be loaded, rxrpc can be loaded"


def test_what_modprobe_must_never_load_cannot_be_loaded(modular: Path) -> None:
    install(
        modular,
        "etc/modprobe.d/cloister.conf",
        "install algif-hash /bin/false\ninstall esp4 /usr/bin/true\n# install rxrpc\n",
    )

    assert modules.unwanted(modular).found == "rxrpc can be loaded"


def test_a_blacklist_alone_does_not_keep_a_module_out(modular: Path) -> None:
    install(modular, "etc/modprobe.d/cloister.conf", "blacklist rxrpc\n")

    assert "rxrpc can be loaded" in modules.unwanted(modular).found


def test_a_kernel_that_is_closed_to_modules_loads_none(modular: Path) -> None:
    install(modular, "proc/sys/kernel/modules_disabled", "1\n")

    assert modules.unwanted(modular).status is Status.OK


@pytest.mark.parametrize("name", ["sys/module/esp6/refcnt", f"{MODULES}/modules.builtin"])
def test_what_is_in_the_kernel_already_is_told_whatever_modprobe_may_do(
    root: Path, name: str
) -> None:
    install(root, name, "kernel/net/ipv6/esp6.ko\n")

    assert modules.unwanted(root).found == "esp6 is in the kernel"


def test_a_container_cannot_tell_what_its_host_would_load(root: Path) -> None:
    install(root, "proc/sys/kernel/modules_disabled", "0\n")

    finding = modules.unwanted(root)

    assert finding.status is Status.WARN
    assert "cannot be told here" in finding.found


def script(path: Path, answer: str) -> None:
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("program", "version", "status"),
    [
        ("runc", "runc version 1.1.5+ds1", Status.WARN),
        ("runc", "runc version 1.2.7", Status.WARN),
        ("runc", "runc version 1.2.8", Status.OK),
        ("runc", "runc version 1.3.2", Status.WARN),
        ("runc", "runc version 1.4.0", Status.OK),
        ("runc", "runc version unknown", Status.WARN),
        ("runsc", "runsc version release-20261116.0", Status.OK),
        ("runsc", "runsc version release-20260524.1", Status.OK),
        ("runsc", "runsc version release-20260523.0", Status.WARN),
        ("runsc", "runsc version 0.0~20221219.0", Status.WARN),
        ("runsc", "runsc version release-20269999.0", Status.WARN),
        ("runsc", "runsc version unknown", Status.WARN),
    ],
)
def test_a_program_with_known_ways_out_is_told(
    root: Path, program: str, version: str, status: Status
) -> None:
    script(root / program, version)

    (finding,) = programs.releases(str(root), TODAY)

    assert (finding.name, finding.found, finding.status) == (f"{program} release", version, status)


def test_a_program_that_is_not_installed_is_a_missing_comfort_and_no_weakness(root: Path) -> None:
    by_name = {each.name: each for each in programs.drivers(str(root))}

    assert by_name["runsc"].found == "not installed"
    assert by_name["runc"].status is Status.WARN
    assert programs.releases(str(root), TODAY) == []
