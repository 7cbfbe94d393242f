"""Lines that are followed while they come: by `aws logs tail --follow`, and by `cloister logs`."""

import functools
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from cloister.domain.clock import SystemClock
from tests.e2e.lambda_client import PER_TENANT, Client, call, deploy
from tests.e2e.server import CLOISTER, Server, eventually, run_cloister
from tests.loose import Json

PATIENCE_S = 20
AWS_CLI_V2 = "/usr/bin/aws"
"""Debian's: the package registry of Python has v1 only, which has no `logs tail`."""
PRINTS = """
    def handler(event, context):
        for number in range(event["from"], event["to"]):
            print(f"{event.get('who')} line {number}")
"""
HOSTILE = """
    import os
    def handler(event, context):
        os.write(1, b"red \\x1b[31m bell \\x07 back \\x08 nul \\x00 not UTF-8 \\xff\\xfe\\n")
        os.write(1, "hidden \\u202e \\u200b end\\n".encode())
"""


class Tail:
    """Asks as `aws logs tail --follow` does, but for pages that are so small that there are many.

    Pages by nextToken; then from the newest time on, passing over the events of that time that it has seen.
    """

    def __init__(self, logs: Client, group: str, *, page_size: int) -> None:
        self._logs = logs
        self._asked: dict[str, Json] = {
            "logGroupIdentifier": group,
            "interleaved": True,
            "limit": page_size,
            "startTime": int(SystemClock().now().timestamp() * 1000) - 600_000,
        }
        self._seen_at_newest: set[str] = set()
        self.messages: list[str] = []

    def poll(self) -> None:
        """All pages that there are now."""
        token: dict[str, str] = {}
        while True:
            page = self._logs.filter_log_events(**self._asked, **token)
            for event in page["events"]:
                self._take(event)
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}

    def _take(self, event: dict[str, Json]) -> None:
        if event["eventId"] in self._seen_at_newest:
            return
        if event["timestamp"] > self._asked["startTime"]:
            self._asked["startTime"] = event["timestamp"]
            self._seen_at_newest.clear()
        self._seen_at_newest.add(event["eventId"])
        self.messages.append(event["message"])

    def lines(self, who: str) -> list[str]:
        return [message for message in self.messages if message.startswith(f"{who} line ")]


def test_what_aws_logs_tail_sends_sees_every_line_once_in_pages_of_any_size(
    aws: Client, logs: Client
) -> None:
    function = deploy(aws, PRINTS, **PER_TENANT)
    group = f"/aws/lambda/{function}"
    # As on AWS, a group that is not there is an error: functions make theirs with their first line.
    logs.create_log_group(logGroupName=group)
    invoke(aws, function, "tenant-A", lines=(0, 25))
    tail = Tail(logs, group, page_size=7)
    eventually(lambda: has_polled(tail, "tenant-A", 25), within_s=PATIENCE_S)

    for first in range(0, 30, 10):
        for tenant, offset in (("tenant-A", 25), ("tenant-B", 0)):
            invoke(aws, function, tenant, lines=(offset + first, offset + first + 10))
            tail.poll()
    eventually(lambda: has_polled(tail, "tenant-A", 55), within_s=PATIENCE_S)
    eventually(lambda: has_polled(tail, "tenant-B", 30), within_s=PATIENCE_S)

    assert tail.lines("tenant-A") == [f"tenant-A line {number}" for number in range(55)]
    assert tail.lines("tenant-B") == [f"tenant-B line {number}" for number in range(30)]


@pytest.mark.timeout(120)  # it asks every five seconds
def test_aws_logs_tail_follow_shows_every_line_once(
    server: Server, aws: Client, logs: Client, tmp_path: Path
) -> None:
    function = deploy(aws, PRINTS, **PER_TENANT)
    group = f"/aws/lambda/{function}"
    logs.create_log_group(logGroupName=group)
    told = tmp_path / "told"
    command = [AWS_CLI_V2, "logs", "tail", group, "--follow", "--format", "short"]

    # Beside a terminal, it would keep what it says.
    environ = {**server.environ, "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}

    with following([*command, "--endpoint-url", server.endpoint], told, environ):
        for first in (0, 3):
            for tenant in ("blue", "green"):
                invoke(aws, function, tenant, lines=(first, first + 3))
            eventually(
                functools.partial(tells, told, f"green line {first + 2}"), within_s=PATIENCE_S
            )

    lines = printed(told.read_text().splitlines())
    for tenant in ("blue", "green"):
        of_tenant = [line for line in lines if line.startswith(tenant)]
        assert of_tenant == [f"{tenant} line {number}" for number in range(6)]


def has_polled(tail: Tail, who: str, count: int) -> bool:
    tail.poll()
    return len(tail.lines(who)) >= count


def invoke(aws: Client, function: str, tenant: str, *, lines: tuple[int, int]) -> None:
    event = {"who": tenant, "from": lines[0], "to": lines[1]}
    call(aws, function, TenantId=tenant, Payload=json.dumps(event))


def command_for(server: Server, function: str) -> list[str]:
    return ["logs", function, "--data-dir", str(server.directory)]


def shown(server: Server, function: str, *arguments: str) -> list[str]:
    """The lines of `cloister logs`."""
    ended = run_cloister(*command_for(server, function), *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def printed(lines: list[str]) -> list[str]:
    """What handlers printed, behind each line's time, and its tenant where that is told as well."""
    return [line.split(" ", 1)[1] for line in lines if " line " in line]


@pytest.mark.timeout(120)  # the command line takes a second to start
def test_cloister_logs_shows_all_tenants_or_one(server: Server, aws: Client) -> None:
    function = deploy(
        aws, PRINTS, **PER_TENANT, LoggingConfig={"LogFormat": "Text", "LogGroup": "shared"}
    )
    for tenant in ("blue", "green"):
        invoke(aws, function, tenant, lines=(0, 3))
    blue = [f"blue blue line {number}" for number in range(3)]
    eventually(lambda: len(printed(shown(server, function))) == 6, within_s=PATIENCE_S)

    assert printed(shown(server, function, "--tenant", "blue")) == blue
    assert printed(shown(server, function, "--since", "2999-01-01")) == []
    assert run_cloister(*command_for(server, function), "--tenant", " ").returncode == 2


@pytest.mark.timeout(120)
def test_cloister_logs_follow_shows_a_line_that_comes_later(
    server: Server, aws: Client, tmp_path: Path
) -> None:
    function = deploy(aws, PRINTS, **PER_TENANT)
    told = tmp_path / "told"

    command = [str(CLOISTER), *command_for(server, function), "--tenant", "blue", "--follow"]

    with following(command, told):
        for round_ in range(2):
            for tenant in ("blue", "green"):
                invoke(aws, function, tenant, lines=(round_ * 2, round_ * 2 + 2))
            eventually(
                functools.partial(tells, told, f"line {round_ * 2 + 1}"), within_s=PATIENCE_S
            )

    assert printed(told.read_text().splitlines()) == [f"blue blue line {n}" for n in range(4)]


def tells(file: Path, text: str) -> bool:
    return text in file.read_text()


@contextmanager
def following(
    command: Sequence[str], told: Path, environ: Mapping[str, str] | None = None
) -> Iterator[None]:
    """The command runs for the block, what it says goes to `told`, and it ends well by Ctrl-C."""
    # Where the tests are a background job, Ctrl-C is ignored, and whoever is started inherits that.
    by_ctrl_c = ["env", "--default-signal=INT"]
    with told.open("wb") as output:
        process = subprocess.Popen([*by_ctrl_c, *command], stdout=output, env=environ)
    try:
        yield
        assert interrupted(process) == 0
    finally:
        process.kill()
        process.wait()


def interrupted(process: "subprocess.Popen[bytes]") -> int:
    """Its exit code after Ctrl-C."""
    process.send_signal(signal.SIGINT)
    return process.wait(PATIENCE_S)


@pytest.mark.timeout(120)
def test_hostile_bytes_never_reach_the_terminal_raw(server: Server, aws: Client) -> None:
    function = deploy(aws, HOSTILE)
    call(aws, function, Payload=b"{}")

    def lines() -> list[str]:
        return [line for line in shown(server, function) if "red" in line or "hidden" in line]

    eventually(lambda: len(lines()) == 2, within_s=PATIENCE_S)

    red, hidden = lines()
    assert r"red \x1b[31m bell \x07 back \x08 nul \x00 not UTF-8" in red
    assert r"hidden \u202e \u200b end" in hidden
    assert all(character.isprintable() for character in red + hidden)


def test_a_function_that_is_not_there_is_told_in_one_line(server: Server) -> None:
    ended = run_cloister(*command_for(server, "nobody"))

    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: Function not found")
    assert len(ended.stderr.splitlines()) == 1
