"""What the attacks on the runtime's channel share: hostile code that finds it and speaks the protocol by itself."""

import json
from types import SimpleNamespace
from typing import Final

import pytest

from cloister.domain.invocation import FunctionFailed
from cloister.wire import session
from tests.loose import Given, Json
from tests.support import Lab

CHANNEL: Final = """
import ctypes, gc, json, os, socket, stat, struct, threading, time
links = [f"/proc/self/fd/{fd}" for fd in range(3, 64)]
(number,) = (int(link[14:]) for link in links if os.path.exists(link) and stat.S_ISSOCK(os.stat(link).st_mode))
channel = socket.socket(fileno=os.dup(number))
RETURNED, FAILED = 19, 20

def attempt():
    (found,) = {o.invocation_id for o in gc.get_objects() if type(o).__name__ == "InvocationRequest"}
    return found

def frame(kind, *parts):
    body = b"".join(parts)
    return struct.pack("!IB", 1 + len(body), kind) + body

def answer():
    return frame(RETURNED, attempt(), b'"forged"')
"""
"""Opens a source: `channel` is the runtime's own, `attempt()` what an answer must name."""


async def fails(lab: Lab, source: str, **chosen: Given) -> dict[str, Json]:
    """The error object that a hostile function's invocation ends with; its environment is gone then."""
    version = lab.version(source, **{"timeout_s": 2, **chosen})
    run = await lab.run(version, "attacker")
    assert isinstance(run.outcome, FunctionFailed), run.outcome
    assert not [e for e in lab.pool.environments() if e.key and e.key.tenant == "attacker"]
    error: dict[str, Json] = json.loads(run.outcome.payload)
    return error


def believe_any_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is gone that compares an answer's attempt with the one that is outstanding."""
    monkeypatch.setattr(session, "hmac", SimpleNamespace(compare_digest=lambda *_: True))
