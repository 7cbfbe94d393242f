"""Programs that others wrote for AWS, run as they are: the environment tells where the server is, and no more."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.server import Server
from tests.loose import Json

PATIENCE_S = 120


class Tools:
    """They run in one directory, which is their home as well."""

    def __init__(self, server: Server, directory: Path) -> None:
        self._directory = directory
        self._environ = {
            **server.environ,
            "AWS_PAGER": "",
            "HOME": str(directory),
            "PATH": f"{Path(sys.prefix, 'bin')}:{os.environ['PATH']}",
        }

    def run(self, *command: str, given: str = "") -> str:
        """What the program prints. AssertionError, with what it complains of, unless it ends well."""
        ended = subprocess.run(
            command,
            cwd=self._directory,
            env=self._environ,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def aws(self, *arguments: str) -> Json:
        """What `aws lambda` answers, out of its JSON; None where it prints nothing."""
        said = self.run("aws", "lambda", *arguments, "--output", "json")
        return json.loads(said) if said else None
