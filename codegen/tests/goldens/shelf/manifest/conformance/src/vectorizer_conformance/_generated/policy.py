# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The rules of the contract that every part shares: when clients try again, what a key keeps, classes of errors."""

from __future__ import annotations

from typing import Final

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
FREE_STATUSES: Final[frozenset[int]] = frozenset([400, 422])
"""Answers with these free their Idempotency-Key: nothing was executed."""
FREE_CODES: Final[frozenset[str]] = frozenset(["shelf-not-found"])
CLASS_OF_STATUS: Final[dict[int, str]] = {
    404: "NotFoundError",
    409: "ConflictError",
}
STATUS_OF_CODE: Final[dict[str, int]] = {
    "shelf-not-found": 404,
    "book-exists": 409,
}
CLASS_OF_CODE: Final[dict[str, str]] = {
    "shelf-not-found": "ShelfNotFoundError",
    "book-exists": "BookExistsError",
}
