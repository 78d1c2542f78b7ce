"""Failures as programs in curl, Python and TypeScript that anyone can run."""

from vectorizer_conformance.repro.plan import (
    DOORS,
    RUN,
    Ask,
    Call,
    Keep,
    Pages,
    Repro,
    Send,
    Through,
    mark,
    whose,
)
from vectorizer_conformance.repro.render import check_of, generic, programs, raced, without
from vectorizer_conformance.repro.replay import REPLAYS, Again
from vectorizer_conformance.repro.script import Racing

__all__ = [
    "DOORS",
    "REPLAYS",
    "RUN",
    "Again",
    "Ask",
    "Call",
    "Keep",
    "Pages",
    "Racing",
    "Repro",
    "Send",
    "Through",
    "check_of",
    "generic",
    "mark",
    "programs",
    "raced",
    "whose",
    "without",
]
