"""No operation of any service gives one account a byte of what another owns, or changes it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.accounts.asking import Form, Told, ask, members_for, reads
from tests.accounts.belongings import (
    FUNCTION,
    HELD,
    LAYER_ARN,
    MARK,
    PATIENCE_S,
    ROLE_NAME,
    TENANT,
    Belongings,
    Clients,
    clients_of,
)
from tests.accounts.conftest import PACKAGES, STRANGER, Two, operations, packages
from tests.e2e.lambda_client import QUICKLY, ROLE, RUNTIME, refused, zipped
from tests.e2e.server import eventually
from tests.loose import Given

pytestmark = pytest.mark.timeout(180)

NOT_THERE: Final = frozenset(
    {
        "AccessDeniedException",
        "CodeSigningConfigNotFoundException",
        "NoSuchEntity",
        "ResourceNotFoundException",
    }
)
THEIRS_ALREADY: Final = frozenset({"EntityAlreadyExists", "ResourceAlreadyExistsException"})
NO_ARN_OF_HERE: Final = frozenset({"InvalidParameterException", "ValidationException"})
"""Told of an ARN where the model has names only, and of one of another account where it has this one's."""
UNKNOWN: Final = frozenset({"InvalidClientTokenId", "UnrecognizedClientException"})
THEIR_OWN: Final = frozenset(
    {
        *("CreateCodeSigningConfig", "CreateFunction", "CreateLogGroup", "CreateRole"),
        *("CreateLogStream", "PublishLayerVersion", "PutLogEvents"),
        *("DeleteAlias", "DeleteLayerVersion", "EvictTenant"),
        *("GetAccountSettings", "GetCallerIdentity", "DescribeSystem", "DescribeLogGroups"),
        *("GetMetricData", "GetMetricStatistics", "GetUsage", "ListMetrics"),
        *("ListCodeSigningConfigs", "ListEnvironments", "ListEventSourceMappings"),
        *("ListFunctions", "ListLayers", "ListLayerVersions", "ListTenants", "SearchFunctions"),
    }
)
"""What these make, count or list is the caller's own; and these delete what is not there in AWS's way: with success."""
MADE_AT_LAST: Final = frozenset(
    {"CreateFunction", "CreateLogGroup", "CreateLogStream", "CreateRole", "PublishLayerVersion"}
)
"""From then on the caller has something of that name, in every service another one."""
TELL_NOTHING: Final = frozenset(
    {
        *("GetAccountSettings", "GetFunctionConcurrency", "GetFunctionRecursionConfig"),
        *("GetMetricData", "GetMetricStatistics", "GetProvisionedConcurrencyConfig"),
        *("GetTenantLimits", "GetUsage", "ListEnvironments", "ListEventSourceMappings"),
    }
)
"""Numbers, or nothing here: there is no mark in what they tell."""
OF_THIS_RUN: Final = frozenset(
    {"DescribeSystem", "ListEnvironments", "ListMetrics", "GetMetricData", "GetMetricStatistics"}
)
"""They tell of the server that runs now, and of what it counts every minute: no change by anybody."""
EXCERPT: Final = 200
"""Characters of an answer that a failing test shows."""
OF_THE_MOMENT: Final = re.compile(
    r'127\.0\.0\.1:\d+|expires=\d+&signature=[0-9a-f]+|"LastUsedAt": "[^"]*"'
)
"""What differs between two answers: ports, links, and times that an environment's age tells."""


def walk(clients: Clients, of: Belongings) -> Iterator[tuple[str, Form, Mapping[str, Given], Told]]:
    """Every operation of every service that is built, in every form, and what it was told."""
    asked = [(service, name) for service, names in operations().items() for name in names]
    for service, name in sorted(asked, key=lambda it: it[1] in MADE_AT_LAST):
        for form in Form:
            members = members_for(clients[service], name, of, form)
            told = ask(clients[service], name, members)
            if told.code != "NotImplementedException":
                yield name, form, members, told


def listing(clients: Clients, of: Belongings) -> Mapping[str, str]:
    """All that the owner can read of what is theirs, by operation."""
    held = {"FunctionName": HELD, "Qualifier": "1"}
    held_ready = clients["lambda"].get_provisioned_concurrency_config
    eventually(lambda: held_ready(**held)["Status"] == "READY", within_s=PATIENCE_S)
    found = {}
    for service, name in reads(operations()):
        if name not in OF_THIS_RUN:
            told = ask(clients[service], name, members_for(clients[service], name, of, Form.NAME))
            found[name] = OF_THE_MOMENT.sub("-", told.body)
    return found


def owners_listing(two: Two) -> Mapping[str, str]:
    with clients_of(two.server, two.owner) as clients:
        return listing(clients, two.belongings)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """What is told in other words now, by operation."""
    return {name: (told, after[name]) for name, told in before.items() if told != after[name]}


def is_refusal(name: str, members: Mapping[str, Given], told: Told) -> bool:
    """Whether it is one for a thing that is not there, or not the caller's."""
    if told.code is None or told.code in THEIRS_ALREADY:
        return name in THEIR_OWN
    names_arn = any(str(value).startswith("arn:") for value in members.values())
    return told.code in NOT_THERE or (names_arn and told.code in NO_ARN_OF_HERE)


def test_every_service_that_there_is_is_asked() -> None:
    assert packages() == {PACKAGES.get(service, service) for service in operations()}


def test_no_operation_reaches_what_another_account_owns(two: Two) -> None:
    with two.served_for(STRANGER):
        pass
    before = owners_listing(two)
    wrong = []

    with two.served_for(STRANGER), clients_of(two.server, two.stranger) as clients:
        for name, form, members, told in walk(clients, two.belongings):
            if told.leaked(members) or not is_refusal(name, members, told):
                wrong.append((name, form.name, told.leaked(members), told.body[:EXCERPT]))
        clients["lambda"].delete_function(FunctionName=FUNCTION)

    assert wrong == []
    assert changed(before, owners_listing(two)) == {}
    with clients_of(two.server, two.owner) as clients:
        answer = clients["lambda"].invoke(FunctionName=FUNCTION, TenantId=TENANT, Payload=b"{}")
        assert json.loads(answer["Payload"].read()) == MARK


def test_a_key_of_another_account_is_nobodys_at_this_server(two: Two) -> None:
    before = owners_listing(two)
    wrong = []

    with clients_of(two.server, two.stranger) as clients:
        for name, form, members, told in walk(clients, two.belongings):
            if told.leaked(members) or told.code not in UNKNOWN:
                wrong.append((name, form.name, told.body[:EXCERPT]))

    assert wrong == []
    assert changed(before, owners_listing(two)) == {}


def test_the_owner_is_told_by_the_same_requests(two: Two) -> None:
    silent = set()

    with clients_of(two.server, two.owner) as clients:
        for service, name in reads(operations()):
            members = members_for(clients[service], name, two.belongings, Form.NAME)
            told = ask(clients[service], name, members)
            if told.code != "NotImplementedException" and not told.leaked(members):
                silent.add(name)

    assert silent == TELL_NOTHING


def test_a_change_by_the_owner_is_seen_in_the_listing(two: Two) -> None:
    before = owners_listing(two)

    with clients_of(two.server, two.owner) as clients:
        clients["iam"].attach_role_policy(RoleName=ROLE_NAME, PolicyArn=f"{ROLE}-more")
        after = listing(clients, two.belongings)
        clients["iam"].detach_role_policy(RoleName=ROLE_NAME, PolicyArn=f"{ROLE}-more")

    assert changed(before, after).keys() == {"ListAttachedRolePolicies"}


def test_a_function_takes_no_layer_and_no_signing_of_another_account(two: Two) -> None:
    own = {
        "FunctionName": "strangers-function",
        "Runtime": RUNTIME,
        "Handler": "app.handler",
        "Role": ROLE,
        "Code": {"ZipFile": zipped("def handler(event, context): ...")},
    }
    layers = {"Layers": [f"{LAYER_ARN}:1"]}
    signing = {"CodeSigningConfigArn": two.belongings.signing_config}
    named = {"FunctionName": own["FunctionName"]}

    with two.served_for(STRANGER), clients_of(two.server, two.stranger) as clients:
        aws = clients["lambda"]
        made = [refused(aws.create_function, **own, **more) for more in (layers, signing)]
        aws.create_function(**own)
        aws.get_waiter("function_active_v2").wait(**named, WaiterConfig=QUICKLY)
        taken = [
            refused(aws.update_function_configuration, **named, **layers),
            refused(aws.put_function_code_signing_config, **named, **signing),
        ]
        aws.delete_function(**named)

    denied = ["AccessDeniedException", "CodeSigningConfigNotFoundException"]
    assert [each.error_type for each in made] == denied
    assert [each.error_type for each in taken] == denied
