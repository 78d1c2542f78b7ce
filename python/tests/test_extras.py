"""A module of an extra that is not installed says how to install it."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "extra", "missing"),
    [("vectorizer_client.mcp", "mcp", "jsonschema"), ("vectorizer_client.otel", "otel", "opentelemetry")],
)
def test_a_module_whose_extra_is_missing_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, module: str, extra: str, missing: str
) -> None:
    for name in [name for name in sys.modules if name.startswith(module)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf"pip install '\./python\[{extra}\]' in the repository$"):
        importlib.import_module(module)
