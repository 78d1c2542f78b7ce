# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""An error class for each status, and under it one for each problem code."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._types.errors import APIStatusError


class BadRequestError(APIStatusError):
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


class UnprocessableError(APIStatusError):
    """The server answered 422."""


class RateLimitedError(APIStatusError):
    """The server answered 429."""


class HeadersTooLargeError(APIStatusError):
    """The server answered 431."""


class InternalServerError(APIStatusError):
    """The server answered 500."""


class UnavailableError(APIStatusError):
    """The server answered 503."""


class ShelfNotFoundError(NotFoundError):
    """Shelf not found (`shelf-not-found`)."""


class BookExistsError(ConflictError):
    """Book exists (`book-exists`)."""


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
    422: UnprocessableError,
    429: RateLimitedError,
    431: HeadersTooLargeError,
    500: InternalServerError,
    503: UnavailableError,
}
BY_CODE: Final[dict[str, type[APIStatusError]]] = {
    "shelf-not-found": ShelfNotFoundError,
    "book-exists": BookExistsError,
}

ProblemCode: TypeAlias = (
    Literal[
        "shelf-not-found",
        "book-exists",
    ]
    | str
)
"""What went wrong, as a stable name; a newer server may know more of them."""

__all__ = [
    "BY_CODE",
    "BY_STATUS",
    "BadRequestError",
    "BookExistsError",
    "ConflictError",
    "ForbiddenError",
    "HeadersTooLargeError",
    "InternalServerError",
    "MethodNotAllowedError",
    "NotAcceptableError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PreconditionFailedError",
    "ProblemCode",
    "RateLimitedError",
    "ShelfNotFoundError",
    "UnauthorizedError",
    "UnavailableError",
    "UnprocessableError",
    "UnsupportedMediaTypeError",
]
