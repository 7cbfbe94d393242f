"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from types import NoneType
from typing import Final

from cloister.api.logs import shapes
from cloister.api.operation import (
    Body,
    ErrorShape,
    Layout,
    Member,
    Operation,
    Rule,
    Shape,
)

CREATE_LOG_GROUP: Final[Operation[shapes.CreateLogGroupRequest, None]] = Operation(
    name="CreateLogGroup",
    method="POST",
    path="/",
    status=200,
    input=shapes.CreateLogGroupRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "LimitExceededException",
        "OperationAbortedException",
        "ResourceAlreadyExistsException",
        "ServiceUnavailableException",
    ),
)
CREATE_LOG_STREAM: Final[Operation[shapes.CreateLogStreamRequest, None]] = Operation(
    name="CreateLogStream",
    method="POST",
    path="/",
    status=200,
    input=shapes.CreateLogStreamRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "ResourceAlreadyExistsException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
DELETE_LOG_GROUP: Final[Operation[shapes.DeleteLogGroupRequest, None]] = Operation(
    name="DeleteLogGroup",
    method="POST",
    path="/",
    status=200,
    input=shapes.DeleteLogGroupRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "OperationAbortedException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
        "ValidationException",
    ),
)
DELETE_LOG_STREAM: Final[Operation[shapes.DeleteLogStreamRequest, None]] = Operation(
    name="DeleteLogStream",
    method="POST",
    path="/",
    status=200,
    input=shapes.DeleteLogStreamRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "OperationAbortedException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
        "ValidationException",
    ),
)
DELETE_RETENTION_POLICY: Final[Operation[shapes.DeleteRetentionPolicyRequest, None]] = Operation(
    name="DeleteRetentionPolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.DeleteRetentionPolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "OperationAbortedException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
DESCRIBE_LOG_GROUPS: Final[
    Operation[shapes.DescribeLogGroupsRequest, shapes.DescribeLogGroupsResponse]
] = Operation(
    name="DescribeLogGroups",
    method="POST",
    path="/",
    status=200,
    input=shapes.DescribeLogGroupsRequest,
    output=shapes.DescribeLogGroupsResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=("InvalidParameterException", "ServiceUnavailableException"),
)
DESCRIBE_LOG_STREAMS: Final[
    Operation[shapes.DescribeLogStreamsRequest, shapes.DescribeLogStreamsResponse]
] = Operation(
    name="DescribeLogStreams",
    method="POST",
    path="/",
    status=200,
    input=shapes.DescribeLogStreamsRequest,
    output=shapes.DescribeLogStreamsResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
FILTER_LOG_EVENTS: Final[
    Operation[shapes.FilterLogEventsRequest, shapes.FilterLogEventsResponse]
] = Operation(
    name="FilterLogEvents",
    method="POST",
    path="/",
    status=200,
    input=shapes.FilterLogEventsRequest,
    output=shapes.FilterLogEventsResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
GET_LOG_EVENTS: Final[Operation[shapes.GetLogEventsRequest, shapes.GetLogEventsResponse]] = (
    Operation(
        name="GetLogEvents",
        method="POST",
        path="/",
        status=200,
        input=shapes.GetLogEventsRequest,
        output=shapes.GetLogEventsResponse,
        request=Layout(body=Body.MEMBERS),
        response=Layout(body=Body.MEMBERS),
        errors=(
            "InvalidParameterException",
            "ResourceNotFoundException",
            "ServiceUnavailableException",
        ),
    )
)
LIST_TAGS_FOR_RESOURCE: Final[
    Operation[shapes.ListTagsForResourceRequest, shapes.ListTagsForResourceResponse]
] = Operation(
    name="ListTagsForResource",
    method="POST",
    path="/",
    status=200,
    input=shapes.ListTagsForResourceRequest,
    output=shapes.ListTagsForResourceResponse,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.MEMBERS),
    errors=(
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
PUT_LOG_EVENTS: Final[Operation[shapes.PutLogEventsRequest, shapes.PutLogEventsResponse]] = (
    Operation(
        name="PutLogEvents",
        method="POST",
        path="/",
        status=200,
        input=shapes.PutLogEventsRequest,
        output=shapes.PutLogEventsResponse,
        request=Layout(body=Body.MEMBERS),
        response=Layout(body=Body.MEMBERS),
        errors=(
            "DataAlreadyAcceptedException",
            "InvalidParameterException",
            "InvalidSequenceTokenException",
            "ResourceNotFoundException",
            "ServiceUnavailableException",
            "UnrecognizedClientException",
        ),
    )
)
PUT_RETENTION_POLICY: Final[Operation[shapes.PutRetentionPolicyRequest, None]] = Operation(
    name="PutRetentionPolicy",
    method="POST",
    path="/",
    status=200,
    input=shapes.PutRetentionPolicyRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "OperationAbortedException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
TAG_RESOURCE: Final[Operation[shapes.TagResourceRequest, None]] = Operation(
    name="TagResource",
    method="POST",
    path="/",
    status=200,
    input=shapes.TagResourceRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
        "TooManyTagsException",
    ),
)
UNTAG_RESOURCE: Final[Operation[shapes.UntagResourceRequest, None]] = Operation(
    name="UntagResource",
    method="POST",
    path="/",
    status=200,
    input=shapes.UntagResourceRequest,
    output=NoneType,
    request=Layout(body=Body.MEMBERS),
    response=Layout(body=Body.NONE),
    errors=(
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ServiceUnavailableException",
    ),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (
    CREATE_LOG_GROUP,
    CREATE_LOG_STREAM,
    DELETE_LOG_GROUP,
    DELETE_LOG_STREAM,
    DELETE_RETENTION_POLICY,
    DESCRIBE_LOG_GROUPS,
    DESCRIBE_LOG_STREAMS,
    FILTER_LOG_EVENTS,
    GET_LOG_EVENTS,
    LIST_TAGS_FOR_RESOURCE,
    PUT_LOG_EVENTS,
    PUT_RETENTION_POLICY,
    TAG_RESOURCE,
    UNTAG_RESOURCE,
)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "AccessDeniedException": ErrorShape(status=400, message="message", members=frozenset([])),
    "ConflictException": ErrorShape(status=400, message="message", members=frozenset([])),
    "DataAlreadyAcceptedException": ErrorShape(
        status=400, message="message", members=frozenset(["expectedSequenceToken"])
    ),
    "InternalServerException": ErrorShape(status=500, message="message", members=frozenset([])),
    "InternalStreamingException": ErrorShape(
        status=400, message="message", members=frozenset(["message"])
    ),
    "InvalidOperationException": ErrorShape(status=400, message="message", members=frozenset([])),
    "InvalidParameterException": ErrorShape(status=400, message="message", members=frozenset([])),
    "InvalidSequenceTokenException": ErrorShape(
        status=400, message="message", members=frozenset(["expectedSequenceToken"])
    ),
    "LimitExceededException": ErrorShape(status=400, message="message", members=frozenset([])),
    "MalformedQueryException": ErrorShape(
        status=400, message="message", members=frozenset(["queryCompileError"])
    ),
    "OperationAbortedException": ErrorShape(status=400, message="message", members=frozenset([])),
    "ResourceAlreadyExistsException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "ResourceNotFoundException": ErrorShape(status=400, message="message", members=frozenset([])),
    "ServiceQuotaExceededException": ErrorShape(
        status=400, message="message", members=frozenset([])
    ),
    "ServiceUnavailableException": ErrorShape(status=500, message="message", members=frozenset([])),
    "SessionStreamingException": ErrorShape(
        status=400, message="message", members=frozenset(["message"])
    ),
    "SessionTimeoutException": ErrorShape(
        status=400, message="message", members=frozenset(["message"])
    ),
    "ThrottlingException": ErrorShape(status=400, message="message", members=frozenset([])),
    "TooManyTagsException": ErrorShape(
        status=400, message="message", members=frozenset(["message", "resourceName"])
    ),
    "UnrecognizedClientException": ErrorShape(status=400, message="message", members=frozenset([])),
    "ValidationException": ErrorShape(status=400, message="message", members=frozenset([])),
}
_ACCOUNT_ID_RULE: Final = Rule(length_max=12, length_min=12, pattern="^\\d{12}$")
_ACCOUNT_IDS_RULE: Final = Rule(length_max=20, length_min=0, element=_ACCOUNT_ID_RULE)
_AMAZON_RESOURCE_NAME_RULE: Final = Rule(length_max=1011, length_min=1, pattern="[\\w+=/:,.@-]*")
_DESCRIBE_LIMIT_RULE: Final = Rule(value_max=50, value_min=1)
_LOG_GROUP_IDENTIFIER_RULE: Final = Rule(length_max=2048, length_min=1, pattern="[\\w#+=/:,.@-]*")
_DESCRIBE_LOG_GROUPS_LOG_GROUP_IDENTIFIERS_RULE: Final = Rule(
    length_max=50, length_min=1, element=_LOG_GROUP_IDENTIFIER_RULE
)
_ENTITY_ATTRIBUTES_KEY_RULE: Final = Rule(length_max=256, length_min=1)
_ENTITY_ATTRIBUTES_VALUE_RULE: Final = Rule(length_max=512, length_min=1)
_ENTITY_ATTRIBUTES_RULE: Final = Rule(
    length_max=10,
    length_min=0,
    element=_ENTITY_ATTRIBUTES_VALUE_RULE,
    key=_ENTITY_ATTRIBUTES_KEY_RULE,
)
_ENTITY_KEY_ATTRIBUTES_KEY_RULE: Final = Rule(length_max=32, length_min=1)
_ENTITY_KEY_ATTRIBUTES_VALUE_RULE: Final = Rule(length_max=512, length_min=1)
_ENTITY_KEY_ATTRIBUTES_RULE: Final = Rule(
    length_max=4,
    length_min=2,
    element=_ENTITY_KEY_ATTRIBUTES_VALUE_RULE,
    key=_ENTITY_KEY_ATTRIBUTES_KEY_RULE,
)
_EVENT_MESSAGE_RULE: Final = Rule(length_min=1)
_EVENTS_LIMIT_RULE: Final = Rule(value_max=10000, value_min=1)
_FILTER_PATTERN_RULE: Final = Rule(length_max=1024, length_min=0)
_INPUT_LOG_EVENTS_RULE: Final = Rule(
    length_max=10000, length_min=1, element=Rule(structure=shapes.InputLogEvent)
)
_LOG_STREAM_NAME_RULE: Final = Rule(length_max=512, length_min=1, pattern="[^:*]*")
_INPUT_LOG_STREAM_NAMES_RULE: Final = Rule(
    length_max=100, length_min=1, element=_LOG_STREAM_NAME_RULE
)
_KMS_KEY_ID_RULE: Final = Rule(length_max=256)
_LOG_GROUP_CLASS_RULE: Final = Rule(
    enum=("STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS")
)
_LOG_GROUP_NAME_RULE: Final = Rule(length_max=512, length_min=1, pattern="[\\.\\-_/#A-Za-z0-9]+")
_LOG_GROUP_NAME_PATTERN_RULE: Final = Rule(
    length_max=512, length_min=0, pattern="[\\.\\-_/#A-Za-z0-9]*"
)
_NEXT_TOKEN_RULE: Final = Rule(length_min=1)
_ORDER_BY_RULE: Final = Rule(enum=("LogStreamName", "LastEventTime"))
_SEQUENCE_TOKEN_RULE: Final = Rule(length_min=1)
_TAG_KEY_RULE: Final = Rule(
    length_max=128, length_min=1, pattern="^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$"
)
_TAG_KEY_LIST_RULE: Final = Rule(length_max=50, length_min=0, element=_TAG_KEY_RULE)
_TAG_VALUE_RULE: Final = Rule(length_max=256, pattern="^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$")
_TAGS_RULE: Final = Rule(length_max=50, length_min=1, element=_TAG_VALUE_RULE, key=_TAG_KEY_RULE)
_TIMESTAMP_RULE: Final = Rule(value_min=0)
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {
    shapes.CreateLogGroupRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("kms_key_id", "kmsKeyId", _KMS_KEY_ID_RULE),
        Member("tags", "tags", _TAGS_RULE),
        Member("log_group_class", "logGroupClass", _LOG_GROUP_CLASS_RULE),
    ),
    shapes.CreateLogStreamRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("log_stream_name", "logStreamName", _LOG_STREAM_NAME_RULE, required=True),
    ),
    shapes.DeleteLogGroupRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
    ),
    shapes.DeleteLogStreamRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("log_stream_name", "logStreamName", _LOG_STREAM_NAME_RULE, required=True),
    ),
    shapes.DeleteRetentionPolicyRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
    ),
    shapes.DescribeLogGroupsRequest: (
        Member("account_identifiers", "accountIdentifiers", _ACCOUNT_IDS_RULE),
        Member("log_group_name_prefix", "logGroupNamePrefix", _LOG_GROUP_NAME_RULE),
        Member("log_group_name_pattern", "logGroupNamePattern", _LOG_GROUP_NAME_PATTERN_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
        Member("limit", "limit", _DESCRIBE_LIMIT_RULE),
        Member("log_group_class", "logGroupClass", _LOG_GROUP_CLASS_RULE),
        Member(
            "log_group_identifiers",
            "logGroupIdentifiers",
            _DESCRIBE_LOG_GROUPS_LOG_GROUP_IDENTIFIERS_RULE,
        ),
    ),
    shapes.DescribeLogStreamsRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE),
        Member("log_group_identifier", "logGroupIdentifier", _LOG_GROUP_IDENTIFIER_RULE),
        Member("log_stream_name_prefix", "logStreamNamePrefix", _LOG_STREAM_NAME_RULE),
        Member("order_by", "orderBy", _ORDER_BY_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
        Member("limit", "limit", _DESCRIBE_LIMIT_RULE),
    ),
    shapes.Entity: (
        Member("key_attributes", "keyAttributes", _ENTITY_KEY_ATTRIBUTES_RULE),
        Member("attributes", "attributes", _ENTITY_ATTRIBUTES_RULE),
    ),
    shapes.FilterLogEventsRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE),
        Member("log_group_identifier", "logGroupIdentifier", _LOG_GROUP_IDENTIFIER_RULE),
        Member("log_stream_names", "logStreamNames", _INPUT_LOG_STREAM_NAMES_RULE),
        Member("log_stream_name_prefix", "logStreamNamePrefix", _LOG_STREAM_NAME_RULE),
        Member("start_time", "startTime", _TIMESTAMP_RULE),
        Member("end_time", "endTime", _TIMESTAMP_RULE),
        Member("filter_pattern", "filterPattern", _FILTER_PATTERN_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
        Member("limit", "limit", _EVENTS_LIMIT_RULE),
    ),
    shapes.GetLogEventsRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE),
        Member("log_group_identifier", "logGroupIdentifier", _LOG_GROUP_IDENTIFIER_RULE),
        Member("log_stream_name", "logStreamName", _LOG_STREAM_NAME_RULE, required=True),
        Member("start_time", "startTime", _TIMESTAMP_RULE),
        Member("end_time", "endTime", _TIMESTAMP_RULE),
        Member("next_token", "nextToken", _NEXT_TOKEN_RULE),
        Member("limit", "limit", _EVENTS_LIMIT_RULE),
    ),
    shapes.InputLogEvent: (
        Member("timestamp", "timestamp", _TIMESTAMP_RULE, required=True),
        Member("message", "message", _EVENT_MESSAGE_RULE, required=True),
    ),
    shapes.ListTagsForResourceRequest: (
        Member("resource_arn", "resourceArn", _AMAZON_RESOURCE_NAME_RULE, required=True),
    ),
    shapes.PutLogEventsRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("log_stream_name", "logStreamName", _LOG_STREAM_NAME_RULE, required=True),
        Member("log_events", "logEvents", _INPUT_LOG_EVENTS_RULE, required=True),
        Member("sequence_token", "sequenceToken", _SEQUENCE_TOKEN_RULE),
        Member("entity", "entity", Rule(structure=shapes.Entity)),
    ),
    shapes.PutRetentionPolicyRequest: (
        Member("log_group_name", "logGroupName", _LOG_GROUP_NAME_RULE, required=True),
        Member("retention_in_days", "retentionInDays", Rule(), required=True),
    ),
    shapes.TagResourceRequest: (
        Member("resource_arn", "resourceArn", _AMAZON_RESOURCE_NAME_RULE, required=True),
        Member("tags", "tags", _TAGS_RULE, required=True),
    ),
    shapes.UntagResourceRequest: (
        Member("resource_arn", "resourceArn", _AMAZON_RESOURCE_NAME_RULE, required=True),
        Member("tag_keys", "tagKeys", _TAG_KEY_LIST_RULE, required=True),
    ),
}
