"""The handlers of everything that owners do, for one control plane: all of Lambda's operations that invoke nothing."""

from cloister.api.app import Handler
from cloister.api.handlers.aliases import alias_handlers
from cloister.api.handlers.code_signing import code_signing_handlers
from cloister.api.handlers.concurrency import concurrency_handlers
from cloister.api.handlers.event_invoke import event_invoke_handlers
from cloister.api.handlers.event_sources import event_source_handlers
from cloister.api.handlers.functions import function_handlers
from cloister.api.handlers.layers import layer_handlers
from cloister.api.handlers.permissions import permission_handlers, resource_policy_handlers
from cloister.api.handlers.provisioned import provisioned_concurrency_handlers
from cloister.api.handlers.urls import url_handlers
from cloister.api.handlers.versions import version_handlers
from cloister.api.handlers.whole_functions import (
    account_handlers,
    recursion_handlers,
    runtime_handlers,
    tag_handlers,
)
from cloister.artifacts.links import CodeLinks
from cloister.control.plane import ControlPlane
from cloister.domain.arn import Home


def control_plane_handlers(plane: ControlPlane, links: CodeLinks, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    return {
        **function_handlers(plane, links, home),
        **version_handlers(plane.versions, home),
        **alias_handlers(plane.aliases, home),
        **layer_handlers(plane.layers, links, home),
        **code_signing_handlers(plane.code_signing, plane.whole_functions, home),
        **concurrency_handlers(plane.reservations, home),
        **event_source_handlers(plane.catalogue, home),
        **event_invoke_handlers(plane.event_invoke_configs, home),
        **provisioned_concurrency_handlers(plane.provisioned, home),
        **permission_handlers(plane.permissions, home),
        **resource_policy_handlers(plane.permissions, home),
        **url_handlers(plane.urls, home),
        **runtime_handlers(plane.runtimes, home),
        **recursion_handlers(plane.whole_functions, home),
        **tag_handlers(plane.tags),
        **account_handlers(plane.account),
    }
