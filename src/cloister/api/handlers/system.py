"""DescribeSystem: what this server is, and what the doctor finds of its machine."""

import importlib.metadata
from typing import Final

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import DESCRIBE_SYSTEM
from cloister.control.system import Line, System

_VERSION: Final = importlib.metadata.version("cloister")


def system_handlers(system: System) -> dict[str, Handler]:
    """Operation name to handler."""

    async def describe_system(
        _: shapes.DescribeSystemRequest, _call: Call
    ) -> shapes.DescribeSystemResponse:
        server = system.server
        report = await system.examine()
        return shapes.DescribeSystemResponse(
            version=_VERSION,
            endpoint=server.endpoint,
            region=server.home.region,
            account=server.home.account,
            started_at=server.started_at.timestamp(),
            runtimes=list(server.runtimes),
            examined_at=report.examined_at.timestamp(),
            findings=[_shape(line) for line in report.lines],
        )

    return dict([handles(DESCRIBE_SYSTEM, describe_system)])


def _shape(line: Line) -> shapes.Finding:
    return shapes.Finding(
        section=line.section,
        name=line.name,
        verdict=line.status.name,
        found=line.found,
        lost=line.lost,
        advice=line.remedy,
    )
