"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

from cloister.api.operation import REQUIRED, Shape


class CreateLogGroupRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED
    kms_key_id: str | None = None
    tags: dict[str, str] | None = None
    log_group_class: str | None = None
    deletion_protection_enabled: bool | None = None


class CreateLogStreamRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED
    log_stream_name: str = REQUIRED


class DeleteLogGroupRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED


class DeleteLogStreamRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED
    log_stream_name: str = REQUIRED


class DeleteRetentionPolicyRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED


class DescribeLogGroupsRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    account_identifiers: list[str] | None = None
    log_group_name_prefix: str | None = None
    log_group_name_pattern: str | None = None
    next_token: str | None = None
    limit: int | None = None
    include_linked_accounts: bool | None = None
    log_group_class: str | None = None
    log_group_identifiers: list[str] | None = None


class DescribeLogGroupsResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    log_groups: list[LogGroup] | None = None
    next_token: str | None = None


class DescribeLogStreamsRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str | None = None
    log_group_identifier: str | None = None
    log_stream_name_prefix: str | None = None
    order_by: str | None = None
    descending: bool | None = None
    next_token: str | None = None
    limit: int | None = None


class DescribeLogStreamsResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    log_streams: list[LogStream] | None = None
    next_token: str | None = None


class Entity(Shape, frozen=True, kw_only=True, rename="camel"):
    key_attributes: dict[str, str] | None = None
    attributes: dict[str, str] | None = None


class FilterLogEventsRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str | None = None
    log_group_identifier: str | None = None
    log_stream_names: list[str] | None = None
    log_stream_name_prefix: str | None = None
    start_time: int | None = None
    end_time: int | None = None
    filter_pattern: str | None = None
    next_token: str | None = None
    limit: int | None = None
    start_from_head: bool | None = None
    interleaved: bool | None = None
    unmask: bool | None = None


class FilterLogEventsResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    events: list[FilteredLogEvent] | None = None
    searched_log_streams: list[SearchedLogStream] | None = None
    next_token: str | None = None


class FilteredLogEvent(Shape, frozen=True, kw_only=True, rename="camel"):
    log_stream_name: str | None = None
    timestamp: int | None = None
    message: str | None = None
    ingestion_time: int | None = None
    event_id: str | None = None


class GetLogEventsRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str | None = None
    log_group_identifier: str | None = None
    log_stream_name: str = REQUIRED
    start_time: int | None = None
    end_time: int | None = None
    next_token: str | None = None
    limit: int | None = None
    start_from_head: bool | None = None
    unmask: bool | None = None


class GetLogEventsResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    events: list[OutputLogEvent] | None = None
    next_forward_token: str | None = None
    next_backward_token: str | None = None


class InputLogEvent(Shape, frozen=True, kw_only=True, rename="camel"):
    timestamp: int = REQUIRED
    message: str = REQUIRED


class ListTagsForResourceRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    resource_arn: str = REQUIRED


class ListTagsForResourceResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    tags: dict[str, str] | None = None


class LogGroup(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str | None = None
    creation_time: int | None = None
    retention_in_days: int | None = None
    metric_filter_count: int | None = None
    arn: str | None = None
    stored_bytes: int | None = None
    kms_key_id: str | None = None
    data_protection_status: str | None = None
    inherited_properties: list[str] | None = None
    log_group_class: str | None = None
    log_group_arn: str | None = None
    deletion_protection_enabled: bool | None = None
    bearer_token_authentication_enabled: bool | None = None
    retention_policy_name: str | None = None


class LogStream(Shape, frozen=True, kw_only=True, rename="camel"):
    log_stream_name: str | None = None
    creation_time: int | None = None
    first_event_timestamp: int | None = None
    last_event_timestamp: int | None = None
    last_ingestion_time: int | None = None
    upload_sequence_token: str | None = None
    arn: str | None = None
    stored_bytes: int | None = None


class OutputLogEvent(Shape, frozen=True, kw_only=True, rename="camel"):
    timestamp: int | None = None
    message: str | None = None
    ingestion_time: int | None = None


class PutLogEventsRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED
    log_stream_name: str = REQUIRED
    log_events: list[InputLogEvent] = REQUIRED
    sequence_token: str | None = None
    entity: Entity | None = None


class PutLogEventsResponse(Shape, frozen=True, kw_only=True, rename="camel"):
    next_sequence_token: str | None = None
    rejected_log_events_info: RejectedLogEventsInfo | None = None
    rejected_entity_info: RejectedEntityInfo | None = None


class PutRetentionPolicyRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    log_group_name: str = REQUIRED
    retention_in_days: int = REQUIRED


class RejectedEntityInfo(Shape, frozen=True, kw_only=True, rename="camel"):
    error_type: str


class RejectedLogEventsInfo(Shape, frozen=True, kw_only=True, rename="camel"):
    too_new_log_event_start_index: int | None = None
    too_old_log_event_end_index: int | None = None
    expired_log_event_end_index: int | None = None


class SearchedLogStream(Shape, frozen=True, kw_only=True, rename="camel"):
    log_stream_name: str | None = None
    searched_completely: bool | None = None


class TagResourceRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    resource_arn: str = REQUIRED
    tags: dict[str, str] = REQUIRED


class UntagResourceRequest(Shape, frozen=True, kw_only=True, rename="camel"):
    resource_arn: str = REQUIRED
    tag_keys: list[str] = REQUIRED
