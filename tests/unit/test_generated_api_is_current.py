"""What tools/generate_api.py wrote is what it would write, and says of the API what the codec relies on."""

import subprocess
import sys
from pathlib import Path

from cloister.api.lambda_.operations import OPERATIONS
from cloister.api.not_built import NOT_BUILT
from cloister.api.operation import Body

GENERATOR = Path(__file__).parents[2] / "tools" / "generate_api.py"
BUILT = {
    "CreateAlias",
    "CreateFunction",
    "DeleteAlias",
    "DeleteFunction",
    "GetAlias",
    "GetFunction",
    "GetFunctionConfiguration",
    "Invoke",
    "ListAliases",
    "ListFunctions",
    "ListVersionsByFunction",
    "PublishVersion",
    "UpdateAlias",
    "UpdateFunctionCode",
    "UpdateFunctionConfiguration",
}


def test_generating_again_changes_nothing() -> None:
    checked = subprocess.run(
        [sys.executable, GENERATOR, "--check"], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_operation_is_either_built_or_has_a_reason_not_to_be() -> None:
    names = [operation.name for operation in OPERATIONS]

    assert len(names) == 91
    assert not BUILT & NOT_BUILT.keys()
    assert sorted(BUILT | NOT_BUILT.keys()) == names


def test_no_answer_mixes_json_members_with_others_so_that_a_structure_is_encoded_whole() -> None:
    mixed = [
        operation.name
        for operation in OPERATIONS
        if operation.response.body is Body.MEMBERS and operation.response.bindings
    ]

    assert mixed == []
