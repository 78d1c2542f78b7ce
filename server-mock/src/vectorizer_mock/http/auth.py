"""Who may do what: API keys, compared in constant time."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from ..operation import Operation
from ..problems import Problem
from .messages import Headers


class Gate:
    """Lets requests through by their key; with no keys set, everybody."""

    def __init__(self, keys: Sequence[str], read_only_keys: Sequence[str]) -> None:
        self._keys = [(_digest(key), False) for key in keys] + [
            (_digest(key), True) for key in read_only_keys
        ]

    def check(self, headers: Headers, operation: Operation | None, *, reading: bool = False) -> str:
        """A name for the caller, under which its idempotency keys are kept; 401 or 403 if it may not pass.

        Without an operation a key is needed that may write, unless it is only for reading.
        """
        if not self._keys or (operation is not None and operation.anonymous):
            return ""
        given = _digest(_credential(headers) or "")
        caller, read_only = "", False
        for digest, limited in self._keys:
            # Every key is compared, so that time tells nothing about which one was near.
            if hmac.compare_digest(digest, given):
                caller, read_only = given.hex(), limited
        if not caller or _credential(headers) is None:
            raise Problem("unauthorized", "The API key is missing or not valid.")
        if read_only and (not reading if operation is None else operation.writes):
            raise Problem("forbidden", "This key may only read.")
        return caller


def _credential(headers: Headers) -> str | None:
    """The one key that a request carries; two are as good as none, as nobody could say which one counts."""
    bearers, keys = headers.get_all("authorization"), headers.get_all("x-api-key")
    if len(bearers) + len(keys) != 1:
        return None
    if keys:
        return keys[0].strip() or None
    scheme, _, token = bearers[0].strip().partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
