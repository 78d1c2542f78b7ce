# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The rules of the contract that every SDK shares: when to try again, and the form of vectors to ask for."""

from __future__ import annotations

from typing import Final, TypeAlias

from .._types.credentials import Scheme

ATTEMPTS: Final = 4
"""In all, the first included."""
RETRY_STATUSES: Final[frozenset[int]] = frozenset({429, 503})
RETRY_CODES: Final[frozenset[str]] = frozenset(["book-exists"])
BASE_DELAY: Final = 0.125
"""Seconds; before attempt n+1 a random wait of up to min(MAX_DELAY, BASE_DELAY * 2**(n-1))."""
MAX_DELAY: Final = 2.0
MAX_RETRY_AFTER: Final = 30.0
"""Seconds; a longer Retry-After ends the call."""
BUDGET: Final = 50
"""The tokens that a client begins with and holds at most."""
RETRY_COST: Final = 5
TIMEOUT_COST: Final = 10
SUCCESS_REFUND: Final = 1
DEFAULT_URL: Final = "http://localhost:8080"
"""The server's address where none is given."""
SCHEMES: Final[dict[str, Scheme]] = {
    "bearer": Scheme("header", "authorization", "Bearer "),
}
"""Where the credential of each security scheme goes."""
DEFAULT_SCHEME: Final = "bearer"
"""The one that `api_key` is for, if it is no mapping."""
ApiKey: TypeAlias = str
"""A client's credentials."""
LARGEST_INTEGER: Final = 2**64 - 1
"""The largest that a request may hold."""
LARGEST_FLOAT: Final = float("inf")
"""The same of numbers that are not whole numbers by their type."""
PACKED_VECTORS: Final = "base64"
"""The form in which vectors are asked for where a server offers it."""
