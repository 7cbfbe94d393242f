"""Reading /proc and /sys, where a file that is absent or forbidden is an answer and not an accident."""

from pathlib import Path


def read_line(path: Path) -> str | None:
    """The file's text without blanks around it, or None when it cannot be read."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return None
