"""Layer 5: what a client shows to programs, as its checkers of types and its signatures tell."""

from vectorizer_conformance.layers.surface.layer import SurfaceRun

__all__ = ["SurfaceRun"]
