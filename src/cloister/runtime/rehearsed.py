"""The function of a rehearsal, imported by its name alone, as one from a package is."""

SOURCE = """
import json

def handler(event, context):
    print(context.aws_request_id)
    return json.loads(json.dumps({"event": event, "remaining_ms": context.get_remaining_time_in_millis()}))
"""
# Compiled here, as packages seldom bring bytecode: that is rehearsed as well.
exec(compile(SOURCE, __file__, "exec"))  # noqa: S102 # the text above
