"""The operations on code signing configurations, and on which functions are under them."""

from dataclasses import replace

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.function_shapes import timestamp
from cloister.api.lambda_ import operations, shapes
from cloister.api.paging import page
from cloister.control.code_signing import CodeSigning, CodeSigningChange
from cloister.control.whole_functions import WholeFunctions
from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.code_signing import CodeSigningConfig, UntrustedArtifact, code_signing_arn


def code_signing_handlers(
    signing: CodeSigning, functions: WholeFunctions, home: Home
) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _ConfigHandlers(signing, home)
    under = _FunctionHandlers(signing, functions, home)
    return dict(
        [
            handles(operations.CREATE_CODE_SIGNING_CONFIG, of.create),
            handles(operations.GET_CODE_SIGNING_CONFIG, of.get),
            handles(operations.UPDATE_CODE_SIGNING_CONFIG, of.update),
            handles(operations.DELETE_CODE_SIGNING_CONFIG, of.delete),
            handles(operations.LIST_CODE_SIGNING_CONFIGS, of.list),
            handles(operations.LIST_FUNCTIONS_BY_CODE_SIGNING_CONFIG, under.list),
            handles(operations.PUT_FUNCTION_CODE_SIGNING_CONFIG, under.put),
            handles(operations.GET_FUNCTION_CODE_SIGNING_CONFIG, under.get),
            handles(operations.DELETE_FUNCTION_CODE_SIGNING_CONFIG, under.delete),
        ]
    )


class _ConfigHandlers:
    def __init__(self, signing: CodeSigning, home: Home) -> None:
        self._signing = signing
        self._home = home

    async def create(
        self, request: shapes.CreateCodeSigningConfigRequest, _: Call
    ) -> shapes.CreateCodeSigningConfigResponse:
        config = await self._signing.create(
            description=request.description or "",
            publishers=tuple(request.allowed_publishers.signing_profile_version_arns),
            untrusted=_untrusted(request.code_signing_policies) or UntrustedArtifact.WARN,
            tags=request.tags or {},
        )
        return shapes.CreateCodeSigningConfigResponse(code_signing_config=self._shape(config))

    async def get(
        self, request: shapes.GetCodeSigningConfigRequest, _: Call
    ) -> shapes.GetCodeSigningConfigResponse:
        config = await self._signing.get(request.code_signing_config_arn)
        return shapes.GetCodeSigningConfigResponse(code_signing_config=self._shape(config))

    async def update(
        self, request: shapes.UpdateCodeSigningConfigRequest, _: Call
    ) -> shapes.UpdateCodeSigningConfigResponse:
        publishers = request.allowed_publishers
        change = CodeSigningChange(
            description=request.description,
            publishers=tuple(publishers.signing_profile_version_arns) if publishers else None,
            untrusted=_untrusted(request.code_signing_policies),
        )
        config = await self._signing.update(request.code_signing_config_arn, change)
        return shapes.UpdateCodeSigningConfigResponse(code_signing_config=self._shape(config))

    async def delete(
        self, request: shapes.DeleteCodeSigningConfigRequest, _: Call
    ) -> shapes.DeleteCodeSigningConfigResponse:
        await self._signing.delete(request.code_signing_config_arn)
        return shapes.DeleteCodeSigningConfigResponse()

    async def list(
        self, request: shapes.ListCodeSigningConfigsRequest, _: Call
    ) -> shapes.ListCodeSigningConfigsResponse:
        shown = page(
            await self._signing.all(),
            by=lambda config: config.id,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListCodeSigningConfigsResponse(
            next_marker=shown.next_marker,
            code_signing_configs=[self._shape(config) for config in shown.items],
        )

    def _shape(self, config: CodeSigningConfig) -> shapes.CodeSigningConfig:
        return shapes.CodeSigningConfig(
            code_signing_config_id=config.id,
            code_signing_config_arn=code_signing_arn(self._home, config.id),
            description=config.description,
            allowed_publishers=shapes.AllowedPublishers(
                signing_profile_version_arns=list(config.publishers)
            ),
            code_signing_policies=shapes.CodeSigningPolicies(
                untrusted_artifact_on_deployment=config.untrusted.value
            ),
            last_modified=timestamp(config.last_modified),
        )


class _FunctionHandlers:
    def __init__(self, signing: CodeSigning, functions: WholeFunctions, home: Home) -> None:
        self._signing = signing
        self._functions = functions
        self._home = home

    async def put(
        self, request: shapes.PutFunctionCodeSigningConfigRequest, _: Call
    ) -> shapes.PutFunctionCodeSigningConfigResponse:
        arn = request.code_signing_config_arn
        await self._signing.require(arn)
        function = await self._functions.change(
            self._reference(request.function_name),
            lambda before: replace(before, code_signing_config_arn=arn),
        )
        return shapes.PutFunctionCodeSigningConfigResponse(
            code_signing_config_arn=arn, function_name=function.name
        )

    async def get(
        self, request: shapes.GetFunctionCodeSigningConfigRequest, _: Call
    ) -> shapes.GetFunctionCodeSigningConfigResponse:
        """Without a configuration AWS answers neither member, though its model says that both are there."""
        function = self._functions.get(self._reference(request.function_name))
        if function.code_signing_config_arn is None:
            return shapes.GetFunctionCodeSigningConfigResponse()
        return shapes.GetFunctionCodeSigningConfigResponse(
            code_signing_config_arn=function.code_signing_config_arn, function_name=function.name
        )

    async def delete(self, request: shapes.DeleteFunctionCodeSigningConfigRequest, _: Call) -> None:
        await self._functions.change(
            self._reference(request.function_name),
            lambda before: replace(before, code_signing_config_arn=None),
        )

    async def list(
        self, request: shapes.ListFunctionsByCodeSigningConfigRequest, _: Call
    ) -> shapes.ListFunctionsByCodeSigningConfigResponse:
        await self._signing.get(request.code_signing_config_arn)
        shown = page(
            self._signing.functions_under(request.code_signing_config_arn),
            by=lambda function: function.name,
            marker=request.marker,
            max_items=request.max_items,
        )
        return shapes.ListFunctionsByCodeSigningConfigResponse(
            next_marker=shown.next_marker,
            function_arns=[self._home.function_arn(function.name) for function in shown.items],
        )

    def _reference(self, name: str) -> FunctionReference:
        return parse_function_reference(name, self._home)


def _untrusted(given: shapes.CodeSigningPolicies | None) -> UntrustedArtifact | None:
    if given is None or given.untrusted_artifact_on_deployment is None:
        return None
    return UntrustedArtifact(given.untrusted_artifact_on_deployment)
