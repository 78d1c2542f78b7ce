"""Failures as programs in curl, Python and TypeScript that anyone can run: they print, and `replay` judges."""

from vectorizer_conformance.repro.plan import Call, Client, Exchange, Keep, Reproduction, Step, mark
from vectorizer_conformance.repro.render import programs
from vectorizer_conformance.repro.replay import NO_PROGRAM, Replay, none, replay

__all__ = [
    "NO_PROGRAM",
    "Call",
    "Client",
    "Exchange",
    "Keep",
    "Replay",
    "Reproduction",
    "Step",
    "mark",
    "none",
    "programs",
    "replay",
]
