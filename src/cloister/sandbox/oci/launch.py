"""The start of a runtime's program: its three ends are a sandbox's channel, its output, and how it came to its end."""

import asyncio
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from cloister.sandbox.channel import open_channel
from cloister.sandbox.oci.runtimes import SEARCH_PATH


@dataclass(frozen=True, slots=True)
class Launched:
    """A runtime's process, and our ends of what it was given."""

    process: asyncio.subprocess.Process
    process_fd: int
    channel: socket.socket
    log_fd: int
    status_fd: int


async def launch(command: Iterable[str]) -> Launched:
    """Raises OSError; nothing is open then."""
    channel, its_channel = open_channel()
    log_fd, its_log_fd = os.pipe2(os.O_CLOEXEC)
    status_fd, its_status_fd = os.pipe2(os.O_CLOEXEC)
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=its_channel.fileno(),
            stdout=its_log_fd,
            stderr=its_status_fd,
            env={"PATH": SEARCH_PATH},
            cwd="/",
        )
        process_fd = os.pidfd_open(process.pid)
    except BaseException:
        channel.close()
        os.close(log_fd)
        os.close(status_fd)
        raise
    finally:
        its_channel.close()
        os.close(its_log_fd)
        os.close(its_status_fd)
    os.set_blocking(log_fd, False)
    os.set_blocking(status_fd, False)
    return Launched(process, process_fd, channel, log_fd, status_fd)
