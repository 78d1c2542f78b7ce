"""Warnings of what is deprecated name the line that used it, not one of this package."""

from __future__ import annotations

import pytest
from vectorizer_client._call.deprecation import warn_deprecated


def test_the_warning_is_of_the_callers_line() -> None:
    with pytest.warns(DeprecationWarning, match=r"^search\(\) is deprecated$") as told:
        warn_deprecated("search()")
    assert told[0].filename == __file__
