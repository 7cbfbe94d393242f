"""What a Host header names: both who may read the metrics and which pages may reach the console are told by it."""

from urllib.parse import urlsplit


def host_named(header: str) -> str:
    """In lower case, without port and brackets; empty for a header that names nobody."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
