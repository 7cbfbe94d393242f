"""CVE-2025-52881 turned writes to /proc elsewhere; here not even a process's own files can be written: T5, T12."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
WRITES = {"oom_score_adj": "0", "coredump_filter": "0x33", "comm": "init", "timerslack_ns": "1", "clear_refs": "1"}
MAPS = {"uid_map": "0 0 1", "gid_map": "0 0 1", "setgroups": "allow", "attr/exec": "unconfined"}
def write(name, text):
    with open(f"/proc/self/{name}", "w") as file:
        file.write(text)
def handler(event, context):
    return {name: answer(write, name, text) for name, text in {**WRITES, **MAPS}.items()}
""")


async def test_a_function_writes_to_none_of_its_own_proc_files(lab: Lab) -> None:
    answers = await lab.result(ATTACK)

    assert {answers[name] for name in answers if name != "attr/exec"} <= {
        "EROFS",
        "EACCES",
        "ENOENT",
    }
    assert answers["oom_score_adj"] in ("EROFS", "EACCES")
    assert answers["attr/exec"] != "OK"


async def test_a_process_without_a_jail_does() -> None:
    answers = await outside(ATTACK)

    assert {answers[name] for name in ("oom_score_adj", "coredump_filter", "comm")} == {"OK"}
