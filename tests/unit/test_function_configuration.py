"""What a function may be configured to be, here and on AWS, and what a change leaves as it was."""

from dataclasses import replace

import pytest

from cloister.control.configuration import ConfigurationChange, LoggingChange
from cloister.domain.errors import InvalidParameterValue, ValidationFailed
from cloister.domain.function import FunctionState, LogFormat, Logging
from tests.unit.example_functions import REFERENCE, Server, a_configuration, a_new_function

LARGER = ConfigurationChange(memory_mb=256)


async def test_what_was_not_given_at_creation_has_awss_defaults(server: Server) -> None:
    function = await server.functions.create(a_new_function())

    configuration = function.configuration
    assert (configuration.timeout_s, configuration.memory_mb) == (3, 128)
    assert configuration.ephemeral_storage_mb == 512
    assert configuration.environment is None
    assert configuration.logging == Logging(format=LogFormat.TEXT, group="/aws/lambda/counter")


async def test_a_change_leaves_alone_what_it_does_not_name(server: Server) -> None:
    environment = {"GREETING": "hello"}
    given = replace(a_configuration(), environment=environment, description="counts", timeout_s=9)
    before = await server.active(a_new_function(configuration=given))

    after = await server.functions.update_configuration(REFERENCE, LARGER, revision=None)

    assert after.configuration == replace(before.configuration, memory_mb=256)
    assert after.code == before.code


@pytest.mark.parametrize(
    "given",
    [
        replace(a_configuration(), runtime=None),
        replace(a_configuration(), handler=None),
        replace(a_configuration(), role=None),
    ],
)
async def test_a_function_without_runtime_or_handler_is_refused(
    server: Server, given: ConfigurationChange
) -> None:
    with pytest.raises(InvalidParameterValue, match=r"^Runtime and Handler are mandatory param"):
        await server.functions.create(a_new_function(configuration=given))


async def test_a_runtime_that_this_machine_lacks_is_refused_with_those_it_has(
    server: Server,
) -> None:
    given = replace(a_configuration(), runtime="nodejs22.x")

    with pytest.raises(InvalidParameterValue) as refused:
        await server.functions.create(a_new_function(configuration=given))

    assert str(refused.value) == (
        "Runtime nodejs22.x is not available on this machine. Available: python3.11, python3.13. "
        "`cloister doctor` says how to add one."
    )
    assert server.stored() is None


async def test_an_architecture_that_this_machine_lacks_is_refused(server: Server) -> None:
    given = replace(a_configuration(), architecture="arm64")

    with pytest.raises(InvalidParameterValue, match="runs x86_64 only, not arm64"):
        await server.functions.create(a_new_function(configuration=given))


async def test_figures_over_awss_bounds_are_all_named_at_once(server: Server) -> None:
    await server.active(a_new_function())
    change = ConfigurationChange(timeout_s=901, memory_mb=10241, ephemeral_storage_mb=10241)

    with pytest.raises(ValidationFailed) as refused:
        await server.functions.update_configuration(REFERENCE, change, revision=None)

    most = "failed to satisfy constraint: Member must have value less than or equal to"
    assert str(refused.value) == (
        f"3 validation errors detected: Value '901' at 'timeout' {most} 900; "
        f"Value '10241' at 'memorySize' {most} 10240; "
        f"Value '10241' at 'ephemeralStorage.size' {most} 10240"
    )


async def test_figures_at_awss_bounds_are_taken(server: Server) -> None:
    await server.active(a_new_function())
    change = ConfigurationChange(timeout_s=900, memory_mb=10240, ephemeral_storage_mb=10240)

    after = await server.functions.update_configuration(REFERENCE, change, revision=None)

    assert after.configuration.timeout_s == 900


async def test_a_name_of_65_characters_is_refused_and_one_of_64_taken(server: Server) -> None:
    with pytest.raises(InvalidParameterValue, match="length less than or equal to 64"):
        await server.functions.create(a_new_function("n" * 65))

    assert (await server.active(a_new_function("n" * 64))).state is FunctionState.ACTIVE


async def test_a_51st_tag_is_refused(server: Server) -> None:
    tags = {f"tag{number}": "" for number in range(51)}

    with pytest.raises(InvalidParameterValue, match="Number of tags exceeds function tag limit"):
        await server.functions.create(replace(a_new_function(), tags=tags))


async def test_reserved_variables_are_refused_by_name(server: Server) -> None:
    variables = {"_HANDLER": "", "MINE": "", "AWS_LAMBDA_EXEC_WRAPPER": "", "AWS_REGION": ""}
    given = replace(a_configuration(), environment=variables)

    with pytest.raises(InvalidParameterValue) as refused:
        await server.functions.create(a_new_function(configuration=given))

    assert str(refused.value) == (
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided contains reserved keys that are currently not supported for "
        "modification. Reserved keys used in this request: "
        "_HANDLER, AWS_LAMBDA_EXEC_WRAPPER, AWS_REGION"
    )


async def test_variables_are_measured_as_json_against_4_kb(server: Server) -> None:
    longest = 4096 - len('{"A":""}')
    fits = replace(a_configuration(), environment={"A": "x" * longest})
    too_long = {"A": "x" * (longest + 1)}

    function = await server.active(a_new_function(configuration=fits))
    with pytest.raises(InvalidParameterValue) as refused:
        await server.functions.update_configuration(
            REFERENCE, ConfigurationChange(environment=too_long), revision=None
        )

    assert server.stored() == function
    assert str(refused.value) == (
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided exceeded the 4KB limit. "
        f'String measured: {{"A":"{too_long["A"]}"}}'
    )


async def test_a_variable_with_a_nul_is_refused_before_any_environment_trips_over_it(
    server: Server,
) -> None:
    given = replace(a_configuration(), environment={"A": "a\0b"})

    with pytest.raises(InvalidParameterValue, match="NUL"):
        await server.functions.create(a_new_function(configuration=given))


async def test_an_empty_environment_takes_the_place_of_the_old_one(server: Server) -> None:
    given = replace(a_configuration(), environment={"A": "a"})
    await server.active(a_new_function(configuration=given))

    after = await server.functions.update_configuration(
        REFERENCE, ConfigurationChange(environment={}), revision=None
    )

    assert after.configuration.environment == {}


async def test_json_logs_have_levels_and_text_logs_none(server: Server) -> None:
    json_logs = LoggingChange(format=LogFormat.JSON, application_level="DEBUG", group="/mine")
    function = await server.active(
        a_new_function(configuration=replace(a_configuration(), logging=json_logs))
    )

    back = await server.functions.update_configuration(
        REFERENCE, ConfigurationChange(logging=LoggingChange(format=LogFormat.TEXT)), revision=None
    )

    assert function.configuration.logging == Logging(
        format=LogFormat.JSON, application_level="DEBUG", system_level="INFO", group="/mine"
    )
    assert back.configuration.logging == Logging(format=LogFormat.TEXT, group="/mine")


async def test_a_level_without_json_logs_is_refused(server: Server) -> None:
    given = replace(a_configuration(), logging=LoggingChange(system_level="WARN"))

    with pytest.raises(InvalidParameterValue, match=r'not supported when LogFormat is set to "T'):
        await server.functions.create(a_new_function(configuration=given))


async def test_a_runtime_that_went_away_does_not_keep_other_members_from_changing(
    server: Server,
) -> None:
    function = await server.active(a_new_function())
    gone = replace(function.configuration, runtime="python3.10")
    await server.store.replace(replace(function, configuration=gone), expected=function.revision_id)

    after = await server.functions.update_configuration(REFERENCE, LARGER, revision=None)

    assert (after.configuration.runtime, after.configuration.memory_mb) == ("python3.10", 256)
