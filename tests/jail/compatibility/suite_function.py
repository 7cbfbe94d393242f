"""The function that runs modules of CPython's test suite in its sandbox, each in a process of its own."""

import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

PYTHON = "/var/task/suite/bin/python3"
"""Of a virtual environment in the package whose site-packages hold the suite: even `python -I` finds it there."""
PROCESSES_PER_CORE = 2
"""Most of the slow ones wait for something."""
MODULE_TIMEOUT_S = 150


def handler(modules: list[str], context: object) -> dict[str, Any]:  # Any: JSON
    """Module to its report: how many tests ran, and which failed or were skipped with what words."""
    with ThreadPoolExecutor(PROCESSES_PER_CORE * (os.cpu_count() or 1)) as pool:
        return dict(zip(modules, pool.map(_run, modules), strict=True))


def _run(module: str) -> dict[str, Any]:  # Any: JSON
    with tempfile.TemporaryDirectory() as place:
        report = Path(place, "report.json")
        command = [PYTHON, "/var/task/suite_module.py", f"test.{module}", str(report)]
        try:
            ended = subprocess.run(
                command,
                cwd=place,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=MODULE_TIMEOUT_S,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"ran": 0, "failed": {module: "is not done in time"}, "skipped": {}}
        if not report.exists():
            why = ended.stderr[-200:].decode(errors="replace")
            return {"ran": 0, "failed": {module: f"{ended.returncode}: {why}"}, "skipped": {}}
        told: dict[str, Any] = json.loads(report.read_text())  # Any: JSON
        return told
