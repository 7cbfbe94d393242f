"""What Cloister's own API finds, for pages of the console and for boto3: functions, environments, lines."""

import json
import secrets
from datetime import UTC, datetime, timedelta

from tests.e2e.lambda_client import NOTHING, PER_TENANT, Client, call, deploy
from tests.e2e.server import eventually

PATIENCE_S = 20
SAYS = """
    def handler(event, context):
        print(event)
"""


def test_functions_are_found_by_their_text_and_sorted_page_by_page(
    aws: Client, own: Client
) -> None:
    mark = f"mark-{secrets.token_hex(4)}"
    sizes = (256, 128, 1024, 128, 512)
    names = [deploy(aws, NOTHING, Description=mark.upper(), MemorySize=size) for size in sizes]

    paginator = own.get_paginator("search_functions")
    chosen = {"Contains": mark, "SortBy": "MEMORY_SIZE", "Descending": True}
    pages = [*paginator.paginate(**chosen, PaginationConfig={"PageSize": 2})]

    found = [each["FunctionName"] for page in pages for each in page["Functions"]]
    assert found == sorted(names, key=lambda it: (sizes[names.index(it)], it), reverse=True)
    assert [(len(page["Functions"]), page["Total"]) for page in pages] == [(2, 5), (2, 5), (1, 5)]


def test_environments_are_found_by_their_function_and_their_tenant(
    aws: Client, own: Client
) -> None:
    function = deploy(aws, NOTHING, **PER_TENANT)
    for tenant in ("Azure", "teal"):
        call(aws, function, TenantId=tenant, Payload=b"{}")

    by_function = own.list_environments(Contains=function.upper(), State="IDLE")
    by_tenant = own.list_environments(Contains="azur", FunctionName=function)

    assert by_function["Total"] == 2
    assert [each["TenantId"] for each in by_tenant["Environments"]] == ["Azure"]


def test_log_events_are_found_by_their_tenant_page_by_page(aws: Client, own: Client) -> None:
    function = deploy(aws, SAYS, **PER_TENANT)
    since = datetime.now(UTC) - timedelta(minutes=1)
    for tenant in ("blue", "green", "blue"):
        call(aws, function, TenantId=tenant, Payload=json.dumps(f"word of {tenant}"))
    group = f"/aws/lambda/{function}"

    def said(**chosen: str) -> list[tuple[str, str]]:
        pages = own.get_paginator("search_log_events").paginate(
            LogGroupName=group, Since=since, **chosen, PaginationConfig={"PageSize": 2}
        )
        try:
            events = [event for page in pages for event in page["Events"]]
        except own.exceptions.ResourceNotFoundException:
            return []  # the group is there with its first line
        return [(it["TenantId"], it["Message"]) for it in events if "word" in it["Message"]]

    eventually(lambda: len(said()) == 3, within_s=PATIENCE_S)
    assert said(TenantId="blue") == [("blue", "word of blue")] * 2
    assert said(FilterPattern='"of green"') == [("green", "word of green")]
    assert own.search_log_events(LogGroupName=group, TenantId="red")["Events"] == []
