"""The two types of what has none here: nobody but the code under test knows more of it than that it can be read."""

from typing import Any, TypeAlias

Json: TypeAlias = Any  # json.loads gives no other type, and boto3 makes its answers at run time
Given: TypeAlias = Any  # members or options that are passed on: who takes them knows their types
