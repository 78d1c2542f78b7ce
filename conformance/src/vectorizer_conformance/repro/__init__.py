"""Failures as programs in curl, Python and TypeScript that anyone can run."""

from vectorizer_conformance.repro.plan import Call, Keep, Repro, Send
from vectorizer_conformance.repro.render import check_of, generic, programs

__all__ = ["Call", "Keep", "Repro", "Send", "check_of", "generic", "programs"]
