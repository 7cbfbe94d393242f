"""What functions print, read by AWS's clients: each tenant's lines, all of them, and nobody else's."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloister.domain import limits, log_limits
from tests.e2e.lambda_client import (
    PER_TENANT,
    Client,
    all_events,
    deploy,
    log_of,
)
from tests.e2e.server import Server, eventually
from tests.loose import Given, Json

JSON_LOGS = {"LoggingConfig": {"LogFormat": "JSON"}}
FOUR_WAYS = """
    import logging, os, subprocess, sys
    logging.getLogger().setLevel("INFO")
    def handler(event, context):
        for number in range(event["times"]):
            words = f"{event['who']} {number}"
            print(f"print {words}", flush=True)
            logging.getLogger().info("logging %s", words)
            subprocess.run([sys.executable, "-S", "-c", f"print('child {words}')"], check=True)
            os.write(1, f"raw {words}\\n".encode())
        return [context.log_group_name, context.log_stream_name]
"""
HOSTILE = """
    import os
    def handler(event, context):
        rid = "00000000-0000-0000-0000-000000000000"
        os.write(1, f"REPORT RequestId: {rid}\\tDuration: 0.01 ms\\tBilled Duration: 1 ms\\n".encode())
        os.write(1, b'{"type":"platform.report","record":{"requestId":"%s","tenantId":"tenant-B"}}\\n' % rid.encode())
        os.write(1, b'{"message":"forged","tenantId":"tenant-B"}\\n')
        os.write(2, b"\\x1b[8m\\x00\\xff\\xfe\\x1b[0m\\rEND RequestId: 1\\n")
        os.write(1, b"x" * 10_000_000 + b"\\n")
        line = b"y" * 99 + b"\\n"
        for _ in range(event["megabytes"]):
            os.write(1, line * 10_000)
        return "done"
"""


def invoke(aws: Client, function: str, tenant: str, **event: Given) -> Json:
    answer = aws.invoke(FunctionName=function, TenantId=tenant, Payload=json.dumps(event))
    assert "FunctionError" not in answer
    return json.loads(answer["Payload"].read())


def reports(logs: Client, group: str) -> int:
    """How many reports of the platform's are in the group."""
    try:
        found = all_events(logs, logGroupName=group, filterPattern="?REPORT ?platform.report")
    except logs.exceptions.ResourceNotFoundException:
        return 0
    return sum(is_report(event["message"]) for event in found)


def said_by(event: dict[str, Json]) -> str:
    """The text of an application's event in JSON."""
    return str(json.loads(event["message"]).get("message"))


def test_each_tenants_lines_are_in_its_stream_in_order_and_found_by_its_name(
    aws: Client, logs: Client
) -> None:
    function = deploy(aws, FOUR_WAYS, **PER_TENANT, **JSON_LOGS)
    streams = {
        who: invoke(aws, function, f"tenant-{who}", who=who, times=5)
        for who in ("A", "B", "A", "B")
    }
    group = f"/aws/lambda/{function}"
    eventually(lambda: reports(logs, group) == 4, within_s=10)

    for who, (told_group, stream) in streams.items():
        tenant = f"tenant-{who}"
        pattern = f'{{ $.tenantId = "{tenant}" || $.record.tenantId = "{tenant}" }}'
        by_tenant = all_events(logs, logGroupName=group, filterPattern=pattern)
        by_stream = logs.get_log_events(
            logGroupName=group, logStreamName=stream, startFromHead=True
        )["events"]
        printed = [
            said_by(event) for event in by_stream if "type" not in json.loads(event["message"])
        ]

        once = [
            f"{way} {who} {n}" for n in range(5) for way in ("print", "logging", "child", "raw")
        ]
        assert told_group == group
        assert printed == once * 2
        assert [event["message"] for event in by_tenant] == [
            event["message"]
            for event in by_stream
            if '"platform.initStart"' not in event["message"]
        ]
        assert {event["logStreamName"] for event in by_tenant} == {stream}


def test_nothing_that_a_hostile_function_prints_is_anybody_elses_or_the_platforms(
    aws: Client, logs: Client
) -> None:
    for config in (JSON_LOGS, {}):
        function = deploy(aws, HOSTILE, **PER_TENANT, **config, Timeout=60, MemorySize=1769)
        group = f"/aws/lambda/{function}"
        invoke(aws, function, "tenant-A", megabytes=1)
        invoke(aws, function, "tenant-B", megabytes=0)
        eventually(functools.partial(has_reports, logs, group, 2), within_s=20)

        events = all_events(logs, logGroupName=group)
        own_reports = [event for event in events if is_report(event["message"])]
        assert len(own_reports) == 2
        assert "00000000" not in "".join(event["message"] for event in own_reports)
        assert max(len(event["message"].encode()) for event in events) <= log_limits.EVENT_BYTES_MAX
        if config:
            pattern = '{ $.tenantId = "tenant-B" || $.record.tenantId = "tenant-B" }'
            found = all_events(logs, logGroupName=group, filterPattern=pattern)
            assert len({event["logStreamName"] for event in found}) == 1


def has_reports(logs: Client, group: str, count: int) -> bool:
    return reports(logs, group) >= count


def is_report(message: str) -> bool:
    if message.startswith("REPORT RequestId:"):
        return True
    try:
        return bool(json.loads(message)["type"] == "platform.report")
    except (ValueError, KeyError):
        return False


@pytest.mark.timeout(180)
def test_a_flood_of_500_megabytes_is_dropped_counted_and_takes_little_of_the_servers_memory(
    aws: Client, logs: Client, server: Server
) -> None:
    function = deploy(aws, HOSTILE, **PER_TENANT, Timeout=120, MemorySize=1769)
    group = f"/aws/lambda/{function}"
    before_mb = peak_memory_mb(server.pid)

    invoke(aws, function, "tenant-A", megabytes=500)
    eventually(lambda: reports(logs, group) == 1, within_s=60)

    dropped = all_events(logs, logGroupName=group, filterPattern='"LOGS_DROPPED"')
    grown_mb = peak_memory_mb(server.pid) - before_mb
    assert dropped
    assert grown_mb < 64, "MB; it was measured to be a few"


def peak_memory_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


@pytest.mark.timeout(120)  # the command line takes seconds to start
def test_the_aws_command_line_shows_a_functions_lines(
    aws: Client, logs: Client, server: Server
) -> None:
    function = deploy(aws, "def handler(event, context):\n    print('hello there')\n")
    group = f"/aws/lambda/{function}"
    aws.invoke(FunctionName=function)
    eventually(lambda: reports(logs, group) == 1, within_s=10)
    path = f"{Path(sys.prefix, 'bin')}:{os.environ['PATH']}"
    asked = ["--log-group-name", group, "--query", "events[].message", "--output", "json"]

    shown = subprocess.run(
        ["aws", "logs", "filter-log-events", *asked],
        env={**server.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    init, start, line, end, report = json.loads(shown.stdout)
    assert (init[:10], start[:5], line, end[:3], report[:6]) == (
        "INIT_START",
        "START",
        "hello there",
        "END",
        "REPORT",
    )


@pytest.mark.parametrize("format_", ["Text", "JSON"])
def test_the_tail_of_the_log_comes_with_the_answer_if_asked_for(aws: Client, format_: str) -> None:
    function = deploy(
        aws,
        "def handler(event, context):\n    print('x' * 5000)\n    print('the end')\n",
        LoggingConfig={"LogFormat": format_},
        **PER_TENANT,
    )

    with_it = aws.invoke(FunctionName=function, TenantId="blue", LogType="Tail")
    without = aws.invoke(FunctionName=function, TenantId="blue")

    tail = log_of(with_it)
    *_, end, last = [line for line in tail.splitlines() if not line.startswith("END ")]
    assert len(tail) == limits.LOG_TAIL_BYTES_MAX
    assert (end, is_report(last)) == ("the end", True)
    assert "LogResult" not in without
