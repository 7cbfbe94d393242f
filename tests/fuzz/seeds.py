"""Well-formed inputs, for a fuzzer to begin with and to break: it would not come upon a frame or a zip by itself."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

import dns.message

from cloister.wire.messages import Failed, Hello, Load, Loaded, LoadFailed, Restored, Returned
from tests.fuzz.targets import in_pieces
from tests.unit.example_messages import ATTEMPT, EVENT
from tests.unit.signed_requests import signed

_INIT: Final = (Hello().encode(), Loaded().encode())
_RETURNED: Final = Returned(ATTEMPT, b"{}").encode()
_ANSWERS: Final = (_RETURNED[:10], _RETURNED[10:], Failed(ATTEMPT, "E", b"{}").encode())
_CONVERSATION: Final = in_pieces(*_INIT, *_ANSWERS)


def _zip() -> bytes:
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app.py", "def handler(event, context): return event\n")
        archive.writestr("package/__init__.py", "")
        archive.mkdir("data")
    return archived.getvalue()


def _authorization() -> bytes:
    headers = dict(signed().headers)
    return f"\n{headers['authorization']}\n{headers['x-amz-date']}".encode()


def _presigned() -> bytes:
    return (
        b"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A/20261123/eu-central-1/lambda/aws4_request"
        b"&X-Amz-Date=20261123T063000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00\n\n"
    )


SEEDS: Final[Mapping[str, Sequence[bytes]]] = {
    "frames": (
        in_pieces(Load("app.handler", {"A": "b"}, rehearse=False).encode()),
        in_pieces(EVENT.encode()),
        in_pieces(LoadFailed("E", b"{}").encode()),
        _CONVERSATION,
    ),
    "session": (_CONVERSATION, in_pieces(*_INIT, Restored().encode(), *_ANSWERS)),
    "signature": (_authorization(), _presigned()),
    "package": (_zip(),),
    "question": (dns.message.make_query("example.com", "A", use_edns=True).to_wire(),),
}
"""Target to the inputs that it starts with."""
