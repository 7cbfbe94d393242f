"""The operations on tags."""

from tests.api.exchange import Exchanges, answered, invalid, malformed, not_found, satisfies
from tests.api.world import World, arn

NOBODY = f"Function not found: {arn('nobody')}"


def tag_resource(world: World) -> Exchanges:
    name = world.function()
    yield answered({"Resource": arn(name), "Tags": {"team": "blue"}})

    yield not_found(NOBODY, Resource=arn("nobody"), Tags={"team": "blue"})
    yield malformed(
        ("resource", name, satisfies("TaggableResource")), Resource=name, Tags={"team": "blue"}
    )
    yield invalid(
        "Number of tags exceeds function tag limit.",
        Resource=arn(name),
        Tags={f"key-{number}": "value" for number in range(51)},
    )


def untag_resource(world: World) -> Exchanges:
    name = world.function(Tags={"team": "blue"})
    yield answered({"Resource": arn(name), "TagKeys": ["team", "never given"]})

    yield not_found(NOBODY, Resource=arn("nobody"), TagKeys=["team"])
    yield malformed(
        ("resource", name, satisfies("TaggableResource")), Resource=name, TagKeys=["team"]
    )


def list_tags(world: World) -> Exchanges:
    name = world.function(Tags={"team": "blue"})
    yield answered({"Resource": arn(name)}, Tags={"team": "blue"})
    yield answered({"Resource": world.signing_config(Tags={"a": "b"})}, Tags={"a": "b"})

    yield not_found(NOBODY, Resource=arn("nobody"))
    yield malformed(("resource", name, satisfies("TaggableResource")), Resource=name)
