"""An event as the host sends it into a sandbox, and the attempt that its answer must name."""

from typing import Final

from cloister.wire.messages import Invoke

ATTEMPT: Final = b"0123456789abcdef0123456789abcdef"
EVENT: Final = Invoke(
    attempt=ATTEMPT,
    request_id="r",
    deadline_ms=1,
    invoked_arn="arn",
    tenant="blue",
    client_context=None,
    trace_id=None,
    payload=b"{}",
)
