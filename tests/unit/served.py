"""Handlers behind a real port, asked by boto3: only who may call is not the subject here."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import boto3
import uvicorn
from botocore.config import Config

from cloister.api.app import Api, Served
from cloister.domain.clock import Clock
from tests.loose import Given, Json
from tests.support import REGION
from tests.unit.function_client import Anyone


class Service:
    """A boto3 client whose calls do not hold the loop that its server runs on."""

    def __init__(self, client: Any) -> None:  # Any: boto3's clients are made at run time
        self._client = client

    async def __call__(self, operation: str, **parameters: object) -> Json:
        call: Callable[..., Json] = getattr(self._client, operation)
        return await asyncio.to_thread(lambda: call(**parameters))

    async def pages(self, operation: str, **parameters: object) -> list[Json]:
        paginator = self._client.get_paginator(operation)
        return await asyncio.to_thread(lambda: [*paginator.paginate(**parameters)])


@asynccontextmanager
async def asked_by_boto3(
    name: str, served: Served, clock: Clock, *, session: Given = boto3
) -> AsyncIterator[Service]:
    """The client that boto3 has for the service of this name, and a server for it while the block lasts."""
    config = uvicorn.Config(
        Api([served], Anyone(), clock=clock), loop="none", lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        client = session.client(
            name,
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name=REGION,
            aws_access_key_id="AKIAANYONE",
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1}),
        )
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(server.serve(sockets=[listener]))
            try:
                yield Service(client)
            finally:
                client.close()
                server.should_exit = True
                await serving
