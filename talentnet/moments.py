"""Format times for files."""

import datetime as dt


def utc_text(moment: dt.datetime) -> str:
    """Format as ISO 8601 in UTC, to the second: 2026-03-01T09:30:00Z."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
