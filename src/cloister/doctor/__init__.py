"""What this machine gives to isolation: tried, where a trial leaves no trace, and what is lost where it fails."""

from cloister.doctor.examination import run
from cloister.doctor.findings import Finding, Status, exit_code, render

__all__ = ["Finding", "Status", "exit_code", "render", "run"]
