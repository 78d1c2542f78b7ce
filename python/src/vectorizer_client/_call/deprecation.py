"""Warnings of what the contract calls deprecated."""

from __future__ import annotations

import sys
import warnings


def warn_deprecated(what: str) -> None:
    """Warn that something is deprecated, at the line outside this package that used it."""
    package = __name__.partition(".")[0]
    level, frame = 1, sys._getframe()
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
        level, frame = level + 1, frame.f_back
    warnings.warn(f"{what} is deprecated", DeprecationWarning, stacklevel=level)
