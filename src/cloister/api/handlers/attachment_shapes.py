"""Members of a configuration that name what is elsewhere (networks, file systems, keys, queues), in and out."""

from cloister.api.lambda_ import shapes
from cloister.domain.function import Configuration, FileSystem, SnapStart, Tracing, Vpc
from cloister.domain.release import PublishedVersion, Release


def vpc(given: shapes.VpcConfig | None) -> Vpc | None:
    if given is None:
        return None
    return Vpc(
        subnets=tuple(given.subnet_ids or ()),
        security_groups=tuple(given.security_group_ids or ()),
        allows_ipv6=bool(given.ipv6_allowed_for_dual_stack),
    )


def vpc_shape(configuration: Configuration) -> shapes.VpcConfigResponse | None:
    """Absent for a function outside of networks. No network has the subnets, so its id is empty."""
    if configuration.vpc is None:
        return None
    return shapes.VpcConfigResponse(
        subnet_ids=list(configuration.vpc.subnets),
        security_group_ids=list(configuration.vpc.security_groups),
        vpc_id="",
        ipv6_allowed_for_dual_stack=configuration.vpc.allows_ipv6,
    )


def file_systems(given: list[shapes.FileSystemConfig] | None) -> tuple[FileSystem, ...] | None:
    if given is None:
        return None
    return tuple(
        FileSystem(
            arn=one.arn,
            mount_path=one.local_mount_path,
            direct_s3_read=one.s3_files_config.direct_s3_read if one.s3_files_config else None,
        )
        for one in given
    )


def file_system_shapes(configuration: Configuration) -> list[shapes.FileSystemConfig] | None:
    return [_file_system_shape(one) for one in configuration.file_systems] or None


def _file_system_shape(one: FileSystem) -> shapes.FileSystemConfig:
    direct = one.direct_s3_read
    return shapes.FileSystemConfig(
        arn=one.arn,
        local_mount_path=one.mount_path,
        s3_files_config=shapes.S3FilesConfig(direct_s3_read=direct) if direct else None,
    )


def dead_letter_arn(given: shapes.DeadLetterConfig | None) -> str | None:
    """Empty for a config without a target, which takes the queue away."""
    return None if given is None else given.target_arn or ""


def dead_letter_shape(configuration: Configuration) -> shapes.DeadLetterConfig | None:
    if configuration.dead_letter_arn is None:
        return None
    return shapes.DeadLetterConfig(target_arn=configuration.dead_letter_arn)


def snap_start(given: shapes.SnapStart | None) -> SnapStart | None:
    return SnapStart(given.apply_on) if given and given.apply_on else None


def snap_start_shape(release: Release) -> shapes.SnapStartResponse:
    """On once there is what stands for a snapshot; $LATEST never has any, whatever is asked for its versions."""
    has_it = isinstance(release, PublishedVersion) and release.has_snapshot
    return shapes.SnapStartResponse(
        apply_on=release.configuration.snap_start.value,
        optimization_status="On" if has_it else "Off",
    )


def tracing(given: shapes.TracingConfig | None) -> Tracing | None:
    return Tracing(given.mode) if given and given.mode else None
