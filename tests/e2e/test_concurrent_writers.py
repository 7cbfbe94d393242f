"""Many who change one function at once, and a kill in between: one wins a revision, and what was acknowledged stays."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.e2e.lambda_client import QUICKLY, Client, boto3_client, deploy, refusal, zipped
from tests.e2e.server import Server, running
from tests.loose import Json

pytestmark = pytest.mark.timeout(240)

WRITERS = 20
ROUNDS = 3
WORKERS = 4
ACKNOWLEDGED_BEFORE_THE_KILL = 80
PATIENCE_S = 120
NOTHING = "def handler(event, context): ..."
LOST = {(412, "PreconditionFailedException"), (409, "ResourceConflictException")}
"""What a writer is told who comes too late: the revision is another one, or the winner's update is under way."""


@pytest.fixture
def many(server: Server) -> Iterator[Client]:
    """boto3 that sends everything once, and all of it at the same time."""
    with boto3_client(
        server.environ, retries={"total_max_attempts": 1}, max_pool_connections=WRITERS
    ) as client:
        yield client


def publish(aws: Client, name: str) -> str:
    """A new version's number, or the last one's if nothing has changed. It is active."""
    version: str = aws.publish_version(FunctionName=name)["Version"]
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )
    return version


def at_once(write: Callable[[int], Json]) -> dict[int, Json]:
    """The answers to those writers that won; AssertionError if one lost for another reason than the others."""
    together = threading.Barrier(WRITERS)

    def one(number: int) -> Json:
        together.wait()
        return write(number)

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = {number: threads.submit(one, number) for number in range(WRITERS)}
        errors = {number: future.exception() for number, future in writing.items()}
    losers = [error for error in errors.values() if error is not None]
    assert all(isinstance(error, ClientError) for error in losers), losers
    told = {
        (refusal(error).status, refusal(error).error_type)
        for error in losers
        if isinstance(error, ClientError)
    }
    assert told <= LOST
    return {number: writing[number].result() for number, error in errors.items() if not error}


def test_of_twenty_updates_of_a_revision_one_wins_and_no_other_leaves_a_trace(
    many: Client,
) -> None:
    name = deploy(many, NOTHING)

    for _ in range(ROUNDS):
        before = many.get_function_configuration(FunctionName=name)

        def update(number: int, revision: str = before["RevisionId"]) -> Json:
            return many.update_function_configuration(
                FunctionName=name,
                Description=f"of writer {number}",
                MemorySize=256 + number,
                Environment={"Variables": {"WRITER": str(number)}},
                RevisionId=revision,
            )

        won = at_once(update)
        many.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
        after = many.get_function_configuration(FunctionName=name)

        [winner] = won
        assert after["Description"] == f"of writer {winner}"
        assert after["MemorySize"] == 256 + winner
        assert after["Environment"] == {"Variables": {"WRITER": str(winner)}}
        assert after["RevisionId"] != before["RevisionId"]


def test_of_twenty_publications_of_a_revision_one_makes_a_version(many: Client) -> None:
    name = deploy(many, NOTHING)

    for round_ in range(1, ROUNDS + 1):
        many.update_function_configuration(FunctionName=name, MemorySize=128 + round_)
        many.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
        revision = many.get_function_configuration(FunctionName=name)["RevisionId"]

        def publish_one(number: int, revision: str = revision) -> Json:
            return many.publish_version(
                FunctionName=name, Description=f"of writer {number}", RevisionId=revision
            )

        [(winner, published)] = at_once(publish_one).items()

        versions = many.list_versions_by_function(FunctionName=name)["Versions"]
        assert published["Version"] == str(round_)
        assert [each["Version"] for each in versions] == [
            "$LATEST",
            *map(str, range(1, round_ + 1)),
        ]
        assert versions[-1]["Description"] == f"of writer {winner}"
        assert versions[-1]["MemorySize"] == 128 + round_


def test_of_twenty_moves_of_an_alias_of_a_revision_one_wins(many: Client) -> None:
    name = deploy(many, NOTHING)
    versions = []
    for memory in (256, 257):
        many.update_function_configuration(FunctionName=name, MemorySize=memory)
        many.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
        versions.append(publish(many, name))
    alias = many.create_alias(FunctionName=name, Name="live", FunctionVersion=versions[0])

    for _ in range(ROUNDS):

        def move(number: int, revision: str = alias["RevisionId"]) -> Json:
            return many.update_alias(
                FunctionName=name,
                Name="live",
                FunctionVersion=versions[number % 2],
                Description=f"of writer {number}",
                RevisionId=revision,
            )

        [(winner, alias)] = at_once(move).items()
        shown = many.get_alias(FunctionName=name, Name="live")

        del shown["ResponseMetadata"], alias["ResponseMetadata"]
        assert shown == alias
        assert shown["Description"] == f"of writer {winner}"
        assert shown["FunctionVersion"] == versions[winner % 2]


def test_twenty_who_name_no_revision_all_get_their_change(many: Client) -> None:
    name = deploy(many, NOTHING)
    arn = many.get_function_configuration(FunctionName=name)["FunctionArn"]
    version = publish(many, name)

    def change(number: int) -> None:
        many.tag_resource(Resource=arn, Tags={f"tag-{number}": str(number)})
        many.create_alias(FunctionName=name, Name=f"alias-{number}", FunctionVersion=version)
        many.add_permission(
            FunctionName=name,
            StatementId=f"statement-{number}",
            Action="lambda:InvokeFunction",
            Principal="s3.amazonaws.com",
        )

    won = at_once(change)

    everyone = range(WRITERS)
    assert len(won) == WRITERS
    assert {**many.list_tags(Resource=arn)["Tags"]} == {f"tag-{n}": str(n) for n in everyone}
    aliases = many.list_aliases(FunctionName=name)["Aliases"]
    assert {each["Name"] for each in aliases} == {f"alias-{n}" for n in everyone}
    statements = json.loads(many.get_policy(FunctionName=name)["Policy"])["Statement"]
    assert {each["Sid"] for each in statements} == {f"statement-{n}" for n in everyone}


@dataclass(slots=True)
class Acknowledged:
    """What one worker was told is done, of its own function and layer."""

    name: str
    arn: str
    memory_mb: int = 128
    versions: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    statements: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    layers: int = 0
    provisioned: int = 0

    def count(self) -> int:
        kept = (self.versions, self.aliases, self.statements, self.tags)
        return sum(map(len, kept)) + self.layers + self.provisioned


def work_until_cut_off(aws: Client, done: Acknowledged) -> None:
    """Change after change, each noted when it was answered. Raises what the kill leads to."""
    name = done.name
    for number in range(1, 1000):
        aws.update_function_configuration(FunctionName=name, MemorySize=128 + number)
        done.memory_mb = 128 + number
        aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
        version = aws.publish_version(FunctionName=name)["Version"]
        done.versions.add(version)
        alias = f"alias-{number}"
        aws.create_alias(FunctionName=name, Name=alias, FunctionVersion=version)
        done.aliases[alias] = version
        aws.add_permission(
            FunctionName=name,
            StatementId=alias,
            Action="lambda:InvokeFunction",
            Principal="s3.amazonaws.com",
        )
        done.statements.add(alias)
        aws.tag_resource(Resource=done.arn, Tags={alias: "1"})
        done.tags.add(alias)
        aws.publish_layer_version(LayerName=name, Content={"ZipFile": zipped(f"n = {number}")})
        done.layers = number
        aws.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier="alias-1", ProvisionedConcurrentExecutions=number
        )
        done.provisioned = number


def test_a_kill_amid_changes_of_all_kinds_loses_nothing_that_was_acknowledged(
    tmp_path: Path, image: Path
) -> None:
    with running(tmp_path / "data", image) as server:
        with boto3_client(server.environ, retries={"total_max_attempts": 1}) as aws:
            done = []
            for _ in range(WORKERS):
                name = deploy(aws, NOTHING)
                arn = aws.get_function_configuration(FunctionName=name)["FunctionArn"]
                done.append(Acknowledged(name, arn))
            with ThreadPoolExecutor(WORKERS) as threads:
                working = [threads.submit(work_until_cut_off, aws, each) for each in done]
                wait_for(done)
                server.signal(signal.SIGKILL)
                ends = [future.exception(PATIENCE_S) for future in working]

        server.start()

        assert all(isinstance(end, BotoCoreError) for end in ends), ends
        with boto3_client(server.environ) as aws:
            for each in done:
                check_kept(aws, each)
        server.stop()


def wait_for(done: list[Acknowledged]) -> None:
    """Returns once enough was acknowledged, and something of each kind to each worker."""
    pause = threading.Event()
    for _ in range(PATIENCE_S * 100):
        enough = sum(each.count() for each in done) >= ACKNOWLEDGED_BEFORE_THE_KILL
        if enough and all(each.provisioned for each in done):
            return
        pause.wait(0.01)
    raise TimeoutError(f"the workers are too slow: {done}")


def check_kept(aws: Client, done: Acknowledged) -> None:
    """All that was acknowledged is there, and of what was not, at most the one change that was under way."""
    name = done.name
    configuration = aws.get_function_configuration(FunctionName=name)
    assert configuration["MemorySize"] in {done.memory_mb, done.memory_mb + 1}
    listed = aws.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    versions = {each["Version"] for page in listed for each in page["Versions"]} - {"$LATEST"}
    aliases = {
        each["Name"]: each["FunctionVersion"]
        for page in aws.get_paginator("list_aliases").paginate(FunctionName=name)
        for each in page["Aliases"]
    }
    assert aliases.items() >= done.aliases.items()
    statements = json.loads(aws.get_policy(FunctionName=name)["Policy"])["Statement"]
    tags = aws.list_tags(Resource=done.arn)["Tags"]
    for kept, acknowledged in (
        (versions, done.versions),
        (aliases.keys(), done.aliases.keys()),
        ({each["Sid"] for each in statements}, done.statements),
        (tags.keys(), done.tags),
    ):
        assert kept >= acknowledged
        assert len(kept - acknowledged) <= 1
    layers = aws.list_layer_versions(LayerName=name)["LayerVersions"]
    assert layers[0]["Version"] in {done.layers, done.layers + 1}
    provision = aws.get_provisioned_concurrency_config(FunctionName=name, Qualifier="alias-1")
    requested = provision["RequestedProvisionedConcurrentExecutions"]
    assert requested in {done.provisioned, done.provisioned + 1}
