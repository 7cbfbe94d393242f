"""What can go wrong, in AWS's own names: `code` is the model's error shape; HTTP is added in api/protocol.py."""

from typing import ClassVar, Final, NoReturn


class CloisterError(Exception):
    """The base of all errors that a caller is told about. `str(error)` is the text the caller reads."""

    code: ClassVar[str] = "ServiceException"


class ServiceFailure(CloisterError):
    """Ours, not the caller's: logged once with its cause."""


class EnvironmentStartFailed(ServiceFailure):
    """No sandbox could be made. The message says which step failed and what to do."""


class ExaminationFailed(CloisterError):
    """The doctor gave no report. Ours, but told as it is: whoever asks owns the server, and can ask the doctor too."""


class InvalidParameterValue(CloisterError):
    code = "InvalidParameterValueException"


class InvalidParameterCombination(CloisterError):
    code = "InvalidParameterCombinationException"


class MissingParameter(CloisterError):
    code = "MissingRequiredParameterException"


class ValidationFailed(CloisterError):
    """One or more constraints of the service model do not hold; the message lists all of them."""

    code = "ValidationException"


class SerializationFailed(CloisterError):
    """The body is not the JSON that the operation's shape asks for."""

    code = "SerializationException"


class InvalidRequestContent(CloisterError):
    code = "InvalidRequestContentException"


class ResourceNotFound(CloisterError):
    code = "ResourceNotFoundException"


class ProvisionNotFound(CloisterError):
    code = "ProvisionedConcurrencyConfigNotFoundException"


class ResourceAlreadyExists(CloisterError):
    code = "ResourceAlreadyExistsException"


class InvalidParameter(CloisterError):
    """CloudWatch Logs' word for a value that is not accepted."""

    code = "InvalidParameterException"


class TooManyTags(CloisterError):
    code = "TooManyTagsException"


class LimitExceeded(CloisterError):
    code = "LimitExceededException"


class ResourceConflict(CloisterError):
    code = "ResourceConflictException"


class PreconditionFailed(CloisterError):
    code = "PreconditionFailedException"


class PolicyLengthExceeded(CloisterError):
    code = "PolicyLengthExceededException"


class CodeSigningConfigNotFound(CloisterError):
    code = "CodeSigningConfigNotFoundException"


class CodeVerificationFailed(CloisterError):
    """A package lacks the signature that its function's code signing configuration asks for."""

    code = "CodeVerificationFailedException"


class NoSuchEntity(CloisterError):
    """IAM's own, as the three below."""

    code = "NoSuchEntityException"


class EntityAlreadyExists(CloisterError):
    code = "EntityAlreadyExistsException"


class DeleteConflict(CloisterError):
    code = "DeleteConflictException"


class MalformedPolicyDocument(CloisterError):
    code = "MalformedPolicyDocumentException"


class RequestTooLarge(CloisterError):
    """An invocation's payload is over its limit."""

    code = "RequestTooLargeException"


class RequestEntityTooLarge(CloisterError):
    """A control plane request, or the package in it, is over its limit."""

    code = "RequestEntityTooLargeException"


class SnapStartFailed(CloisterError):
    """What a function does after a snapshot went wrong: its event was not handed to it."""

    code = "SnapStartException"


class SnapStartTimedOut(CloisterError):
    """It took too long."""

    code = "SnapStartTimeoutException"


class AccessDenied(CloisterError):
    code = "AccessDeniedException"


class UnknownOperation(CloisterError):
    code = "UnknownOperationException"


class NotBuiltYet(CloisterError):
    """An operation or mode of AWS's that Cloister does not have yet. The message says which and why."""

    code = "NotImplementedException"


class AuthenticationFailed(CloisterError):
    """The caller could not be identified. `code` is AWS's own for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc] # one class for AWS's family of 403 codes


class Throttled(CloisterError):
    """No capacity now. `reason` is a value of the model's ThrottleReason."""

    code = "TooManyRequestsException"

    def __init__(self, reason: str) -> None:
        super().__init__("Rate Exceeded.")
        self.reason: Final = reason


class BrokenPromise(Exception):
    """A guard that protects tenants did not hold. Never caught to carry on: what it concerns is destroyed."""


def ensure(condition: bool, promise: str, *details: object) -> None:  # noqa: FBT001 # reads as assert does
    """Raise BrokenPromise naming the promise unless the condition holds. Unlike assert, it is there under -O."""
    if not condition:
        broken(promise, *details)


def broken(promise: str, *details: object) -> NoReturn:
    """The promise did not hold."""
    raise BrokenPromise(": ".join([promise, *(repr(detail) for detail in details)]))
