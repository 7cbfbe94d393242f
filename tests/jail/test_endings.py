"""How a function's failure is told: AWS's payloads, for every way that a function can fail (lambda-facts 2.4)."""

import json

import pytest

from cloister.domain.invocation import FunctionFailed, Returned
from tests.loose import Given, Json
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _fails(lab: Lab, source: str, **chosen: Given) -> dict[str, Json]:
    run = await lab.run(lab.version(source, **chosen))
    assert isinstance(run.outcome, FunctionFailed), run.outcome
    error: dict[str, Json] = json.loads(run.outcome.payload)
    assert error["errorType"] == run.outcome.error_type
    return error


async def test_an_exception_is_told_with_its_type_message_and_stack(lab: Lab) -> None:
    error = await _fails(lab, "def handler(event, context):\n    raise ValueError('no good')")

    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no good")
    assert '  File "/var/task/app.py", line 2, in handler\n' in error["stackTrace"][0]
    assert error["requestId"]


async def test_a_module_that_is_not_there_is_told_as_aws_tells_it(lab: Lab) -> None:
    error = await _fails(lab, "", handler="nothing.handler")

    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"] == "Unable to import module 'nothing': No module named 'nothing'"
    assert error["requestId"] == ""


async def test_a_handler_that_is_not_there_is_told_as_aws_tells_it(lab: Lab) -> None:
    error = await _fails(lab, "", handler="app.nothing")

    assert error["errorType"] == "Runtime.HandlerNotFound"
    assert error["errorMessage"] == "Handler 'nothing' missing on module 'app'"


async def test_a_handler_without_a_dot_is_malformed(lab: Lab) -> None:
    error = await _fails(lab, "", handler="app")

    assert error["errorType"] == "Runtime.MalformedHandlerName"


async def test_a_syntax_error_is_told_as_aws_tells_it(lab: Lab) -> None:
    error = await _fails(lab, "def handler(:\n")

    assert error["errorType"] == "Runtime.UserCodeSyntaxError"
    assert error["errorMessage"].startswith("Syntax error in module 'app': ")


async def test_an_exception_at_import_fails_init(lab: Lab) -> None:
    error = await _fails(lab, "raise RuntimeError('at import')")

    assert (
        error["errorType"],
        error["errorMessage"],
        error["requestId"],
    ) == ("RuntimeError", "at import", "")


async def test_a_result_that_is_no_json_is_a_marshal_error(lab: Lab) -> None:
    error = await _fails(lab, "def handler(event, context):\n    return {1, 2}")

    assert error["errorType"] == "Runtime.MarshalError"
    assert error["errorMessage"].startswith("Unable to marshal response: ")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("sys.exit(0)", "Runtime exited without providing a reason"),
        ("os._exit(7)", "Runtime exited with error: exit status 7"),
        ("sys.exit(3)", "Runtime exited with error: exit status 3"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
        ("os.kill(os.getpid(), 15)", "Runtime exited with error: signal: terminated"),
        ("ctypes.string_at(0)", "Runtime exited with error: signal: segmentation fault"),
        ("os.abort()", "Runtime exited with error: signal: aborted"),
    ],
)
@pytest.mark.parametrize("where", ["in the handler", "in init"])
async def test_the_end_of_the_process_is_told_with_its_reason(
    lab: Lab, statement: str, reason: str, where: str
) -> None:
    imports = "import ctypes, os, sys\n"
    body = f"def handler(event, context):\n    {statement}" if "handler" in where else statement

    error = await _fails(lab, imports + body)

    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].startswith("RequestId: ")
    assert error["errorMessage"].endswith(f" Error: {reason}")


async def test_too_much_memory_ends_the_environment_as_out_of_memory(lab: Lab) -> None:
    source = "def handler(event, context):\n    return len(bytearray(400 << 20))"

    error = await _fails(lab, source, memory_mb=128)

    assert error["errorType"] == "Runtime.OutOfMemory"
    assert error["errorMessage"].endswith(" Error: Runtime exited with error: signal: killed")


async def test_too_much_memory_in_pages_that_a_child_process_holds_counts_as_well(lab: Lab) -> None:
    source = """
        import subprocess, sys
        def handler(event, context):
            code = "b = bytearray(400 << 20); print(len(b))"
            child = subprocess.run([sys.executable, "-c", code], capture_output=True)
            return {"code": child.returncode, "out": child.stdout.decode()}
    """

    run = await lab.run(lab.version(source, memory_mb=128))

    assert b"419430400" not in run.outcome.payload


async def test_a_timeout_is_told_in_aws_words_and_the_environment_is_gone(lab: Lab) -> None:
    version = lab.version(
        """
        import time
        count = 0
        def handler(event, context):
            global count
            count += 1
            if event.get("sleep"):
                time.sleep(60)
            return count
    """,
        timeout_s=1,
    )
    assert Returned(b"1") == (await lab.run(version)).outcome

    late = await lab.run(version, event={"sleep": True})
    after = await lab.run(version)

    assert isinstance(late.outcome, FunctionFailed)
    error = json.loads(late.outcome.payload)
    assert error["errorType"] == "Sandbox.Timedout"
    assert error["errorMessage"].endswith(" Error: Task timed out after 1.00 seconds")
    assert Returned(b"1") == after.outcome


async def test_an_answer_over_six_megabytes_is_told_as_too_large(lab: Lab) -> None:
    error = await _fails(
        lab, "def handler(event, context):\n    return 'x' * (6 * 1024 * 1024 + 99)"
    )

    assert error == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    }


async def test_an_answer_of_exactly_the_limit_arrives_whole(lab: Lab) -> None:
    source = "def handler(event, context):\n    return 'x' * (6 * 1024 * 1024 + 98)"

    run = await lab.run(lab.version(source))

    assert len(run.outcome.payload) == 6 * 1024 * 1024 + 100


FIND_CHANNEL = """
import os, stat
links = [f"/proc/self/fd/{fd}" for fd in range(3, 64)]
(channel,) = (int(link[14:]) for link in links if os.path.exists(link) and stat.S_ISSOCK(os.stat(link).st_mode))
"""


async def test_a_function_that_writes_to_the_channel_itself_ends_its_environment_only(
    lab: Lab,
) -> None:
    source = (
        FIND_CHANNEL
        + """
def handler(event, context):
    os.write(channel, b"\\x00\\x00\\x00\\x04garbage")
    return "never believed"
"""
    )

    error = await _fails(lab, source)

    assert error["errorType"] == "Runtime.Unknown"
    assert [e for e in lab.pool.environments() if e.is_usable] == []


FORGE = (
    FIND_CHANNEL
    + """
import gc, struct, time
def forge():
    # The attempt's id is in the memory of the runtime, and of whatever it forks.
    (attempt,) = {o.invocation_id for o in gc.get_objects() if type(o).__name__ == "InvocationRequest"}
    body = attempt + b'"forged"'
    os.write(channel, struct.pack("!IB", 1 + len(body), 19) + body)
"""
)


async def test_a_child_that_answers_in_the_runtimes_place_is_not_believed(lab: Lab) -> None:
    source = """
def handler(event, context):
    if os.fork() == 0:
        forge()
        os._exit(0)
    # No answer of the runtime's own: the first that comes is the forged one.
    time.sleep(5)
"""

    error = await _fails(lab, FORGE + source)

    assert error["errorType"] == "Runtime.Unknown"


async def test_the_same_bytes_from_the_runtime_process_are_its_answer(lab: Lab) -> None:
    # The twin of the test above, and a limit that is stated: an environment can lie about its own results.
    # It sleeps for the same reason.
    run = await lab.run(
        lab.version(FORGE + "\ndef handler(event, context):\n    forge()\n    time.sleep(5)\n")
    )

    assert run.outcome == Returned(b'"forged"')


async def test_what_a_function_prints_comes_back_with_its_run_and_not_with_the_next(
    lab: Lab,
) -> None:
    version = lab.version("""
        import os, subprocess, sys
        def handler(event, context):
            print("printed", event["n"])
            sys.stderr.write("to stderr\\n")
            os.write(1, b"raw\\n")
            subprocess.run(["/bin/echo", "by a child"])
    """)

    first = await lab.run(version, event={"n": 1})
    second = await lab.run(version, event={"n": 2})

    assert first.printed.text == b"printed 1\nto stderr\nraw\nby a child\n"
    assert second.printed.text == b"printed 2\nto stderr\nraw\nby a child\n"


async def test_the_context_is_aws_own(lab: Lab) -> None:
    source = """
        import os
        def handler(event, context):
            return {
                "tenant": context.tenant_id,
                "name": context.function_name,
                "version": context.function_version,
                "memory": context.memory_limit_in_mb,
                "arn": context.invoked_function_arn,
                "left": 0 < context.get_remaining_time_in_millis() <= 10_000,
                "stream": context.log_stream_name == os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
                "mine": os.environ["MINE"],
                "cwd": os.getcwd(),
                "zone": os.environ["TZ"],
                "secrets": sorted(n for n in os.environ if "SECRET" in n or "KEY" in n),
            }
    """

    result = await lab.result(source, tenant="team/7 @x", environment={"MINE": "ä=ö"})

    assert result == {
        "tenant": "team/7 @x",
        "name": "f",
        "version": "$LATEST",
        "memory": "512",
        "arn": "arn:aws:lambda:us-east-1:000000000000:function:f",
        "left": True,
        "stream": True,
        "mine": "ä=ö",
        "cwd": "/var/task",
        "zone": ":UTC",
        "secrets": [],
    }


async def test_a_function_without_tenants_sees_none(lab: Lab) -> None:
    version = lab.version(
        "def handler(event, context):\n    return context.tenant_id", isolated=False
    )

    run = await lab.run(version, None)

    assert Returned(b"null") == run.outcome
