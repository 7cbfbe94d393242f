"""T9: a handler's name is looked up inside the sandbox only, by Python's own rules; none of them leads out or hangs.

There is no twin: the host never opens what a name says, so there is no guard to take away.
"""

import pytest

from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = (
    "/etc/passwd.handler",
    "../../../etc/passwd.handler",
    "..handler",
    "....",
    "app/../app.handler\0",
    "\0.handler",
    "app.handler\n",
    "app.__dict__",
    "app.__class__.__mro__",
    "os.system",
    "sys.exit",
    "builtins.exec",
    "ctypes.string_at",
    "%s%n.handler",
    "$(id).handler",
    "\u202eapp.handler",
    "a" * 120 + ".handler",
    "." * 128,
)
ERRORS = {
    "Runtime.ImportModuleError",
    "Runtime.HandlerNotFound",
    "Runtime.MalformedHandlerName",
    "Runtime.UserCodeSyntaxError",
    "Runtime.ExitError",
    "Runtime.BuiltInModuleConflict",
    "TypeError",
    "ValueError",
    "AttributeError",
    "ctypes.ArgumentError",
    "ArgumentError",
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_a_name_that_is_none_ends_in_an_error_of_its_own_function(
    lab: Lab, name: str
) -> None:
    error = await lab.result("def handler(event, context):\n    return 1", handler=name)

    assert error["errorType"] in ERRORS
    assert str(lab.code_root) not in str(error)
