# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""What the server is and whether it is well. Blocking."""

from __future__ import annotations

from collections.abc import Mapping

from ..._call.base import SyncBase, raw
from ..._generated import operations as _ops
from ..._generated.models import (
    Health,
    Info,
)
from ..._types.operation import Arguments, CallOptions
from ..._types.unset import UNSET, Unset


class SyncServer(SyncBase):
    """What the server is and whether it is well."""

    def get_health(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Health:
        """Tell whether the server can serve.

        Answers without a key, so that a probe needs none. 503 while the server cannot serve.

        Args:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Health: The server serves.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1health/get

        Example:
            client.get_health()
        """
        return self._call(
            _ops.GET_HEALTH,
            Arguments(
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

    def get_info(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Info:
        """Describe the server.

        Names the server, the version of this contract that it implements, its limits, and what it offers.
        An SDK reads it once, to choose how vectors travel and to explain an operation that is missing.

        Args:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Info: The server's description.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1info/get

        Example:
            client.get_info()
        """
        return self._call(
            _ops.GET_INFO,
            Arguments(
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )


class SyncRawServer:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: SyncServer) -> None:
        self.get_health = raw(whole.get_health)
        self.get_info = raw(whole.get_info)
