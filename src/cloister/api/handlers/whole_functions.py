"""The operations on what is said of a whole function, or of the account: tags, recursion, runtimes, settings."""

from dataclasses import replace

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.control.accounts import Account
from cloister.control.runtimes import Runtimes
from cloister.control.tags import Tags
from cloister.control.whole_functions import WholeFunctions
from cloister.domain import limits
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.function import RecursiveLoop
from cloister.domain.function_settings import RuntimeManagement, RuntimeUpdates
from cloister.domain.ids import LATEST


def tag_handlers(tags: Tags) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def add(request: shapes.TagResourceRequest, _: Call) -> None:
        await tags.add(request.resource, request.tags)

    async def remove(request: shapes.UntagResourceRequest, _: Call) -> None:
        await tags.remove(request.resource, request.tag_keys)

    async def shown(request: shapes.ListTagsRequest, _: Call) -> shapes.ListTagsResponse:
        return shapes.ListTagsResponse(tags=dict(await tags.of(request.resource)))

    return dict(
        [
            handles(operations.TAG_RESOURCE, add),
            handles(operations.UNTAG_RESOURCE, remove),
            handles(operations.LIST_TAGS, shown),
        ]
    )


def recursion_handlers(functions: WholeFunctions, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def put(
        request: shapes.PutFunctionRecursionConfigRequest, _: Call
    ) -> shapes.PutFunctionRecursionConfigResponse:
        loop = RecursiveLoop(request.recursive_loop)
        reference = parse_function_reference(request.function_name, home)
        await functions.change(reference, lambda before: replace(before, recursive_loop=loop))
        return shapes.PutFunctionRecursionConfigResponse(recursive_loop=loop.value)

    async def get(
        request: shapes.GetFunctionRecursionConfigRequest, _: Call
    ) -> shapes.GetFunctionRecursionConfigResponse:
        function = functions.get(parse_function_reference(request.function_name, home))
        return shapes.GetFunctionRecursionConfigResponse(
            recursive_loop=function.recursive_loop.value
        )

    return dict(
        [
            handles(operations.PUT_FUNCTION_RECURSION_CONFIG, put),
            handles(operations.GET_FUNCTION_RECURSION_CONFIG, get),
        ]
    )


def runtime_handlers(runtimes: Runtimes, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _RuntimeHandlers(runtimes, home)
    return dict(
        [
            handles(operations.PUT_RUNTIME_MANAGEMENT_CONFIG, of.put),
            handles(operations.GET_RUNTIME_MANAGEMENT_CONFIG, of.get),
        ]
    )


class _RuntimeHandlers:
    def __init__(self, runtimes: Runtimes, home: Home) -> None:
        self._runtimes = runtimes
        self._home = home

    async def put(
        self, request: shapes.PutRuntimeManagementConfigRequest, _: Call
    ) -> shapes.PutRuntimeManagementConfigResponse:
        asked = RuntimeManagement(
            updates=RuntimeUpdates(request.update_runtime_on),
            runtime_version_arn=request.runtime_version_arn,
        )
        reference = self._reference(request.function_name, request.qualifier)
        kept = await self._runtimes.put(reference, asked)
        return shapes.PutRuntimeManagementConfigResponse(
            update_runtime_on=kept.updates.value,
            function_arn=self._arn(reference),
            runtime_version_arn=kept.runtime_version_arn,
        )

    async def get(
        self, request: shapes.GetRuntimeManagementConfigRequest, _: Call
    ) -> shapes.GetRuntimeManagementConfigResponse:
        reference = self._reference(request.function_name, request.qualifier)
        kept = await self._runtimes.get(reference)
        return shapes.GetRuntimeManagementConfigResponse(
            update_runtime_on=kept.updates.value,
            function_arn=self._arn(reference),
            runtime_version_arn=kept.runtime_version_arn,
        )

    def _reference(self, name: str, qualifier: str | None) -> FunctionReference:
        return parse_function_reference(name, self._home, qualifier=qualifier)

    def _arn(self, reference: FunctionReference) -> str:
        return self._home.function_arn(reference.name, reference.qualifier or LATEST)


def account_handlers(account: Account) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def settings(
        _: shapes.GetAccountSettingsRequest, __: Call
    ) -> shapes.GetAccountSettingsResponse:
        usage = account.usage()
        return shapes.GetAccountSettingsResponse(
            account_limit=shapes.AccountLimit(
                total_code_size=limits.CODE_STORAGE_BYTES_MAX,
                code_size_unzipped=limits.PACKAGE_UNZIPPED_BYTES_MAX,
                code_size_zipped=limits.PACKAGE_ZIPPED_BYTES_MAX,
                concurrent_executions=usage.concurrency,
                unreserved_concurrent_executions=usage.unreserved_concurrency,
            ),
            account_usage=shapes.AccountUsage(
                total_code_size=usage.code_bytes, function_count=usage.functions
            ),
        )

    return dict([handles(operations.GET_ACCOUNT_SETTINGS, settings)])
