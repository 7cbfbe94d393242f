"""One account of a running server, as a case finds it: who may call, and things made for this case alone."""

import secrets
from dataclasses import dataclass

from tests.e2e.lambda_client import QUICKLY, Client, deploy, zipped
from tests.loose import Given

ACCOUNT = "000000000000"
PREFIX = f"arn:aws:lambda:us-east-1:{ACCOUNT}"
ECHO = """
    def handler(event, context):
        if event == "fail":
            raise ValueError("asked to")
        return event
"""
PACKAGE = zipped(ECHO)
LAYER_PACKAGE = zipped("x = 1\n", name="python/x.py")
LAYER_BYTES = len(LAYER_PACKAGE)
PROFILE = f"arn:aws:signer:us-east-1:{ACCOUNT}:/signing-profiles/mine/abcdefghij"


@dataclass(frozen=True, slots=True)
class World:
    """Clients whose every answer is judged, and makers of what is asked about."""

    aws: Client
    careless: Client
    """Sends what it is given."""
    forger: Client
    stranger: Client

    def function(self, **chosen: Given) -> str:
        """The name of a new function, which is active."""
        return deploy(self.aws, ECHO, **{"Code": {"ZipFile": PACKAGE}, **chosen})

    def version(self, name: str) -> str:
        """The number of a new version of the function, which is active."""
        number: str = self.aws.publish_version(FunctionName=name)["Version"]
        self.aws.get_waiter("published_version_active").wait(
            FunctionName=name, Qualifier=number, WaiterConfig=QUICKLY
        )
        return number

    def settled(self, name: str) -> None:
        """Returns once no update of the function is under way."""
        self.aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)

    def layer(self, **chosen: Given) -> tuple[str, int]:
        """Name and number of a new layer's first version."""
        named = {"LayerName": new_name("l"), "Content": {"ZipFile": LAYER_PACKAGE}, **chosen}
        self.aws.publish_layer_version(**named)
        return str(named["LayerName"]), 1

    def signing_config(self, **chosen: Given) -> str:
        """The ARN of a new code signing configuration."""
        created = self.aws.create_code_signing_config(
            AllowedPublishers={"SigningProfileVersionArns": [PROFILE]}, **chosen
        )
        return str(created["CodeSigningConfig"]["CodeSigningConfigArn"])


def arn(name: str, qualifier: str | None = None) -> str:
    """Of a function, its version or its alias."""
    whole = f"{PREFIX}:function:{name}"
    return f"{whole}:{qualifier}" if qualifier else whole


def layer_arn(name: str, number: int | None = None) -> str:
    whole = f"{PREFIX}:layer:{name}"
    return f"{whole}:{number}" if number else whole


def new_name(prefix: str = "f") -> str:
    """A name that nothing has yet."""
    return f"{prefix}-{secrets.token_hex(6)}"
