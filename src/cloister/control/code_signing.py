"""Code signing configurations, who is under them, and what they let be deployed: nothing here is ever signed."""

from dataclasses import dataclass, replace

from cloister.control.catalogue import Catalogue
from cloister.domain.arn import Home
from cloister.domain.clock import Clock
from cloister.domain.code_signing import (
    CodeSigningConfig,
    CodeSigningId,
    UntrustedArtifact,
    code_signing_arn,
)
from cloister.domain.errors import (
    CodeSigningConfigNotFound,
    CodeVerificationFailed,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import Function
from cloister.domain.ids import FunctionName
from cloister.store.code_signing import CodeSigningStore

_ID_DIGITS = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSigningChange:
    """The members that were given; None leaves one as it is."""

    description: str | None = None
    publishers: tuple[str, ...] | None = None
    untrusted: UntrustedArtifact | None = None


class CodeSigning:
    """The configurations of one home."""

    def __init__(
        self, *, store: CodeSigningStore, catalogue: Catalogue, home: Home, clock: Clock
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._home = home
        self._clock = clock

    async def create(
        self,
        *,
        description: str,
        publishers: tuple[str, ...],
        untrusted: UntrustedArtifact,
        tags: dict[str, str],
    ) -> CodeSigningConfig:
        """Durable on return."""
        digits = self._clock.new_token(_ID_DIGITS)[:_ID_DIGITS]
        config = CodeSigningConfig(
            id=CodeSigningId(f"csc-{digits}"),
            description=description,
            publishers=publishers,
            untrusted=untrusted,
            last_modified=self._clock.now(),
            tags=tags,
        )
        await self._store.put(config)
        return config

    async def all(self) -> list[CodeSigningConfig]:
        """In no order."""
        return await self._store.list()

    async def get(self, arn: str) -> CodeSigningConfig:
        """Raises ResourceNotFound."""
        config = await self._known(arn)
        if config is None:
            raise ResourceNotFound(f"The Lambda code signing configuration {arn} can not be found.")
        return config

    async def update(self, arn: str, change: CodeSigningChange) -> CodeSigningConfig:
        """Durable on return, and counts from the next deployment on. Raises ResourceNotFound."""
        before = await self.get(arn)
        after = replace(
            before,
            description=before.description if change.description is None else change.description,
            publishers=change.publishers or before.publishers,
            untrusted=change.untrusted or before.untrusted,
            last_modified=self._clock.now(),
        )
        await self._store.put(after)
        return after

    async def retag(self, arn: str, tags: dict[str, str]) -> None:
        """These are its tags now. Raises ResourceNotFound."""
        await self._store.put(replace(await self.get(arn), tags=tags))

    async def delete(self, arn: str) -> None:
        """Gone on return. Raises ResourceNotFound, and ResourceConflict while functions are under it."""
        config = await self.get(arn)
        if users := self.functions_under(arn):
            raise ResourceConflict(
                f"The code signing configuration {arn} is used by {len(users)} functions: "
                "remove it from them first."
            )
        await self._store.delete(config.id)

    def functions_under(self, arn: str) -> list[Function]:
        """In no order."""
        return [one for one in self._catalogue.all() if one.code_signing_config_arn == arn]

    async def require(self, arn: str) -> None:
        """Return if a function may be put under it. Raises CodeSigningConfigNotFound."""
        if await self._known(arn) is None:
            raise CodeSigningConfigNotFound(
                "The code signing configuration cannot be found. "
                f"Check that the provided configuration is not deleted: {arn}."
            )

    async def check_deployment(self, arn: str | None, function: FunctionName) -> None:
        """Return if an unsigned package may be deployed under the configuration. Raises CodeVerificationFailed."""
        if arn is None:
            return
        config = await self._known(arn)
        if config is not None and config.untrusted is UntrustedArtifact.ENFORCE:
            raise CodeVerificationFailed(
                "Lambda cannot deploy the function. The function or layer might be signed using a signature that "
                f"the client is not configured to accept. Check the provided signature for {function}."
            )

    async def _known(self, arn: str) -> CodeSigningConfig | None:
        config = await self._store.get(CodeSigningId(arn.rpartition(":")[2]))
        return config if config and arn == code_signing_arn(self._home, config.id) else None
