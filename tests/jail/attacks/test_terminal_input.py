"""TIOCSTI types into the terminal that started one (CVE-2017-5226); a high bit hid it from filters (CVE-2019-10063)."""

import pytest

from tests.jail.attacks.probes_kernel import FILTER, LabWithout, outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
import select
TIOCSTI, TIOCLINUX, TIOCSETD, TIOCCONS, HIGH = 0x5412, 0x541C, 0x5423, 0x541D, 1 << 32
def handler(event, context):
    terminal = os.openpty()[1] if event.get("has terminal") else 0
    found = {number: answer(call, "ioctl", terminal, number, b"\\n") for number in (TIOCSTI, HIGH | TIOCSTI)}
    if terminal == 0:
        more = TIOCLINUX, HIGH | TIOCLINUX, TIOCSETD, HIGH | TIOCSETD, TIOCCONS, HIGH | TIOCCONS
        found |= {number: answer(call, "ioctl", terminal, number, b"\\n") for number in more}
    typed = select.select([terminal], [], [], 0)[0] and os.read(terminal, 8).decode()
    return {"answers": list(found.values()), "typed": typed, "terminal": answer(os.open, "/dev/tty", os.O_RDWR)}
""")


async def test_a_function_types_into_no_terminal(lab: Lab) -> None:
    found = await lab.result(ATTACK)

    assert set(found["answers"]) == {"EPERM"}
    assert (found["typed"], found["terminal"]) == ("", "ENOENT")


async def test_without_the_filter_there_is_no_terminal_to_type_into_still(
    lab_without: LabWithout,
) -> None:
    async with lab_without(FILTER) as unguarded:
        found = await unguarded.result(ATTACK)

    assert set(found["answers"]) == {"ENOTTY"}


async def test_a_process_that_has_a_terminal_types_into_it() -> None:
    found = await outside(ATTACK, {"has terminal": True})

    assert (found["answers"], found["typed"]) == (["OK", "OK"], "\n")
