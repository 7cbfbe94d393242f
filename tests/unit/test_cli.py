"""The command line as its user meets it: what it prints, in how many lines, and how it ends."""

import json
import re
import socket
from pathlib import Path

import pytest

from tests.e2e.server import run_cloister

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.mark.parametrize("verb", [["up"], ["keys", "create"]])
def test_an_account_that_is_no_account_is_refused(tmp_path: Path, verb: list[str]) -> None:
    refused = run_cloister(*verb, "--data-dir", str(tmp_path / "new"), "--account", "12345")

    assert refused.returncode == 2
    assert refused.stderr.endswith("Invalid value for '--account': an account is 12 digits\n")
    assert not (tmp_path / "new").exists()


def test_buckets_in_two_places_are_refused(tmp_path: Path) -> None:
    places = ["--s3-endpoint", "http://127.0.0.1:1", "--s3-folder", str(tmp_path)]

    refused = run_cloister("up", "--data-dir", str(tmp_path / "new"), *places)

    assert refused.returncode == 2
    assert refused.stderr.endswith("give either --s3-folder or --s3-endpoint, not both\n")
    assert not (tmp_path / "new").exists()


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refused = run_cloister("up", "--data-dir", str(tmp_path / "new"), "--port", str(port))

    assert refused.returncode == 1
    assert refused.stdout == ""
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "ddress already in use" in line


@pytest.mark.parametrize("verb", [["create"], ["list"], ["delete", "AKIANOBODY"]])
def test_keys_need_a_data_directory_that_a_server_made(tmp_path: Path, verb: list[str]) -> None:
    refused = run_cloister("keys", *verb, "--data-dir", str(tmp_path))

    assert refused.returncode == 1
    assert refused.stderr == (
        f"Error: {tmp_path} is not a Cloister data directory yet: start `cloister up` once.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_verb() -> None:
    shown = run_cloister("--help")

    assert shown.returncode == 0
    assert all(
        verb in shown.stdout
        for verb in ("up", "demo", "doctor", "keys", "usage", "tenants", "environments", "evict")
    )


def test_the_doctor_prints_lines_and_finds_this_machine_fit() -> None:
    examined = run_cloister("doctor")

    assert examined.returncode == 0, examined.stdout
    assert len(examined.stdout.splitlines()) > 5
    assert "python3." in examined.stdout


def test_the_doctor_tells_programs_the_same_lines_as_a_list_of_objects() -> None:
    table = run_cloister("doctor")
    examined = run_cloister("doctor", "--format", "json")

    lines = json.loads(examined.stdout)
    assert examined.returncode == 0, examined.stderr
    assert all(line["name"] in table.stdout for line in lines)
    assert {line["status"] for line in lines} <= {"ok", "warn", "missing"}
    assert set(lines[0]) == {"section", "name", "status", "found", "lost", "remedy"}


@pytest.mark.timeout(180)  # starts a server with a runtime of its own
def test_the_demo_counts_1_2_1_and_ends_with_0() -> None:
    shown = run_cloister("demo", within_s=170)

    assert shown.returncode == 0, shown.stdout + shown.stderr
    printed = ANSI.sub("", shown.stdout)
    visits = re.findall(r"(tenant-[AB])\s+│\s+(\d)\s+│\s+(\d)", printed)
    assert visits == [("tenant-A", "1", "1"), ("tenant-A", "2", "2"), ("tenant-B", "1", "1")]
    assert "Request counts 1, 2, 1" in printed


def test_the_strict_doctor_fails_for_a_weak_host_that_is_fit_otherwise() -> None:
    lenient = run_cloister("doctor", "--data-dir", "/tmp/cloister")
    strict = run_cloister("doctor", "--data-dir", "/tmp/cloister", "--strict")

    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "state directory" in strict.stdout


def test_a_strict_server_does_not_start_on_a_weak_host_and_says_why_in_one_line() -> None:
    refused = run_cloister("up", "--data-dir", "/tmp/cloister-strict", "--strict")

    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: --strict: this host is weak in ")
    assert "state directory" in line
    assert not Path("/tmp/cloister-strict").exists()
