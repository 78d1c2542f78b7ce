"""Whether a call that failed may have been done all the same: that follows from what its attempts met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vectorizer_conformance._generated.policy import RETRY_CODES
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.proxy import Attempt
from vectorizer_conformance.reference import decode_body
from vectorizer_conformance.syntax.json_reader import written
from vectorizer_conformance.wire import Response


def wrong_doubt(error: Mapping[str, Any], attempts: Sequence[Attempt]) -> list[Failure]:
    """What an error says of it that is not so; nothing where it does not say, or nobody could tell."""
    told, kind = error.get("in_doubt"), error["kind"]
    met = [_may_be_done(attempt) for attempt in attempts]
    # Without an answer, who sent it may take care and doubt what was refused before.
    wanted = True if True in met else False if kind == "status" and met and None not in met else None
    if told is None or wanted is None or told is wanted or kind not in ("status", "connection", "timeout"):
        return []
    words = f"error/in_doubt: expected {written(wanted)} after {len(met)} attempts, got {written(told)}"
    return [Failure(words, ("error", "in_doubt"), wanted)]


def _may_be_done(attempt: Attempt) -> bool | None:
    """Of one attempt; None where it depends on how much of the answer the client has read."""
    if attempt.response is None or not attempt.sent:
        return True
    if attempt.sent < attempt.planned or attempt.response.status < 400:
        return None
    return not _is_refusal(attempt.response)


def _is_refusal(response: Response) -> bool:
    """Whether an error answer says that nothing was done."""
    try:
        problem = decode_body(response)
    except (ValueError, RecursionError):
        problem = None
    code = problem.get("code") if isinstance(problem, dict) else None
    # Who stands before a server may give a code of any type.
    return code == "unavailable" or (response.status < 500 and str(code) not in RETRY_CODES)
