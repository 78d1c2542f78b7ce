"""From an OpenAPI document to the code of every part that follows from it."""

from __future__ import annotations

from .errors import Problem, SpecError, ToolError
from .spec import load_api, parse_api

__version__ = "0.1.0"
__all__ = ["Problem", "SpecError", "ToolError", "load_api", "parse_api"]
