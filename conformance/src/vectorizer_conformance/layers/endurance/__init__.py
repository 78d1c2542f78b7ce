"""The endurance layer: what a server does under slow clients, idle ones, too many, for long, and when it is told to stop."""

from vectorizer_conformance.layers.endurance.layer import EnduranceRun

__all__ = ["EnduranceRun"]
