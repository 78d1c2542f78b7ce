"""A request and its answer as the journal keeps them, without what is secret in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

HIDDEN = "***"
_SECRET = re.compile(
    "authorization|cookie|api[-_]?key|token|secret|passw|credential|signature|^(?:x[-_])?(?:key|sig|auth)$",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"([^&=]+)=([^&]*)")


class Redactor:
    """Hides headers and parameters by their names, and the server's own keys wherever they stand."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted({key for key in keys if key}, key=len, reverse=True)

    def text(self, text: str) -> str:
        for key in self._keys:
            text = text.replace(key, HIDDEN)
        return text

    def headers(self, pairs: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
        found = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in pairs)
        return [(name, HIDDEN if _SECRET.search(name) else self.text(value)) for name, value in found]

    def query(self, query: str) -> str:
        def shown(match: re.Match[str]) -> str:
            return f"{match[1]}={HIDDEN if _SECRET.search(unquote_plus(match[1])) else match[2]}"

        return self.text(_PARAMETER.sub(shown, query))
