# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""An error class for each status, and under it one for each problem code."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._types.errors import APIStatusError
from .._types.errors import InvalidRequestError as _InvalidRequest


class BadRequestError(_InvalidRequest, APIStatusError):
    """The server answered 400."""


class UnauthorizedError(APIStatusError):
    """The server answered 401."""


class ForbiddenError(APIStatusError):
    """The server answered 403."""


class NotFoundError(APIStatusError):
    """The server answered 404."""


class MethodNotAllowedError(APIStatusError):
    """The server answered 405."""


class NotAcceptableError(APIStatusError):
    """The server answered 406."""


class ConflictError(APIStatusError):
    """The server answered 409."""


class PreconditionFailedError(APIStatusError):
    """The server answered 412."""


class PayloadTooLargeError(APIStatusError):
    """The server answered 413."""


class UnsupportedMediaTypeError(APIStatusError):
    """The server answered 415."""


class MisdirectedRequestError(APIStatusError):
    """The server answered 421."""


class UnprocessableError(_InvalidRequest, APIStatusError):
    """The server answered 422."""


class RateLimitedError(APIStatusError):
    """The server answered 429."""


class HeadersTooLargeError(APIStatusError):
    """The server answered 431."""


class InternalServerError(APIStatusError):
    """The server answered 500."""


class UnavailableError(APIStatusError):
    """The server answered 503."""


class MalformedRequestError(BadRequestError):
    """Malformed request (`malformed-request`)."""


class MalformedJsonError(BadRequestError):
    """Malformed JSON (`malformed-json`)."""


class InvalidCursorError(BadRequestError):
    """Invalid cursor (`invalid-cursor`)."""


class OriginNotAllowedError(ForbiddenError):
    """Origin not allowed (`origin-not-allowed`)."""


class RouteNotFoundError(NotFoundError):
    """Route not found (`route-not-found`)."""


class CollectionNotFoundError(NotFoundError):
    """Collection not found (`collection-not-found`)."""


class VectorNotFoundError(NotFoundError):
    """Vector not found (`vector-not-found`)."""


class CollectionExistsError(ConflictError):
    """Collection exists (`collection-exists`)."""


class VectorExistsError(ConflictError):
    """Vector exists (`vector-exists`)."""


class IdempotencyInProgressError(ConflictError):
    """Request in progress (`idempotency-in-progress`)."""


class VersionConflictError(PreconditionFailedError):
    """Version conflict (`version-conflict`)."""


class ValidationFailedError(UnprocessableError):
    """Validation failed (`validation-failed`)."""


class UnknownFieldError(UnprocessableError):
    """Unknown field (`unknown-field`)."""


class InvalidIdError(UnprocessableError):
    """Invalid id (`invalid-id`)."""


class DimensionMismatchError(UnprocessableError):
    """Dimension mismatch (`dimension-mismatch`)."""


class NotFiniteError(UnprocessableError):
    """Not finite (`not-finite`)."""


class ZeroVectorError(UnprocessableError):
    """Zero vector (`zero-vector`)."""


class UnsafeIntegerError(UnprocessableError):
    """Unsafe integer (`unsafe-integer`)."""


class LimitExceededError(UnprocessableError):
    """Limit exceeded (`limit-exceeded`)."""


class DuplicateIdError(UnprocessableError):
    """Duplicate id (`duplicate-id`)."""


class EmptyUpdateError(UnprocessableError):
    """Empty update (`empty-update`)."""


class InvalidFilterError(UnprocessableError):
    """Invalid filter (`invalid-filter`)."""


class EmptyFilterError(UnprocessableError):
    """Empty filter (`empty-filter`)."""


class UnknownProviderError(UnprocessableError):
    """Unknown embedding provider (`unknown-provider`)."""


class IdempotencyKeyReusedError(UnprocessableError):
    """Idempotency key reused (`idempotency-key-reused`)."""


class BatchAbortedError(UnprocessableError):
    """Batch aborted (`batch-aborted`)."""


class InternalError(InternalServerError):
    """Internal server error (`internal-error`)."""


BY_STATUS: Final[dict[int, type[APIStatusError]]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    406: NotAcceptableError,
    409: ConflictError,
    412: PreconditionFailedError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    421: MisdirectedRequestError,
    422: UnprocessableError,
    429: RateLimitedError,
    431: HeadersTooLargeError,
    500: InternalServerError,
    503: UnavailableError,
}
BY_CODE: Final[dict[str, type[APIStatusError]]] = {
    "malformed-request": MalformedRequestError,
    "malformed-json": MalformedJsonError,
    "invalid-cursor": InvalidCursorError,
    "unauthorized": UnauthorizedError,
    "forbidden": ForbiddenError,
    "origin-not-allowed": OriginNotAllowedError,
    "route-not-found": RouteNotFoundError,
    "collection-not-found": CollectionNotFoundError,
    "vector-not-found": VectorNotFoundError,
    "method-not-allowed": MethodNotAllowedError,
    "not-acceptable": NotAcceptableError,
    "collection-exists": CollectionExistsError,
    "vector-exists": VectorExistsError,
    "idempotency-in-progress": IdempotencyInProgressError,
    "version-conflict": VersionConflictError,
    "precondition-failed": PreconditionFailedError,
    "payload-too-large": PayloadTooLargeError,
    "unsupported-media-type": UnsupportedMediaTypeError,
    "misdirected-request": MisdirectedRequestError,
    "validation-failed": ValidationFailedError,
    "unknown-field": UnknownFieldError,
    "invalid-id": InvalidIdError,
    "dimension-mismatch": DimensionMismatchError,
    "not-finite": NotFiniteError,
    "zero-vector": ZeroVectorError,
    "unsafe-integer": UnsafeIntegerError,
    "limit-exceeded": LimitExceededError,
    "duplicate-id": DuplicateIdError,
    "empty-update": EmptyUpdateError,
    "invalid-filter": InvalidFilterError,
    "empty-filter": EmptyFilterError,
    "unknown-provider": UnknownProviderError,
    "idempotency-key-reused": IdempotencyKeyReusedError,
    "batch-aborted": BatchAbortedError,
    "rate-limited": RateLimitedError,
    "headers-too-large": HeadersTooLargeError,
    "internal-error": InternalError,
    "unavailable": UnavailableError,
}

ProblemCode: TypeAlias = (
    Literal[
        "malformed-request",
        "malformed-json",
        "invalid-cursor",
        "unauthorized",
        "forbidden",
        "origin-not-allowed",
        "route-not-found",
        "collection-not-found",
        "vector-not-found",
        "method-not-allowed",
        "not-acceptable",
        "collection-exists",
        "vector-exists",
        "idempotency-in-progress",
        "version-conflict",
        "precondition-failed",
        "payload-too-large",
        "unsupported-media-type",
        "misdirected-request",
        "validation-failed",
        "unknown-field",
        "invalid-id",
        "dimension-mismatch",
        "not-finite",
        "zero-vector",
        "unsafe-integer",
        "limit-exceeded",
        "duplicate-id",
        "empty-update",
        "invalid-filter",
        "empty-filter",
        "unknown-provider",
        "idempotency-key-reused",
        "batch-aborted",
        "rate-limited",
        "headers-too-large",
        "internal-error",
        "unavailable",
    ]
    | str
)
"""The kind of failure, as a stable name; a newer server may know more of them."""

__all__ = [
    "BadRequestError",
    "BatchAbortedError",
    "CollectionExistsError",
    "CollectionNotFoundError",
    "ConflictError",
    "DimensionMismatchError",
    "DuplicateIdError",
    "EmptyFilterError",
    "EmptyUpdateError",
    "ForbiddenError",
    "HeadersTooLargeError",
    "IdempotencyInProgressError",
    "IdempotencyKeyReusedError",
    "InternalError",
    "InternalServerError",
    "InvalidCursorError",
    "InvalidFilterError",
    "InvalidIdError",
    "LimitExceededError",
    "MalformedJsonError",
    "MalformedRequestError",
    "MethodNotAllowedError",
    "MisdirectedRequestError",
    "NotAcceptableError",
    "NotFiniteError",
    "NotFoundError",
    "OriginNotAllowedError",
    "PayloadTooLargeError",
    "PreconditionFailedError",
    "ProblemCode",
    "RateLimitedError",
    "RouteNotFoundError",
    "UnauthorizedError",
    "UnavailableError",
    "UnknownFieldError",
    "UnknownProviderError",
    "UnprocessableError",
    "UnsafeIntegerError",
    "UnsupportedMediaTypeError",
    "ValidationFailedError",
    "VectorExistsError",
    "VectorNotFoundError",
    "VersionConflictError",
    "ZeroVectorError",
]
