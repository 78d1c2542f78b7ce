"""Requests that a server's rate limit refused: they say nothing of what was asked, and are sent again when the server says."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

LIMITED = 429
# Seconds that one request waits in all, and how long where the server does not say.
LONGEST, UNSAID = 120.0, 1.0


class Waits:
    """How often the requests of this process waited, since it began."""

    count = 0

    @classmethod
    def words(cls) -> str:
        """For the report; empty where nothing waited."""
        told = "the server limits the rate of requests: {:,} that it answered with 429 were sent again, later"
        return told.format(cls.count) if cls.count else ""


def pause(status: int, retry_after: str | None, waited: float) -> float | None:
    """Seconds to wait before the same request is sent again; None where its answer stands."""
    if status != LIMITED:
        return None
    seconds = _seconds(retry_after)
    if waited + seconds > LONGEST:
        return None
    Waits.count += 1
    return seconds


def _seconds(retry_after: str | None) -> float:
    if retry_after is None:
        return UNSAID
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST + 1) or 0.1
    try:
        return min(max(parsedate_to_datetime(text).timestamp() - time.time(), 0.1), LONGEST + 1)
    except (TypeError, ValueError, OverflowError):
        return UNSAID
