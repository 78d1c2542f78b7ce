# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every public name, written and generated."""

from __future__ import annotations

from .._clients import (
    SyncVectorizerClient,
    VectorizerClient,
)
from .._config import (
    InsecureTransportWarning,
)
from .._errors import (
    APIStatusError,
    BatchPartialError,
    CallContext,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    NotSupportedByServerError,
    RedirectError,
    ResponseError,
    ValidationError,
    VectorizerError,
)
from .._httpx import (
    AsyncHttpxTransport,
    HttpxTransport,
)
from .._models import (
    Model,
    Timestamp,
)
from .._pages import (
    AsyncPager,
    Pager,
)
from .._raw import (
    RawResponse,
)
from .._retry import (
    RetryPolicy,
)
from .._stream import (
    AsyncRecordStream,
    RecordStream,
)
from .._transport import (
    AsyncReply,
    AsyncTransport,
    Failure,
    Headers,
    Reply,
    Request,
    Transport,
)
from .._unset import (
    UNSET,
    Unset,
)
from .._vectors import (
    VectorData,
    VectorInput,
)
from .._version import (
    __version__,
)
from .errors import (
    BadRequestError,
    BookExistsError,
    ConflictError,
    ForbiddenError,
    HeadersTooLargeError,
    InternalServerError,
    MethodNotAllowedError,
    NotAcceptableError,
    NotFoundError,
    PayloadTooLargeError,
    PreconditionFailedError,
    ProblemCode,
    RateLimitedError,
    ShelfNotFoundError,
    UnauthorizedError,
    UnavailableError,
    UnprocessableError,
    UnsupportedMediaTypeError,
)
from .models import (
    Book,
    BookPage,
    Problem,
    Report,
)
from .requests import (
    NewBook,
)

__all__ = [
    "UNSET",
    "APIStatusError",
    "AsyncHttpxTransport",
    "AsyncPager",
    "AsyncRecordStream",
    "AsyncReply",
    "AsyncTransport",
    "BadRequestError",
    "BatchPartialError",
    "Book",
    "BookExistsError",
    "BookPage",
    "CallContext",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "Failure",
    "ForbiddenError",
    "Headers",
    "HeadersTooLargeError",
    "HttpxTransport",
    "InsecureTransportWarning",
    "InternalServerError",
    "MethodNotAllowedError",
    "Model",
    "NewBook",
    "NotAcceptableError",
    "NotFoundError",
    "NotSupportedByServerError",
    "Pager",
    "PayloadTooLargeError",
    "PreconditionFailedError",
    "Problem",
    "ProblemCode",
    "RateLimitedError",
    "RawResponse",
    "RecordStream",
    "RedirectError",
    "Reply",
    "Report",
    "Request",
    "ResponseError",
    "RetryPolicy",
    "ShelfNotFoundError",
    "SyncVectorizerClient",
    "Timestamp",
    "Transport",
    "UnauthorizedError",
    "UnavailableError",
    "UnprocessableError",
    "Unset",
    "UnsupportedMediaTypeError",
    "ValidationError",
    "VectorData",
    "VectorInput",
    "VectorizerClient",
    "VectorizerError",
    "__version__",
]
