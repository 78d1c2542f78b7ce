"""A client made from `openapi.yaml`: `VectorizerClient` is async, `SyncVectorizerClient` its blocking twin.

Every error is a `VectorizerError`, and a status that is no success has a class under `APIStatusError`, such as that of
404; `models` has the types of answers.
"""

from __future__ import annotations

from ._call.config import InsecureTransportWarning
from ._call.raw import RawResponse
from ._call.retry import RetryPolicy
from ._client.async_client import VectorizerClient
from ._client.sync_client import SyncVectorizerClient
from ._generated import errors as _errors
from ._generated import models
from ._generated.errors import *  # noqa: F403
from ._types.errors import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidRequestError,
    RedirectError,
    ResponseError,
    ValidationError,
    VectorizerError,
)
from ._types.unset import UNSET, Unset

__all__ = [
    "UNSET",
    "APIStatusError",
    "ConfigurationError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "InsecureTransportWarning",
    "InvalidRequestError",
    "RawResponse",
    "RedirectError",
    "ResponseError",
    "RetryPolicy",
    "SyncVectorizerClient",
    "Unset",
    "ValidationError",
    "VectorizerClient",
    "VectorizerError",
    "models",
]
__all__ += _errors.__all__
