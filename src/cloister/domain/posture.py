"""How well a machine can isolate: the doctor's words, which the server's own API repeats."""

from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"
    """Isolation holds, with one wall or one comfort less."""
    MISSING = "missing"
    """Environments cannot be made, or not be kept apart as promised."""
