"""The operations on code signing configurations, and on which functions are under them."""

from tests.api.exchange import (
    MARKER,
    TIME,
    Exchanges,
    Holding,
    Like,
    answered,
    conflict,
    every_page,
    malformed,
    not_found,
    refused,
    satisfies,
)
from tests.api.world import PREFIX, PROFILE, World, arn
from tests.loose import Given, Json

ABSENT = f"{PREFIX}:code-signing-config:csc-{'0' * 17}"
GONE = f"The Lambda code signing configuration {ABSENT} can not be found."
NO_CONFIG = (
    404,
    "CodeSigningConfigNotFoundException",
    f"The code signing configuration cannot be found. Check that the provided configuration is not deleted: {ABSENT}.",
)
NOBODY = f"Function not found: {arn('nobody')}"
ENFORCE = {"UntrustedArtifactOnDeployment": "Enforce"}
NOT_AN_ARN = ("codeSigningConfigArn", "it", satisfies("CodeSigningConfigArn"))


def shown(**changed: Given) -> dict[str, Json]:
    """All members of a configuration, with no choices of its owner's but these."""
    return {
        "CodeSigningConfigId": Like(r"csc-[a-z0-9]{17}"),
        "CodeSigningConfigArn": Like(rf"{PREFIX}:code-signing-config:csc-[a-z0-9]{{17}}"),
        "Description": "",
        "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Warn"},
        "LastModified": TIME,
        **changed,
    }


def create_code_signing_config(world: World) -> Exchanges:
    publishers = {"SigningProfileVersionArns": [PROFILE]}
    chosen = {"Description": "of a test", "CodeSigningPolicies": ENFORCE}
    yield answered(
        {"AllowedPublishers": publishers, "Tags": {"team": "blue"}, **chosen},
        CodeSigningConfig=shown(**chosen),
    )

    yield malformed(("allowedPublishers", None, "Member must not be null"))
    yield malformed(
        (
            "codeSigningPolicies.untrustedArtifactOnDeployment",
            "Ask",
            "Member must satisfy enum value set: [Warn, Enforce]",
        ),
        AllowedPublishers=publishers,
        CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Ask"},
    )


def get_code_signing_config(world: World) -> Exchanges:
    config = world.signing_config()
    yield answered(
        {"CodeSigningConfigArn": config}, CodeSigningConfig=shown(CodeSigningConfigArn=config)
    )

    yield not_found(GONE, CodeSigningConfigArn=ABSENT)
    yield malformed(NOT_AN_ARN, CodeSigningConfigArn="it")


def update_code_signing_config(world: World) -> Exchanges:
    config = world.signing_config()
    chosen = {
        "CodeSigningConfigArn": config,
        "Description": "of another",
        "AllowedPublishers": {"SigningProfileVersionArns": [f"{PROFILE}/2", PROFILE]},
        "CodeSigningPolicies": ENFORCE,
    }
    yield answered(chosen, CodeSigningConfig=shown(**chosen))

    yield not_found(GONE, CodeSigningConfigArn=ABSENT)
    yield malformed(NOT_AN_ARN, CodeSigningConfigArn="it")


def delete_code_signing_config(world: World) -> Exchanges:
    used, unused = world.signing_config(), world.signing_config()
    world.function(CodeSigningConfigArn=used)
    yield answered({"CodeSigningConfigArn": unused})

    yield not_found(GONE, CodeSigningConfigArn=ABSENT)
    yield conflict(
        f"The code signing configuration {used} is used by 1 functions: remove it from them first.",
        CodeSigningConfigArn=used,
    )


def list_code_signing_configs(world: World) -> Exchanges:
    one, other = sorted(world.signing_config() for _ in range(2))
    for size in (1, 10_000):
        configs = yield from every_page({"MaxItems": size}, "CodeSigningConfigs")
        assert configs == Holding(
            shown(CodeSigningConfigArn=one), shown(CodeSigningConfigArn=other)
        )

    yield malformed(
        ("maxItems", 0, "Member must have value greater than or equal to 1"), MaxItems=0
    )
    yield malformed(
        ("maxItems", 10_001, "Member must have value less than or equal to 10000"), MaxItems=10_001
    )


def put_function_code_signing_config(world: World) -> Exchanges:
    config, name = world.signing_config(), world.function()
    members = {"CodeSigningConfigArn": config, "FunctionName": name}
    yield answered(members, **members)

    yield refused(*NO_CONFIG, CodeSigningConfigArn=ABSENT, FunctionName=name)
    yield not_found(NOBODY, CodeSigningConfigArn=config, FunctionName="nobody")


def get_function_code_signing_config(world: World) -> Exchanges:
    config = world.signing_config()
    name = world.function(CodeSigningConfigArn=config)
    yield answered({"FunctionName": name}, CodeSigningConfigArn=config, FunctionName=name)
    yield answered({"FunctionName": world.function()})

    yield not_found(NOBODY, FunctionName="nobody")
    yield malformed(
        ("functionName", "no name", satisfies("NamespacedFunctionName")), FunctionName="no name"
    )


def delete_function_code_signing_config(world: World) -> Exchanges:
    name = world.function(CodeSigningConfigArn=world.signing_config())
    yield answered({"FunctionName": name})

    yield not_found(NOBODY, FunctionName="nobody")
    yield malformed(
        ("functionName", "no name", satisfies("NamespacedFunctionName")), FunctionName="no name"
    )


def list_functions_by_code_signing_config(world: World) -> Exchanges:
    config = world.signing_config()
    first, second = sorted(arn(world.function(CodeSigningConfigArn=config)) for _ in range(2))
    page = yield answered(
        {"CodeSigningConfigArn": config, "MaxItems": 1}, FunctionArns=[first], NextMarker=MARKER
    )
    yield answered(
        {"CodeSigningConfigArn": config, "Marker": page["NextMarker"]}, FunctionArns=[second]
    )

    yield not_found(GONE, CodeSigningConfigArn=ABSENT)
    yield malformed(NOT_AN_ARN, CodeSigningConfigArn="it")
