"""What a function finds in os.environ: AWS's variables, the owner's, and which of the two wins."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cloister.domain.environment import InitializationType
from cloister.domain.function import LogFormat, Logging, SnapStart
from cloister.pool.environ import function_environ, log_stream_name
from tests.support import MovingClock, a_version

STREAM = "2026/11/23/[$LATEST]00112233445566778899aabbccddeeff"


def environ(code: Path, **chosen: Any) -> dict[str, str]:  # Any: as a_version takes them
    return function_environ(a_version("", code, **chosen), log_stream=STREAM)


def test_a_function_finds_awss_variables(tmp_path: Path) -> None:
    assert environ(tmp_path, memory_mb=256) == {
        "_HANDLER": "app.handler",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
        "AWS_LAMBDA_LOG_STREAM_NAME": STREAM,
        "AWS_REGION": "us-east-1",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LANG": "en_US.UTF-8",
        "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:"
        "/var/task:/var/task/lib:/opt/lib",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PWD": "/var/task",
        "SHLVL": "0",
        "TZ": ":UTC",
    }


def test_an_environment_that_its_owner_has_held_ready_says_so(tmp_path: Path) -> None:
    told = function_environ(
        a_version("", tmp_path),
        log_stream=STREAM,
        initialization=InitializationType.PROVISIONED_CONCURRENCY,
    )

    assert told["AWS_LAMBDA_INITIALIZATION_TYPE"] == "provisioned-concurrency"


def test_with_snap_start_a_function_finds_no_log_as_on_aws(tmp_path: Path) -> None:
    version = a_version("", tmp_path, snap_start=SnapStart.PUBLISHED_VERSIONS)

    of_latest = function_environ(version, log_stream=STREAM)
    of_version = function_environ(
        replace(version, version="1"),
        log_stream=STREAM,
        initialization=InitializationType.SNAP_START,
    )

    assert of_version["AWS_LAMBDA_INITIALIZATION_TYPE"] == "snap-start"
    assert of_latest.keys() - of_version.keys() == {
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
    }


def test_nothing_of_the_servers_own_environment_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = environ(tmp_path)
    monkeypatch.setenv("CLOISTER_SECRET", "of the server")
    monkeypatch.setenv("PATH", "/of/the/server")

    assert environ(tmp_path) == before


def test_the_owners_variables_are_there_and_may_change_the_defaults(tmp_path: Path) -> None:
    found = environ(tmp_path, environment={"GREETING": "grüß dich", "TZ": "Europe/Berlin"})

    assert found["GREETING"] == "grüß dich"
    assert found["TZ"] == "Europe/Berlin"


@pytest.mark.parametrize("name", ["_HANDLER", "AWS_REGION", "LAMBDA_TASK_ROOT"])
def test_the_platforms_variables_win_over_the_owners(tmp_path: Path, name: str) -> None:
    assert environ(tmp_path, environment={name: "forged"}) == environ(tmp_path)


def test_text_logging_sets_no_variable(tmp_path: Path) -> None:
    assert not {name for name in environ(tmp_path) if name.startswith("AWS_LAMBDA_LOG_")} - {
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
    }


@pytest.mark.parametrize(("level", "shown"), [(None, "INFO"), ("DEBUG", "DEBUG")])
def test_json_logging_tells_the_runtime_client_format_and_level(
    tmp_path: Path, level: str | None, shown: str
) -> None:
    logging = Logging(format=LogFormat.JSON, application_level=level, group="g")

    found = environ(tmp_path, logging=logging)

    assert (found["AWS_LAMBDA_LOG_FORMAT"], found["AWS_LAMBDA_LOG_LEVEL"]) == ("JSON", shown)


def test_a_log_stream_is_named_by_its_day_and_version_and_by_chance(tmp_path: Path) -> None:
    version, clock = a_version("", tmp_path), MovingClock()

    first, second = log_stream_name(version, clock), log_stream_name(version, clock)
    clock.advance(timedelta(days=1))

    assert re.fullmatch(r"2026/11/23/\[\$LATEST\][0-9a-f]{32}", first)
    assert first != second
    assert log_stream_name(version, clock).startswith("2026/11/24/")
