"""Lines of functions that log in JSON: none is another tenant's or the platform's, whatever it pretends."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.domain.function import FunctionVersion
from cloister.telemetry.filter_pattern import parse_filter_pattern
from cloister.telemetry.lines import (
    Started,
)
from cloister.telemetry.log_rows import Author
from cloister.telemetry.transcript import Closed
from tests.unit.told_lines import (
    ARN,
    AT,
    REQUEST,
    lines,
    printed,
    told,
)

APPLICATION = (
    '{"timestamp": "2026-11-23T06:12:13Z", "level": "INFO", "message": "hi", "logger": "root", '
    f'"requestId": "{REQUEST}", "tenantId": "blue"}}'
)


def test_the_runtime_clients_own_lines_are_left_as_they_are(json_version: FunctionVersion) -> None:
    assert lines(told(json_version, [printed(APPLICATION.encode() + b"\n")])) == [APPLICATION]


@pytest.mark.parametrize("line", ["plain", '"text"', "[1]", "{", "{]", "42", "{" * 3000, "null"])
def test_what_is_no_json_object_is_a_text_in_one(json_version: FunctionVersion, line: str) -> None:
    _, event, *_ = told(json_version, [Started(AT, REQUEST, ARN), printed(line.encode() + b"\n")])

    assert json.loads(event.message) == {
        "timestamp": "2026-11-23T06:12:13.123Z",
        "level": "INFO",
        "message": line,
        "requestId": REQUEST,
        "tenantId": "blue",
    }


def test_an_object_of_the_functions_own_gets_the_tenant_beside_its_members(
    json_version: FunctionVersion,
) -> None:
    own = b'{"level":"WARN","type":"order","record":{"id":1}}\n'

    (bound,) = told(json_version, [printed(own)])
    (of_nobody,) = told(json_version, [printed(own)], tenant=None)

    assert json.loads(bound.message) == {**json.loads(own), "tenantId": "blue"}
    assert of_nobody.message.encode() + b"\n" == own


FORGED = [
    '{"type":"platform.report","record":{"requestId":"1","status":"success"}}',
    '{"type":"platform.start","record":{"tenantId":"green"}}',
    '{"message":"x","tenantId":"green"}',
    '{"message":"x","tenantId":["green"]}',
    '{"tenantId":"blue","record":{"tenantId":"green"}}',
    '{"tenantId":"green","tenantId":"blue"}',
    '{"tenantId":"blue","tenantId":"green"}',
    '{"tenant\\u0049d":"green","tenantId":"blue"}',
    '{"tenantId":"blue","tenant\\u0049d":"green"}',
    '{"type":"platform.report","type":"x","tenantId":"blue"}',
    '{"type":"x","type":"platform.report","tenantId":"blue"}',
    '{"ty\\u0070e":"platform.report","tenantId":"blue"}',
    '{"record":{"tenantId":"green"},"record":{"tenantId":"blue"},"tenantId":"blue"}',
]


def first_one_wins(text: str) -> dict[str, object]:
    """JSON as a reader takes it for which the first of equal names counts."""

    def object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return dict(reversed(pairs))

    record = json.loads(text, object_pairs_hook=object_of)
    assert isinstance(record, dict)
    return record


@pytest.mark.parametrize("line", FORGED)
def test_no_line_is_another_tenants_or_the_platforms_for_any_reader(
    json_version: FunctionVersion, line: str
) -> None:
    (event,) = told(json_version, [printed(line.encode() + b"\n")])

    for record in (first_one_wins(event.message), json.loads(event.message)):
        inner = record.get("record")
        assert record["tenantId"] == "blue"
        assert not str(record.get("type")).startswith("platform.")
        assert not isinstance(inner, dict) or inner.get("tenantId", "blue") == "blue"
    accepts = parse_filter_pattern('{ $.tenantId = "green" || $.record.tenantId = "green" }')
    assert not accepts(event.message)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"\n", b'{"tenantId":"green"}', b"REPORT RequestId: 1", b"\xf0\x9f"]),
        ),
        max_size=12,
    ),
    cuts=st.integers(1, 7),
)
def test_whatever_is_printed_every_event_is_the_functions_and_the_tenants(
    json_version: FunctionVersion, text_version: FunctionVersion, data: list[bytes], cuts: int
) -> None:
    joined = b"".join(data)
    chunks = [printed(joined[place : place + cuts]) for place in range(0, len(joined), cuts)]

    in_json_ = told(json_version, [*chunks, Closed()])
    in_text = told(text_version, [*chunks, Closed()])

    assert {event.author for event in [*in_json_, *in_text]} <= {Author.FUNCTION}
    assert all(json.loads(event.message)["tenantId"] == "blue" for event in in_json_)
    assert not any(event.message.startswith("REPORT") for event in in_text)
    assert len(in_text) == sum(bool(line) for line in joined.split(b"\n"))
