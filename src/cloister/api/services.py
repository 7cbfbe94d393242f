"""The services that one port serves, each with its protocols: what is signed for one never reaches another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloister.api.cloister import operations as cloister_operations
from cloister.api.constraints import Constraints
from cloister.api.http import HttpRequest
from cloister.api.iam import operations as iam_operations
from cloister.api.lambda_ import operations as lambda_operations
from cloister.api.lambda_ import shapes as lambda_shapes
from cloister.api.logs import operations as logs_operations
from cloister.api.monitoring import operations as monitoring_operations
from cloister.api.not_built import NOT_BUILT
from cloister.api.operation import Shape
from cloister.api.protocols.cbor_rpc import CborRpc
from cloister.api.protocols.codec import Codec
from cloister.api.protocols.json_rpc import JsonRpc
from cloister.api.protocols.query import Query
from cloister.api.protocols.rest_json import RestJson
from cloister.api.sts import operations as sts_operations
from cloister.domain import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An AWS service as its clients reach it. `name` is the one that they sign for."""

    name: str
    codecs: tuple[Codec, ...]
    """Its protocols. The first answers whoever speaks none of them."""
    constraints: Constraints
    body_bytes_max: int = limits.RPC_BODY_BYTES_MAX
    not_built: Mapping[str, str] = field(default_factory=dict)
    """Why an operation has no handler, by its name."""

    def codec(self, head: HttpRequest) -> Codec:
        """The protocol that a request is in."""
        for codec in self.codecs:
            if codec.speaks(head):
                return codec
        return self.codecs[0]


def lambda_service() -> Service:
    """AWS Lambda. Also who signs for no service that is here is answered in its protocol."""
    elsewhere: set[tuple[type[Shape], str]] = {
        # AWS answers an unknown runtime later, with InvalidParameterValueException (lambda-facts 2.3): handlers do.
        (lambda_shapes.CreateFunctionRequest, "runtime"),
        (lambda_shapes.UpdateFunctionConfigurationRequest, "runtime"),
    }
    return Service(
        name="lambda",
        codecs=(RestJson(lambda_operations.OPERATIONS, lambda_operations.ERRORS),),
        constraints=Constraints(lambda_operations.MEMBERS, elsewhere=elsewhere),
        body_bytes_max=limits.REQUEST_BODY_BYTES_MAX,
        not_built=NOT_BUILT,
    )


def logs_service() -> Service:
    """CloudWatch Logs."""
    codec = JsonRpc(
        logs_operations.OPERATIONS,
        logs_operations.ERRORS,
        target="Logs_20140328",
        version="1.1",
        codes={"ValidationException": "InvalidParameterException"},
    )
    return Service(name="logs", codecs=(codec,), constraints=Constraints(logs_operations.MEMBERS))


def monitoring_service() -> Service:
    """CloudWatch: JSON is what boto3 and the CLI ask today, CBOR what newer SDKs do, query what older clients did."""
    json = JsonRpc(
        monitoring_operations.OPERATIONS,
        monitoring_operations.ERRORS,
        target="GraniteServiceVersion20100801",
        version="1.0",
    )
    cbor = CborRpc(
        monitoring_operations.OPERATIONS,
        monitoring_operations.ERRORS,
        target="GraniteServiceVersion20100801",
    )
    query = Query(
        monitoring_operations.OPERATIONS,
        monitoring_operations.ERRORS,
        version="2010-08-01",
        namespace="http://monitoring.amazonaws.com/doc/2010-08-01/",
    )
    return Service(
        name="monitoring",
        codecs=(json, cbor, query),
        constraints=Constraints(monitoring_operations.MEMBERS),
    )


def cloister_service() -> Service:
    """Cloister's own: what AWS has no operations for."""
    return Service(
        name="cloister",
        codecs=(RestJson(cloister_operations.OPERATIONS, cloister_operations.ERRORS),),
        constraints=Constraints(cloister_operations.MEMBERS),
    )


def sts_service() -> Service:
    """The Security Token Service."""
    codec = Query(
        sts_operations.OPERATIONS,
        sts_operations.ERRORS,
        version="2011-06-15",
        namespace="https://sts.amazonaws.com/doc/2011-06-15/",
    )
    return Service(name="sts", codecs=(codec,), constraints=Constraints(sts_operations.MEMBERS))


def iam_service() -> Service:
    """Identity and Access Management."""
    codec = Query(
        iam_operations.OPERATIONS,
        iam_operations.ERRORS,
        version="2010-05-08",
        namespace="https://iam.amazonaws.com/doc/2010-05-08/",
    )
    return Service(name="iam", codecs=(codec,), constraints=Constraints(iam_operations.MEMBERS))
