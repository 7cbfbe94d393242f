"""Functions in a real store, found as the invoke path finds them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from cloister.domain.arn import Home
from cloister.domain.clock import SystemClock
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    FunctionState,
    Logging,
    TenantIsolation,
)
from cloister.domain.ids import FunctionName, RevisionId
from cloister.invoke.resolve import Resolver
from cloister.store.database import Database
from cloister.store.functions import SqlFunctionStore
from tests.support import ACCOUNT, REGION

HOME = Home(ACCOUNT, REGION)
ARN = "arn:aws:lambda:us-east-1:000000000000:function"


def a_function(
    name: str,
    *,
    tenant_isolation: TenantIsolation | None = None,
    state: FunctionState = FunctionState.ACTIVE,
) -> Function:
    return Function(
        account=ACCOUNT,
        region=REGION,
        name=FunctionName(name),
        configuration=Configuration(
            runtime="python3.11",
            handler="app.handler",
            role="arn:aws:iam::000000000000:role/any",
            logging=Logging(group=f"/aws/lambda/{name}"),
        ),
        code=Code(digest="0" * 64, size_bytes=1),
        tenant_isolation=tenant_isolation,
        revision_id=RevisionId("r1"),
        environment_revision=RevisionId("e1"),
        last_modified=datetime(2026, 11, 23, tzinfo=UTC),
        state=state,
    )


@asynccontextmanager
async def a_resolver(directory: Path, *functions: Function) -> AsyncIterator[Resolver]:
    """A resolver of exactly these functions."""
    async with Database(directory / "metadata.db") as database:
        store = SqlFunctionStore(database)
        await store.load()
        for function in functions:
            await store.create(function)
        yield Resolver(store, HOME, SystemClock())
