"""That every statement of a file is found by its name, and only once."""

from pathlib import Path

import pytest

from cloister.telemetry.statements import statements


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package on the path, named as its directory."""
    directory = tmp_path / f"sql_{tmp_path.name}"
    directory.mkdir()
    (directory / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return directory


def test_each_statement_is_found_by_its_name(package: Path) -> None:
    (package / "a.sql").write_text(
        "-- A file.\n\n-- name: one\n-- Why.\nSELECT 1;\n-- name: two\nSELECT 2;\n"
    )

    found = statements(package.name, "a.sql")

    assert list(found) == ["one", "two"]
    assert found["one"].strip() == "-- Why.\nSELECT 1;"
    assert found["two"].strip() == "SELECT 2;"


def test_a_name_that_is_given_twice_is_refused(package: Path) -> None:
    (package / "a.sql").write_text("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")

    with pytest.raises(ValueError, match="a name is given twice"):
        statements(package.name, "a.sql")["one"]
