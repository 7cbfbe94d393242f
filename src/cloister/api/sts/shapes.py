"""The structures that requests and answers are made of. Generated, do not edit: run tools/generate_api.py."""

from __future__ import annotations

from cloister.api.operation import Shape


class GetCallerIdentityRequest(Shape, frozen=True, kw_only=True):
    pass


class GetCallerIdentityResponse(Shape, frozen=True, kw_only=True):
    user_id: str | None = None
    account: str | None = None
    arn: str | None = None
