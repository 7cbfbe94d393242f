"""A line of the doctor's report: what was found, what is lost by it, and the one thing to do about it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from rich.table import Table
from rich.text import Text

from cloister.domain.posture import Status

_STYLES = {Status.OK: "green", Status.WARN: "yellow", Status.MISSING: "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer. `lost` and `remedy` are None exactly when all is well."""

    name: str
    status: Status
    found: str
    lost: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Findings under the title that docs/operating.md explains them under."""

    title: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Question:
    """What the doctor asks: the name of the line, what is lost when the answer is no, and how to mend it."""

    name: str
    lost: str
    remedy: str

    def ok(self, found: str) -> Finding:
        return Finding(name=self.name, status=Status.OK, found=found)

    def warn(self, found: str) -> Finding:
        return self._bad(Status.WARN, found)

    def missing(self, found: str) -> Finding:
        return self._bad(Status.MISSING, found)

    def needs(self, found: str, *, good: bool) -> Finding:
        """For what isolation cannot do without."""
        return self.ok(found) if good else self.missing(found)

    def wants(self, found: str, *, good: bool) -> Finding:
        """For what isolation is weaker or slower without."""
        return self.ok(found) if good else self.warn(found)

    def _bad(self, status: Status, found: str) -> Finding:
        return Finding(
            name=self.name, status=status, found=found, lost=self.lost, remedy=self.remedy
        )


def render(findings: Iterable[Finding]) -> Table:
    """The report for a terminal, in the order given. What was found is shown as text, never as markup."""
    table = Table("", "check", "found", "what is lost, and what to do", title="cloister doctor")
    for finding in findings:
        table.add_row(
            Text(finding.status, style=_STYLES[finding.status]),
            Text(finding.name),
            Text(finding.found),
            Text(": ".join(part for part in (finding.lost, finding.remedy) if part)),
        )
    return table


def render_json(sections: Iterable[Section]) -> str:
    """The report for programs: a list of objects, a line each, in the order given. ASCII."""
    return json.dumps(
        [
            {"section": section.title, **asdict(finding)}
            for section in sections
            for finding in section.findings
        ]
    )


def exit_code(findings: Iterable[Finding], *, strict_about: Iterable[Finding] = ()) -> int:
    """1 when something is missing that isolation needs, or not all is well of what is to be strict about; else 0."""
    is_missing = any(finding.status is Status.MISSING for finding in findings)
    return int(is_missing or bool(troubles(strict_about)))


def troubles(findings: Iterable[Finding]) -> list[Finding]:
    """Those that say that something is lost."""
    return [finding for finding in findings if finding.status is not Status.OK]
