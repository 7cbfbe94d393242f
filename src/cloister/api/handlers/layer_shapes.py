"""Layers between the model's shapes and the domain, with a version's policy as AWS writes it."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from cloister.api.handlers.function_shapes import timestamp
from cloister.api.handlers.package_sources import package_source
from cloister.api.handlers.refusals import refuse_not_built
from cloister.api.lambda_ import shapes
from cloister.control.layers import NewLayerVersion
from cloister.control.policy_documents import policy_document, statement_document
from cloister.domain.arn import Home
from cloister.domain.layer import Grant, LayerVersion, layer_arn, parse_layer_reference
from cloister.domain.resource_policy import ANYONE, Effect, Statement


class VersionMembers(TypedDict):
    """What PublishLayerVersion and GetLayerVersion both answer, the content aside."""

    layer_arn: str
    layer_version_arn: str
    description: str
    created_date: str
    version: int
    compatible_architectures: list[str] | None
    compatible_runtimes: list[str] | None
    license_info: str | None


def new_layer_version(request: shapes.PublishLayerVersionRequest, home: Home) -> NewLayerVersion:
    """The command. Raises NotBuiltYet, and InvalidParameterValue for a request without a package."""
    refuse_not_built(request.content)
    return NewLayerVersion(
        name=parse_layer_reference(request.layer_name, home).name,
        source=package_source(request.content),
        description=request.description or "",
        license_info=request.license_info,
        runtimes=_several(request.compatible_runtimes),
        architectures=_several(request.compatible_architectures),
    )


def matching(
    versions: Iterable[LayerVersion],
    request: shapes.ListLayersRequest | shapes.ListLayerVersionsRequest,
) -> Iterator[LayerVersion]:
    """Those that say they are for the runtime and the architecture that the request names."""
    runtime, architecture = request.compatible_runtime, request.compatible_architecture
    for version in versions:
        if (runtime is None or runtime in (version.runtimes or ())) and (
            architecture is None or architecture in (version.architectures or ())
        ):
            yield version


def version_shape(version: LayerVersion, home: Home) -> VersionMembers:
    return VersionMembers(
        layer_arn=layer_arn(home, version.name),
        layer_version_arn=layer_arn(home, version.name, version.number),
        description=version.description,
        created_date=timestamp(version.created_at),
        version=version.number,
        compatible_architectures=_listed(version.architectures),
        compatible_runtimes=_listed(version.runtimes),
        license_info=version.license_info,
    )


def version_item(version: LayerVersion, home: Home) -> shapes.LayerVersionsListItem:
    return shapes.LayerVersionsListItem(
        layer_version_arn=layer_arn(home, version.name, version.number),
        version=version.number,
        description=version.description,
        created_date=timestamp(version.created_at),
        compatible_architectures=_listed(version.architectures),
        compatible_runtimes=_listed(version.runtimes),
        license_info=version.license_info,
    )


def layer_item(newest: LayerVersion, home: Home) -> shapes.LayersListItem:
    return shapes.LayersListItem(
        layer_name=newest.name,
        layer_arn=layer_arn(home, newest.name),
        latest_matching_version=version_item(newest, home),
    )


def content(version: LayerVersion, location: str) -> shapes.LayerVersionContentOutput:
    return shapes.LayerVersionContentOutput(
        location=location, code_sha256=version.code.sha256, code_size=version.code.size_bytes
    )


def statement(version: LayerVersion, grant: Grant, home: Home) -> str:
    """One statement of the version's policy, in JSON."""
    return statement_document(_statement(version, grant, home))


def policy(version: LayerVersion, home: Home) -> str:
    """The version's whole policy, in JSON."""
    return policy_document(_statement(version, grant, home) for grant in version.grants)


def _statement(version: LayerVersion, grant: Grant, home: Home) -> Statement:
    principal = grant.principal
    organization = grant.organization_id
    return Statement(
        sid=grant.statement_id,
        effect=Effect.ALLOW,
        principal=ANYONE if principal == ANYONE else {"AWS": f"arn:aws:iam::{principal}:root"},
        action="lambda:GetLayerVersion",
        resource=layer_arn(home, version.name, version.number),
        condition={"StringEquals": {"aws:PrincipalOrgID": organization}} if organization else {},
    )


def _several(given: list[str] | None) -> tuple[str, ...] | None:
    return tuple(given) if given else None


def _listed(kept: tuple[str, ...] | None) -> list[str] | None:
    return None if kept is None else list(kept)
