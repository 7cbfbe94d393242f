"""The documents say what is so: their links lead somewhere, and what they take from the code is what stands there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.sandbox.namespaces.jail import plan
from cloister.sandbox.namespaces.policy import (
    ALLOWED_BUT_REFUSED,
    PRETENDED,
    REFUSALS,
    RULES,
    SOCKETS,
    UNKNOWN,
)
from tests.support import A_LODGER, A_ROOM

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
DECISION_LINES_MAX = 60
"""A page."""
README_LINES_MAX = 50
"""A screen."""

LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
STEP = re.compile(r"^(?P<number>\d+)\. \*\*(?P<name>.+)\*\*$", re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
TEST_DEFINITION = r"^(async )?def {}\("
PACKAGE = ROOT / "src" / "cloister"


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _links(document: Path) -> Iterator[tuple[str, Path]]:
    """Text and target of every link to a file."""
    for match in LINK.finditer(document.read_text()):
        target = match["target"].partition("#")[0]
        if target and "://" not in target:
            yield match["text"], (document.parent / target).resolve()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_every_relative_link_leads_to_a_file_of_the_repository(document: Path) -> None:
    lost = [
        str(target)
        for _, target in _links(document)
        if not (target.exists() and target.is_relative_to(ROOT))
    ]

    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_every_test_that_a_document_names_is_in_the_file_it_links_to(document: Path) -> None:
    named = [(text, target) for text, target in _links(document) if text.startswith("test_")]

    lost = [
        text
        for text, target in named
        if not re.search(TEST_DEFINITION.format(text), target.read_text(), re.MULTILINE)
    ]

    assert lost == []


@pytest.mark.parametrize("binds_devices", [True, False])
@pytest.mark.parametrize("layers_fd", [9, None])
@pytest.mark.parametrize("is_in_network", [True, False])
def test_the_steps_of_the_jail_are_those_of_its_document(
    binds_devices: bool, layers_fd: int | None, is_in_network: bool
) -> None:
    room = replace(
        A_ROOM, binds_devices=binds_devices, layers_fd=layers_fd, is_in_network=is_in_network
    )
    page = (ROOT / "docs" / "jail.md").read_text()

    documented = [(int(match["number"]), match["name"]) for match in STEP.finditer(page)]

    # The page lists what an ordinary user's sandbox with layers does; root's has device nodes in its image instead.
    left_out = [
        *([] if binds_devices else ["bind /dev/"]),
        *(["overlay of the layers"] if layers_fd is None else []),
        *(["bring up loopback", "give up closed"] if is_in_network else ["own no network"]),
    ]
    names = [name for _, name in documented if not name.startswith(tuple(left_out))]
    assert [number for number, _ in documented] == list(range(1, len(documented) + 1))
    assert names == [step.describe() for step in plan(room, A_LODGER)]


def test_every_call_with_a_rule_of_its_own_is_in_the_document_of_the_jail() -> None:
    page = (ROOT / "docs" / "jail.md").read_text()
    ruled = {rule.call for rule in (*RULES, *SOCKETS, *REFUSALS, *PRETENDED)} | set(
        ALLOWED_BUT_REFUSED
    )

    untold = [call for call in ruled if f"`{call}`" not in page]

    assert untold == []


def test_every_call_that_is_answered_as_unknown_is_in_the_document_of_the_jail() -> None:
    page = (ROOT / "docs" / "jail.md").read_text()
    families = ("io_", "io_uring_")

    untold = [
        call
        for call in UNKNOWN.split()
        if f"`{call}`" not in page and not call.startswith(families)
    ]

    assert untold == []
    assert [family for family in families if f"`{family}*`" not in page] == []


def test_the_page_of_operations_is_what_would_be_generated() -> None:
    generator = ROOT / "tools" / "generate_api_docs.py"

    checked = subprocess.run(
        [sys.executable, generator, "--check"], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_part_of_the_package_is_in_the_code_map() -> None:
    parts = {
        path
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists())
    }

    mapped = {target for _, target in _links(ROOT / "ARCHITECTURE.md")}

    assert parts - mapped == {PACKAGE / "__init__.py"}


@pytest.mark.parametrize("decision", DECISIONS, ids=_relative)
def test_a_decision_fits_a_page_and_says_what_would_change_our_mind(decision: Path) -> None:
    text = decision.read_text()

    headings = HEADING.findall(text)

    assert headings == ["Context", "Decision", "Consequences", "What would change our mind"]
    assert len(text.splitlines()) <= DECISION_LINES_MAX


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [decision.name[:4] for decision in DECISIONS]

    assert len(set(numbers)) == len(numbers)


def test_the_readme_fits_a_screen() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= README_LINES_MAX
