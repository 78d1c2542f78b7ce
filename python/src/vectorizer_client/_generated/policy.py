# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The rules of the contract that every SDK shares: when to try again, and the form of vectors to ask for."""

from __future__ import annotations

from typing import Final, TypeAlias

from .._types.credentials import Scheme

ATTEMPTS: Final = 3
"""In all, the first included."""
RETRY_STATUSES: Final[frozenset[int]] = frozenset({408, 429, 502, 503, 504})
RETRY_CODES: Final[frozenset[str]] = frozenset(["idempotency-in-progress"])
BASE_DELAY: Final = 0.25
"""Seconds; before attempt n+1 a random wait of up to min(MAX_DELAY, BASE_DELAY * 2**(n-1))."""
MAX_DELAY: Final = 8.0
MAX_RETRY_AFTER: Final = 60.0
"""Seconds; a longer Retry-After ends the call."""
BUDGET: Final = 500
"""The tokens that a client begins with and holds at most."""
RETRY_COST: Final = 5
TIMEOUT_COST: Final = 10
SUCCESS_REFUND: Final = 1
DEFAULT_URL: Final = "http://localhost:15002"
"""The server's address where none is given."""
SCHEMES: Final[dict[str, Scheme]] = {
    "bearerKey": Scheme("header", "authorization", "Bearer "),
}
"""Where the credential of each security scheme goes."""
DEFAULT_SCHEME: Final = "bearerKey"
"""The one that `api_key` is for, if it is no mapping."""
ApiKey: TypeAlias = str
"""A client's credentials."""
LARGEST_INTEGER: Final = 2**53 - 1
"""The largest that a request may hold, which every language reads alike."""
LARGEST_FLOAT: Final = float(LARGEST_INTEGER)
"""The same of numbers that are not whole numbers by their type."""
PACKED_VECTORS: Final = "base64"
"""The form in which vectors are asked for where a server offers it."""
