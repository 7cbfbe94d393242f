"""What tools/generate_api.py wrote is what it would write, and says of the API what the codec relies on."""

import subprocess
import sys
from pathlib import Path

import pytest

from cloister.api.handlers.control_plane import control_plane_handlers
from cloister.api.lambda_.operations import INVOKE, OPERATIONS
from cloister.api.not_built import KEPT, NOT_BUILT
from cloister.api.operation import Body
from cloister.artifacts.links import CodeLinks
from tests.unit.example_functions import HOME, Disk

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.parametrize("generator", ["generate_api.py", "generate_console_api.py"])
def test_generating_again_changes_nothing(generator: str) -> None:
    checked = subprocess.run(
        [sys.executable, TOOLS / generator, "--check"], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")


async def test_every_operation_is_either_built_or_has_a_reason_not_to_be(tmp_path: Path) -> None:
    names = [operation.name for operation in OPERATIONS]

    async with Disk(tmp_path).server() as server:
        links = CodeLinks(bytes(32), server.clock)
        built = {INVOKE.name, *control_plane_handlers(server.plane, links, HOME)}

    assert len(names) == 91
    assert not built & NOT_BUILT.keys()
    assert sorted(built | NOT_BUILT.keys()) == names
    assert built >= KEPT.keys()


def test_no_answer_mixes_json_members_with_others_so_that_a_structure_is_encoded_whole() -> None:
    mixed = [
        operation.name
        for operation in OPERATIONS
        if operation.response.body is Body.MEMBERS and operation.response.bindings
    ]

    assert mixed == []
