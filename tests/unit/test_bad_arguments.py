"""What nobody should type, and what the machine may have in a verb's way: told in one line, with no traceback."""

import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cloister.access import CREDENTIALS_FILE
from cloister.cli import main
from cloister.data_directory import DATABASE_FILE, LEDGER_FILE, READY_FILE, owned
from cloister.domain import limits
from cloister.store.database import Database


def cloister(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
async def installation(tmp_path: Path) -> Path:
    """A data directory with a database, and no server."""
    async with Database(tmp_path / DATABASE_FILE):
        return tmp_path


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--region", "x y", "a region is written like us-east-1"),
        ("--region", "", "a region is written like us-east-1"),
        ("--s3-endpoint", "localhost:9001", "not a URL that begins with http:// or https://"),
        ("--s3-endpoint", "http://", "not a URL that begins with http:// or https://"),
        ("--console-host", "http://cloister.example/", "give it without scheme and port"),
        ("--console-host", "cloister.example:9000", "give it without scheme and port"),
    ],
)
def test_a_server_does_not_start_with_a_value_that_can_never_work(
    tmp_path: Path, option: str, value: str, reason: str
) -> None:
    refused = cloister("up", "--data-dir", tmp_path / "new", option, value)

    assert refused.exit_code == 2
    assert reason in refused.stderr
    assert not (tmp_path / "new").exists()


def test_a_directory_that_others_use_is_neither_closed_to_them_nor_filled(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    (shared / "somebody's").touch()

    refused = cloister("up", "--data-dir", shared, "--port", "0")

    assert (refused.exit_code, refused.stderr) == (
        1,
        f"Error: {shared} holds something else: give a --data-dir that is empty, or not there yet\n",
    )
    assert stat.S_IMODE(shared.stat().st_mode) == 0o777
    assert [entry.name for entry in shared.iterdir()] == ["somebody's"]


def test_a_directory_that_others_only_read_is_taken_with_what_its_user_keeps_there(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    mine.chmod(0o755)
    (mine / "server.log").touch()

    with owned(mine):
        assert stat.S_IMODE(mine.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "description", ["x" * (limits.ACCESS_KEY_DESCRIPTION_LENGTH_MAX + 1), "two\nlines", "\x1b[31m"]
)
def test_a_description_of_a_key_is_a_line_of_bounded_length(
    installation: Path, description: str
) -> None:
    refused = cloister("keys", "create", "--data-dir", installation, "--description", description)

    assert refused.exit_code == 2
    assert "a description is one line of at most 256 characters" in refused.stderr


def test_a_description_in_brackets_is_text_and_no_markup(installation: Path) -> None:
    made = cloister("keys", "create", "--data-dir", installation, "--description", "[/x] [red]")

    listed = cloister("keys", "list", "--data-dir", installation)

    assert (made.exit_code, listed.exit_code) == (0, 0)
    assert "[/x] [red]" in listed.stdout


@pytest.mark.parametrize(
    ("file", "arguments"), [(DATABASE_FILE, ("keys", "list")), (LEDGER_FILE, ("usage",))]
)
def test_a_file_that_is_no_database_is_told_in_one_line(
    tmp_path: Path, file: str, arguments: tuple[str, ...]
) -> None:
    (tmp_path / file).write_text("no database at all\n" * 100)

    told = cloister(*arguments, "--data-dir", tmp_path)

    assert told.exit_code == 1
    (line,) = told.stderr.splitlines()
    assert line.startswith("Error: ")
    assert line.endswith("file is not a database")


def test_a_ledger_without_tables_is_told_in_one_line(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / LEDGER_FILE).close()

    told = cloister("usage", "--data-dir", tmp_path)

    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("verb", ["usage", "environments"])
@pytest.mark.parametrize("tenant", ["", " ", "blue; drop"])
def test_what_is_no_tenant_never_passes_for_all_of_them(
    installation: Path, verb: str, tenant: str
) -> None:
    refused = cloister(verb, "--data-dir", installation, "--tenant", tenant)

    assert refused.exit_code == 2
    assert "Invalid value for '--tenant'" in refused.stderr


def test_the_users_own_profile_is_none_of_the_business_of_a_verb_that_asks_the_server(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installation / READY_FILE).write_text(
        '{"endpoint": "http://127.0.0.1:9", "region": "us-east-1"}'
    )
    (installation / CREDENTIALS_FILE).write_text(
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n"
    )
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:10")

    told = cloister("tenants", "--data-dir", installation)

    assert (told.exit_code, told.stderr) == (
        1,
        'Error: Could not connect to the endpoint URL: "http://127.0.0.1:9/2026-11-01/tenants"\n',
    )


def test_a_table_in_a_pipe_has_a_line_for_each_row_however_wide(installation: Path) -> None:
    description = "a long line, " * 18
    cloister("keys", "create", "--data-dir", installation, "--description", description.strip())

    listed = cloister("keys", "list", "--data-dir", installation)

    assert description.strip() in listed.stdout
    assert len([line for line in listed.stdout.splitlines() if "AKIA" in line]) == 1
