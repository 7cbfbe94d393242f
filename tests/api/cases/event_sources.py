"""The one operation on event source mappings that there is."""

from tests.api.exchange import Exchanges, answered, invalid, malformed, not_found, satisfies
from tests.api.world import ACCOUNT, World, arn

QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:work"


def list_event_source_mappings(world: World) -> Exchanges:
    name = world.function()
    of_a_queue = {"FunctionName": name, "EventSourceArn": QUEUE, "MaxItems": 100}
    yield answered(of_a_queue, EventSourceMappings=[])
    yield answered({}, EventSourceMappings=[])

    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield invalid(
        "Marker it was not issued by this operation: pass NextMarker on unchanged.", Marker="it"
    )
    yield malformed(("eventSourceArn", "it", satisfies("Arn")), EventSourceArn="it")
