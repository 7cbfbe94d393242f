"""What a transcript makes of what a function prints, and the moments and ids of these examples."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cloister.domain.function import FunctionVersion, LogFormat, Logging
from cloister.domain.ids import RequestId, TenantId
from cloister.telemetry.lines import Speaker
from cloister.telemetry.log_rows import Event, events_of
from cloister.telemetry.transcript import Item, Printed, Transcript
from tests.support import a_version

AT = datetime(2026, 11, 23, 6, 12, 13, 123456, tzinfo=UTC)
AT_MS = 1795414333123
REQUEST = RequestId("8f507cfc-xmpl-4697-b07a-ac58fc914c95")
ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"
BLUE = TenantId("blue")
GREEN = TenantId("green")
EVERYTHING = 1 << 30


def in_json(directory: Path, level: str | None = None) -> FunctionVersion:
    logging = Logging(format=LogFormat.JSON, system_level=level, group="/aws/lambda/f")
    return a_version("", directory, logging=logging)


def printed(data: bytes, at_ms: int = AT_MS) -> Printed:
    return Printed(datetime.fromtimestamp(at_ms / 1000, UTC), data)


def told(
    version: FunctionVersion, items: Iterable[Item], tenant: TenantId | None = BLUE
) -> list[Event]:
    transcript = Transcript(Speaker.of(version, tenant))
    for item in items:
        transcript.add([item])
    return next_of(transcript)


def next_of(transcript: Transcript, lines_max: int = EVERYTHING) -> list[Event]:
    return [event for row in transcript.rows(lines_max) for event in events_of(row)]


def lines(events: Iterable[Event]) -> list[str]:
    return [event.message for event in events]
