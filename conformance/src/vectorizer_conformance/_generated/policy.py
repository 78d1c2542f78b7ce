# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The rules of the contract that every part shares: when clients try again, what a key keeps, classes of errors."""

from __future__ import annotations

from typing import Final

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
FREE_STATUSES: Final[frozenset[int]] = frozenset(
    [400, 401, 403, 405, 406, 413, 415, 421, 422, 429, 431, 500, 503]
)
"""Answers with these free their Idempotency-Key: nothing was executed."""
FREE_CODES: Final[frozenset[str]] = frozenset(["route-not-found", "idempotency-in-progress"])
CLASS_OF_STATUS: Final[dict[int, str]] = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    406: "NotAcceptableError",
    409: "ConflictError",
    412: "PreconditionFailedError",
    413: "PayloadTooLargeError",
    415: "UnsupportedMediaTypeError",
    421: "MisdirectedRequestError",
    422: "UnprocessableError",
    429: "RateLimitedError",
    431: "HeadersTooLargeError",
    500: "InternalServerError",
    503: "UnavailableError",
}
STATUS_OF_CODE: Final[dict[str, int]] = {
    "malformed-request": 400,
    "malformed-json": 400,
    "invalid-cursor": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "origin-not-allowed": 403,
    "route-not-found": 404,
    "collection-not-found": 404,
    "vector-not-found": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "collection-exists": 409,
    "vector-exists": 409,
    "idempotency-in-progress": 409,
    "version-conflict": 412,
    "precondition-failed": 412,
    "payload-too-large": 413,
    "unsupported-media-type": 415,
    "misdirected-request": 421,
    "validation-failed": 422,
    "unknown-field": 422,
    "invalid-id": 422,
    "dimension-mismatch": 422,
    "not-finite": 422,
    "zero-vector": 422,
    "unsafe-integer": 422,
    "limit-exceeded": 422,
    "duplicate-id": 422,
    "empty-update": 422,
    "invalid-filter": 422,
    "empty-filter": 422,
    "unknown-provider": 422,
    "idempotency-key-reused": 422,
    "batch-aborted": 422,
    "rate-limited": 429,
    "headers-too-large": 431,
    "internal-error": 500,
    "unavailable": 503,
}
CLASS_OF_CODE: Final[dict[str, str]] = {
    "malformed-request": "MalformedRequestError",
    "malformed-json": "MalformedJsonError",
    "invalid-cursor": "InvalidCursorError",
    "unauthorized": "UnauthorizedError",
    "forbidden": "ForbiddenError",
    "origin-not-allowed": "OriginNotAllowedError",
    "route-not-found": "RouteNotFoundError",
    "collection-not-found": "CollectionNotFoundError",
    "vector-not-found": "VectorNotFoundError",
    "method-not-allowed": "MethodNotAllowedError",
    "not-acceptable": "NotAcceptableError",
    "collection-exists": "CollectionExistsError",
    "vector-exists": "VectorExistsError",
    "idempotency-in-progress": "IdempotencyInProgressError",
    "version-conflict": "VersionConflictError",
    "precondition-failed": "PreconditionFailedError",
    "payload-too-large": "PayloadTooLargeError",
    "unsupported-media-type": "UnsupportedMediaTypeError",
    "misdirected-request": "MisdirectedRequestError",
    "validation-failed": "ValidationFailedError",
    "unknown-field": "UnknownFieldError",
    "invalid-id": "InvalidIdError",
    "dimension-mismatch": "DimensionMismatchError",
    "not-finite": "NotFiniteError",
    "zero-vector": "ZeroVectorError",
    "unsafe-integer": "UnsafeIntegerError",
    "limit-exceeded": "LimitExceededError",
    "duplicate-id": "DuplicateIdError",
    "empty-update": "EmptyUpdateError",
    "invalid-filter": "InvalidFilterError",
    "empty-filter": "EmptyFilterError",
    "unknown-provider": "UnknownProviderError",
    "idempotency-key-reused": "IdempotencyKeyReusedError",
    "batch-aborted": "BatchAbortedError",
    "rate-limited": "RateLimitedError",
    "headers-too-large": "HeadersTooLargeError",
    "internal-error": "InternalError",
    "unavailable": "UnavailableError",
}
