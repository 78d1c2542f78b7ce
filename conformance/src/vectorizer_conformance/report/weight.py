"""How much a maintainer needs to know of a failure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from vectorizer_conformance.report.contents import Verdict


class Weight(IntEnum):
    """What a maintainer needs first comes first."""

    UNSAFE = 0
    """A server that fails by itself or gives no answer to what is right, a client that tells secrets."""
    LOST = 1
    """Data that is lost or changed."""
    WRONG = 2
    """Wrong results."""
    BROKEN = 3
    """A server that fails by itself where it should refuse."""
    OTHER = 4
    """What is wrong in any other way, such as what is refused or taken."""
    FORM = 5
    """What only the form of answers is about."""


_AT = r"^(?:step \d+(?: of \d+)? ?(?:\(\w+\))?: )?(?:the server, not the client: )?(?:[A-Z]+ \S+: )?"
_UNSAFE = re.compile(
    rf"{_AT}(?:the server(?:'s answer is no HTTP| gave no answer| ended by itself| closed| reset| sent| redirects)"
    r"|.*\b(?:answered|got|was|status) (?:50[02-8]|511)\b|.*(?:shows a credential|to another origin))",
    re.S,
)
_LOST = re.compile(
    r"must change nothing|\bat the end, |^the end: |\bcreated \d+ of \d+|"
    r"^(?:step \d+: )?(?:body|value)\S*/metadata\b.*(?:missing|no such key|got nothing)"
)
_WRONG = re.compile(
    rf"{_AT}(?:(?:body|value)/(?!(?:status|limit|version|detail|title|type|instance|request_id|errors)\b)"
    r"|expected the problem (?:\S+-not-found|\S+-exists|version-conflict), got 2)"
)
_FORM = re.compile(
    rf"{_AT}(?:(?:the )?headers?\b|content type\b|errors: |a problem is |an error must be |the problem's |the connection was |it took "
    r"|Allow\b|/?\S*/(?:detail|title|type|instance|request_id|errors)\b|.*X-Request-Id)"
)
# What should have been refused, by what was expected or by what the requirement is about. That a thing is not there, is
# there already or has changed is no refusal of what was sent.
_SENT_WRONG = r"(?!\S+-(?:not-found|exists)\b|version-conflict\b)"
_REFUSAL = re.compile(
    rf"{_AT}(?:expected the problem {_SENT_WRONG}|status: expected (?:one of )?\[?4(?!04|09|12)\d\d)"
)
_ABOUT_REFUSAL = re.compile(rf"code:{_SENT_WRONG}")


def weight(verdict: Verdict, reasons: Sequence[str]) -> Weight:
    """The first kind that one of the reasons is of."""
    first = reasons[0] if reasons else ""
    if any(map(_UNSAFE.search, reasons)):
        refusal = _REFUSAL.search(first) or _ABOUT_REFUSAL.match(verdict.clause)
        return Weight.BROKEN if refusal else Weight.UNSAFE
    if any(map(_LOST.search, reasons)):
        return Weight.LOST
    if _WRONG.search(first):
        return Weight.WRONG
    return Weight.FORM if all(map(_FORM.search, reasons)) else Weight.OTHER
