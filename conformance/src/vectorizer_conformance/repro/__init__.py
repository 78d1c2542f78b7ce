"""Failures as programs in curl, Python and TypeScript that anyone can run: they print, and `replay` judges."""

from vectorizer_conformance.repro.render import programs
from vectorizer_conformance.repro.replay_programs import NO_PROGRAM, Replay, none, replay
from vectorizer_conformance.repro.reproduction import (
    Call,
    Client,
    Keep,
    ProgramExchange,
    ProgramStep,
    Reproduction,
    mark,
)

__all__ = [
    "NO_PROGRAM",
    "Call",
    "Client",
    "Keep",
    "ProgramExchange",
    "ProgramStep",
    "Replay",
    "Reproduction",
    "mark",
    "none",
    "programs",
    "replay",
]
