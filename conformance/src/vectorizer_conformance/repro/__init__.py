"""Failures as programs in curl, Python and TypeScript that anyone can run."""

from vectorizer_conformance.repro.plan import DOORS, Ask, Call, Keep, Pages, Repro, Send, Through, mark
from vectorizer_conformance.repro.render import check_of, generic, programs

__all__ = [
    "DOORS",
    "Ask",
    "Call",
    "Keep",
    "Pages",
    "Repro",
    "Send",
    "Through",
    "check_of",
    "generic",
    "mark",
    "programs",
]
