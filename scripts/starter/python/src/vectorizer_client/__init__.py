"""A client made from `openapi.yaml`: `VectorizerClient` is async, `SyncVectorizerClient` its blocking twin.

Every error is a `VectorizerError`; `models` has the types of answers.
"""

from __future__ import annotations

from ._call.config import InsecureTransportWarning
from ._call.raw import RawResponse
from ._call.retry import RetryPolicy
from ._client.async_client import VectorizerClient
from ._client.sync_client import SyncVectorizerClient
from ._generated import models
from ._types.errors import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
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
