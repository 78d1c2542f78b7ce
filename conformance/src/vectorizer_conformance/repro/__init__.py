"""Failures as programs in curl, Python and TypeScript that anyone can run."""

from vectorizer_conformance.repro.plan import DOORS, Call, Keep, Repro, Send
from vectorizer_conformance.repro.render import check_of, generic, programs

__all__ = ["DOORS", "Call", "Keep", "Repro", "Send", "check_of", "generic", "programs"]
