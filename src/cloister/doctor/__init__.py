"""What this machine gives to isolation: tried, where a trial leaves no trace, and what is lost where it fails."""

from cloister.doctor.examination import examine_host, run
from cloister.doctor.findings import Finding, Status, exit_code, render, troubles

__all__ = ["Finding", "Status", "examine_host", "exit_code", "render", "run", "troubles"]
