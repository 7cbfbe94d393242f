"""Filter patterns mean what CloudWatch Logs' documentation says, and what is not understood is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.domain.errors import InvalidParameter
from cloister.telemetry.filter_pattern import parse_filter_pattern

TENANT = '{ $.tenantId = "tenant-A" || $.record.tenantId = "tenant-A" }'
EVENT = (
    '{"level":"ERROR","n":42,"latency":1.5e3,"ok":true,"none":null,"tags":["a","b"],'
    '"user":{"name":"Ann","a.b":1,"roles":[{"id":7}]},"ip":"10.0.0.9"}'
)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "anything"),
        ("  ", "anything"),
        ("ERROR", "[ERROR 400] BAD REQUEST"),
        ("ERROR 400", "[ERROR 400] BAD REQUEST"),
        ('"BAD REQUEST"', "[ERROR 400] BAD REQUEST"),
        (r'"say \"no\""', 'they say "no" again'),
        ("?ERROR ?WARN", "WARN: low"),
        ("-ERROR", "all well"),
        ("GET -404", "GET / 200"),
        ('GET -"not found"', "GET / 200"),
        ("ERROR ?nothing", "ERROR of some kind"),
        ("?", "what?"),
    ],
)
def test_terms_match(pattern: str, message: str) -> None:
    assert parse_filter_pattern(pattern)(message)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("error", "[ERROR 400] BAD REQUEST"),
        ("ERROR 404", "[ERROR 400] BAD REQUEST"),
        ('"REQUEST BAD"', "[ERROR 400] BAD REQUEST"),
        ("?ERROR ?WARN", "INFO: fine"),
        ("GET -404", "GET / 404"),
        ("?GET -404", "GET / 404"),
        ("-404", "404"),
    ],
)
def test_terms_do_not_match(pattern: str, message: str) -> None:
    assert not parse_filter_pattern(pattern)(message)


@pytest.mark.parametrize(
    "condition",
    [
        '$.level = "ERROR"',
        "$.level = ERROR",
        '$.level = "ERR*"',
        '$.ip = "10.*.9"',
        "$.ip = 10.*",
        '$.level != "INFO"',
        "$.n = 42",
        "$.n >= 42 && $.n <= 42.0",
        "$.n > 4.1e1",
        "$.latency = 1500",
        "$.ok IS TRUE",
        "$.none IS NULL",
        "$.nothing NOT EXISTS",
        '$.tags[1] = "b"',
        '$.user.name = "Ann"',
        '$.user["a.b"] = 1',
        "$.user.['a.b'] = 1",
        "$.user.roles[0].id = 7",
        '$.level = "INFO" || $.n = 42',
        '($.level = "INFO" || $.n = 42) && $.ok IS TRUE',
        '$.level = "ERROR" || $.n = 1 && $.n = 2',
        "(($.n = 42))",
    ],
)
def test_a_json_selector_matches(condition: str) -> None:
    assert parse_filter_pattern(f"{{ {condition} }}")(EVENT)
    assert parse_filter_pattern(f"{{{condition}}}")(EVENT)


@pytest.mark.parametrize(
    "condition",
    [
        '$.level = "error"',
        '$.level != "ERROR"',
        '$.nothing = "x"',
        '$.nothing != "x"',
        "$.n < 42",
        "$.n = 4",
        '$.n = "42"',
        "$.ok = 1",
        "$.ok IS FALSE",
        "$.level IS NULL",
        "$.nothing IS NULL",
        "$.n NOT EXISTS",
        "$.none NOT EXISTS",
        '$.tags[2] = "c"',
        '$.tags.name = "b"',
        '$.level = "ERROR" && $.n = 1',
        '$.ip = "10.*.9.*.9"',
        '$.ip = "*.9*.9"',
    ],
)
def test_a_json_selector_does_not_match(condition: str) -> None:
    assert not parse_filter_pattern(f"{{ {condition} }}")(EVENT)


@pytest.mark.parametrize("message", ["no JSON", "", "{", '{"a":', "[" * 5000, '"tenant-A"'])
def test_what_is_no_json_matches_no_selector(message: str) -> None:
    assert not parse_filter_pattern("{ $.nothing NOT EXISTS }")(message)


def test_a_tenants_lines_are_its_own_and_the_platforms_about_it() -> None:
    accepts = parse_filter_pattern(TENANT)

    assert accepts('{"message":"x","tenantId":"tenant-A"}')
    assert accepts('{"type":"platform.start","record":{"tenantId":"tenant-A"}}')
    assert not accepts('{"message":"tenant-A","tenantId":"tenant-B"}')
    assert not accepts('{"message":"tenant-A"}')


@pytest.mark.parametrize(
    "pattern",
    [
        "{",
        "{}",
        "{ $.a }",
        "{ $.a = }",
        '{ $.a = "b }',
        "{ $.a = 1 ",
        "{ $.a = 1 && }",
        "{ ($.a = 1 }",
        "{ $.a = 1) }",
        "{ $.a = 1 $.b = 2 }",
        "{ $.a IS MAYBE }",
        "{ $.a NOT HERE }",
        '{ $.a > "b" }',
        '{ a = "b" }',
        "{ $.a && 1 }",
        "{ $.a = %x% }",
        "{ " + "(" * 33 + "$.a = 1" + ")" * 33 + " }",
        "{ $.a ! 1 }",
        '"open',
        "%ERROR%",
        "[ip, user]",
    ],
)
def test_a_pattern_that_is_not_understood_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidParameter, match="Invalid filter pattern: "):
        parse_filter_pattern(pattern)


@given(st.text(alphabet="{}$.()\"'[]=!<>&|?-*% \\a1N", max_size=60))
def test_any_text_is_a_pattern_or_is_refused(pattern: str) -> None:
    try:
        accepts = parse_filter_pattern(pattern)
    except InvalidParameter:
        return
    assert accepts(EVENT) in {True, False}


def test_many_wildcards_cost_no_more_than_the_text_is_long() -> None:
    pattern = '{ $.a = "' + "a*" * 400 + 'b" }'

    assert not parse_filter_pattern(pattern)('{"a":"' + "a" * 200_000 + '"}')
