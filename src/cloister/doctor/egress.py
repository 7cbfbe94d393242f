"""What functions' way to the internet (`cloister up --egress`) needs of this machine; nothing else does."""

from pathlib import Path
from typing import Final

from cloister.doctor.findings import Finding, Question
from cloister.sandbox.egress.needs import needs

_LOST: Final = "functions can't be let to the internet"


def egress(root: Path) -> list[Finding]:
    """A line for each need. None is more than a warning: without egress all is as tight as can be."""
    return [
        Question(f"egress, {need.name}", _LOST, need.remedy).wants(need.found, good=need.is_met)
        for need in needs(root)
    ]
