"""The operations on runtimes, recursion, concurrency and the account."""

from tests.api.exchange import (
    Exchanges,
    answered,
    forged,
    invalid,
    malformed,
    not_found,
    satisfies,
    unknown,
)
from tests.api.world import World, arn

NOBODY = f"Function not found: {arn('nobody')}"
UNQUALIFIED_ONLY = (
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
    "Please specify either a function name or an unqualified function ARN."
)


def put_runtime_management_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    configuration = world.aws.get_function_configuration(FunctionName=name)
    runtime = configuration["RuntimeVersionConfig"]["RuntimeVersionArn"]
    manual = {"UpdateRuntimeOn": "Manual", "RuntimeVersionArn": runtime}
    yield answered(
        {"FunctionName": name, "Qualifier": version, **manual},
        FunctionArn=arn(name, version),
        **manual,
    )
    yield answered(
        {"FunctionName": name, "UpdateRuntimeOn": "FunctionUpdate"},
        FunctionArn=arn(name, "$LATEST"),
        UpdateRuntimeOn="FunctionUpdate",
    )

    yield not_found(NOBODY, FunctionName="nobody", UpdateRuntimeOn="Auto")
    yield malformed(
        (
            "updateRuntimeOn",
            "Never",
            "Member must satisfy enum value set: [Auto, Manual, FunctionUpdate]",
        ),
        FunctionName=name,
        UpdateRuntimeOn="Never",
    )


def get_runtime_management_config(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    configuration = world.aws.get_function_configuration(FunctionName=name)
    runtime = configuration["RuntimeVersionConfig"]["RuntimeVersionArn"]
    of = {"FunctionName": name, "Qualifier": version}
    manual = {"UpdateRuntimeOn": "Manual", "RuntimeVersionArn": runtime}
    world.aws.put_runtime_management_config(**of, **manual)
    yield answered({"FunctionName": name}, UpdateRuntimeOn="Auto", FunctionArn=arn(name, "$LATEST"))
    yield answered(of, FunctionArn=arn(name, version), **manual)

    yield not_found(NOBODY, FunctionName="nobody")
    yield not_found(f"Function not found: {arn(name, '9')}", FunctionName=name, Qualifier="9")


def put_function_recursion_config(world: World) -> Exchanges:
    name = world.function()
    yield answered({"FunctionName": name, "RecursiveLoop": "Allow"}, RecursiveLoop="Allow")

    yield not_found(NOBODY, FunctionName="nobody", RecursiveLoop="Allow")
    yield malformed(
        (
            "recursiveLoop",
            "Sometimes",
            "Member must satisfy enum value set: [Allow, Terminate]",
        ),
        FunctionName=name,
        RecursiveLoop="Sometimes",
    )


def get_function_recursion_config(world: World) -> Exchanges:
    name = world.function()
    yield answered({"FunctionName": name}, RecursiveLoop="Terminate")

    yield not_found(NOBODY, FunctionName="nobody")
    yield malformed(
        ("functionName", f"{name}:1", satisfies("UnqualifiedFunctionName")),
        FunctionName=f"{name}:1",
    )


def put_function_concurrency(world: World) -> Exchanges:
    name = world.function()
    yield answered(
        {"FunctionName": name, "ReservedConcurrentExecutions": 0}, ReservedConcurrentExecutions=0
    )

    yield not_found(NOBODY, FunctionName="nobody", ReservedConcurrentExecutions=1)
    yield invalid(
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].",
        FunctionName=name,
        ReservedConcurrentExecutions=1000,
    )
    yield invalid(UNQUALIFIED_ONLY, FunctionName=f"{name}:1", ReservedConcurrentExecutions=1)
    yield malformed(
        (
            "reservedConcurrentExecutions",
            -1,
            "Member must have value greater than or equal to 0",
        ),
        FunctionName=name,
        ReservedConcurrentExecutions=-1,
    )


def get_function_concurrency(world: World) -> Exchanges:
    name = world.function()
    yield answered({"FunctionName": name})
    world.aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield answered({"FunctionName": name}, ReservedConcurrentExecutions=0)

    yield not_found(NOBODY, FunctionName="nobody")
    yield invalid(UNQUALIFIED_ONLY, FunctionName=f"{name}:1")


def delete_function_concurrency(world: World) -> Exchanges:
    name = world.function()
    world.aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield answered({"FunctionName": name})

    yield not_found(NOBODY, FunctionName="nobody")
    yield invalid(UNQUALIFIED_ONLY, FunctionName=f"{name}:1")


def get_account_settings(world: World) -> Exchanges:
    settings = world.aws.get_account_settings()
    before, left = settings["AccountUsage"], settings["AccountLimit"]
    name = world.function()
    size = world.aws.get_function_configuration(FunctionName=name)["CodeSize"]
    yield answered(
        {},
        AccountLimit={
            "TotalCodeSize": 300 * 2**30,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": 1000,
            "UnreservedConcurrentExecutions": left["UnreservedConcurrentExecutions"],
        },
        AccountUsage={
            "TotalCodeSize": before["TotalCodeSize"] + size,
            "FunctionCount": before["FunctionCount"] + 1,
        },
    )

    yield forged()
    yield unknown()
