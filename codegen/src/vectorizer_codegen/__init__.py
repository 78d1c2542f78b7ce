"""From an OpenAPI document to the code of every part that follows from it."""

from __future__ import annotations

__version__ = "0.1.0"
