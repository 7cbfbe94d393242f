"""Hatchling's hook: a wheel holds the built console; an editable installation has it from tools/build_console.py."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from build_console import OUTPUT, build  # the folder of tools is no package


class ConsoleHook(BuildHookInterface[Any]):  # Any: the configuration of whatever builder calls
    """Of the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # Any: hatchling's own
        """The built console is part of what is packed, unless the installation is editable."""
        if version == "editable":
            return
        build()
        build_data["force_include"][str(OUTPUT)] = "cloister/console/static"
