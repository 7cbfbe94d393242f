"""What this machine gives to isolation: tried, where a trial leaves no trace, and what is lost where it fails."""

from cloister.doctor.examination import examine_host, run
from cloister.doctor.findings import (
    Finding,
    Section,
    exit_code,
    render,
    render_json,
    troubles,
)

__all__ = [
    "Finding",
    "Section",
    "examine_host",
    "exit_code",
    "render",
    "render_json",
    "run",
    "troubles",
]
