"""What the attacks on the runtime's channel share: hostile code that finds it and speaks the protocol by itself."""

import json
from typing import Final

from cloister.domain.invocation import FunctionFailed
from tests.loose import Given, Json
from tests.support import Lab

CHANNEL: Final = """
import ctypes, gc, json, os, socket, stat, struct, threading, time
links = [f"/proc/self/fd/{fd}" for fd in range(3, 64)]
(number,) = (int(link[14:]) for link in links if os.path.exists(link) and stat.S_ISSOCK(os.stat(link).st_mode))
channel = socket.socket(fileno=os.dup(number))
RETURNED = 19

def attempt():
    (found,) = {o.invocation_id for o in gc.get_objects() if type(o).__name__ == "InvocationRequest"}
    return found

def raw_frame(kind, metadata, body=b'"forged"'):
    content = struct.pack("!BH", kind, len(metadata)) + metadata + body
    return struct.pack("!I", len(content)) + content

def frame(kind, metadata, body=b'"forged"'):
    return raw_frame(kind, json.dumps(metadata).encode(), body)
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
