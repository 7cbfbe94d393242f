"""Members of the model's function requests that are refused, with a why; and those that are only kept, with a why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cloister.api.operation import Shape
from cloister.domain.errors import NotBuiltYet


@dataclass(frozen=True, slots=True)
class _NotBuilt:
    """`neutral` are values that ask for nothing, which tools send by default; so does whatever is empty or false."""

    why: str
    neutral: tuple[str, ...] = ()


_DURABLE: Final = _NotBuilt("durable executions are not built yet")
_IMAGES: Final = _NotBuilt("container images are not built yet: send a package as ZipFile")

_NOT_BUILT: Final[Mapping[str, _NotBuilt]] = {
    "accelerator_config": _NotBuilt("accelerators are not built yet"),
    "capacity_provider_config": _NotBuilt("managed instances are not built yet"),
    "durable_config": _DURABLE,
    "durable_execution_name": _DURABLE,
    "image_config": _IMAGES,
    "image_uri": _IMAGES,
    "package_type": _NotBuilt(_IMAGES.why, neutral=("Zip",)),
    "publish_to": _NotBuilt("managed instances are not built yet"),
    "runtime_config": _NotBuilt(
        "runtimes are this machine's interpreters, and their versions are not managed"
    ),
    "s3_object_storage_mode": _NotBuilt(
        "packages are always copied, and never run from the bucket", neutral=("COPY",)
    ),
    "source_kms_key_arn": _NotBuilt(
        "packages are not encrypted: encrypt the disk that Cloister writes to"
    ),
}
"""By attribute, whichever of the requests has it."""

KEPT: Final[Mapping[str, str]] = {
    "dead_letter_config": "asynchronous invocations are not built yet",
    "file_system_configs": "no file system is mounted: use /tmp",
    "kms_key_arn": "Cloister encrypts nothing: encrypt the disk that it writes to",
    "role": "functions get no credentials",
    "tracing_config": "nothing is traced yet",
    "vpc_config": (
        "there are no VPCs: functions reach loopback only, or the internet where the server was started with --egress"
    ),
}
"""Why a member that is stored, checked and shown has no effect, by attribute."""


def refuse_not_built(request: Shape) -> None:
    """Return if the request, members below its own aside, asks for nothing of the table. Raises NotBuiltYet."""
    names = zip(request.__struct_fields__, request.__struct_encode_fields__, strict=True)
    for attribute, name in names:
        refused = _NOT_BUILT.get(attribute)
        if refused and not _asks_for_nothing(getattr(request, attribute), refused.neutral):
            raise NotBuiltYet(f"{name} is not available: {refused.why}.")


def _asks_for_nothing(value: object, neutral: tuple[str, ...]) -> bool:
    if isinstance(value, Shape):
        members = (getattr(value, attribute) for attribute in value.__struct_fields__)
        return all(_asks_for_nothing(member, neutral) for member in members)
    return not value or value in neutral
