"""The core of both clients beside sending: settings, and the making of a call and of its result."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from .._codec.content import content_of
from .._codec.decode import value_of
from .._codec.encode import (
    body_of,
    check_idempotency_key,
    check_request_id,
    headers_of,
    path_and_query,
    read,
)
from .._types.errors import APIStatusError, NotSupportedByServerError, ResponseError
from .._types.operation import Arguments, CallOptions, Operation
from .._types.secrets import check_header
from .._types.unset import Unset
from .config import DEFAULT_TIMEOUT, Config, check_headers, check_retries, check_seconds
from .exchange import Answer, Call
from .handshake import PATIENCE, Handshake
from .raw import RawResponse
from .retry import TokenBucket

T = TypeVar("T")

NDJSON = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Core:
    """A client's settings and the state it shares with its copies."""

    config: Config
    bucket: TokenBucket = field(default_factory=TokenBucket)
    handshake: Handshake = field(default_factory=Handshake)

    def call(
        self,
        operation: Operation[Any],
        arguments: Arguments,
        *,
        base64: bool,
        content: bytes | None = None,
        started: float | None = None,
    ) -> Call:
        """A call ready to be driven; every check that needs no server happens here.

        `started` is when its time began, where something was done for it already; otherwise it begins now.
        """
        config, options = self.config, arguments.options
        if operation.server:
            config = replace(config, base_url=config.base_url.at(operation.server))
        url = f"{config.base_url}{path_and_query(operation, arguments, base64=base64)}"
        body, content_type = content, operation.content_type
        is_empty = operation.optional_body and all(
            isinstance(value, Unset) for value in (arguments.body or {}).values()
        )
        if body is None and arguments.body is not None and not is_empty:
            if operation.body_kind == "json":
                body = body_of(operation, arguments.body, base64=base64)
            else:
                body, content_type = content_of(operation, arguments.body)
        check_request_id(options.request_id)
        given = dict(check_headers(options.headers))
        own_id = given.pop("x-request-id", None) or dict(config.headers).get("x-request-id")
        request_id = options.request_id or own_id or str(uuid.uuid4())
        headers = [("accept", operation.accept)]
        headers.append(check_header("x-request-id", request_id))
        if body is not None:
            ndjson = operation.batch is not None and not operation.batch.items
            headers.append(("content-type", NDJSON if ndjson else content_type))
        check_idempotency_key(options.idempotency_key)
        if operation.idempotency == "key":
            headers.append(check_header("idempotency-key", options.idempotency_key or str(uuid.uuid4())))
        headers += headers_of(arguments)
        headers = config.with_headers([*headers, *given.items()])
        policy = config.policy
        if not isinstance(options.retries, Unset):
            policy = replace(policy, retries=check_retries(options.retries))
        timeout = self.timeout(operation.streamed, options)
        started = config.clock.monotonic() if started is None else started
        return Call(
            operation=operation,
            config=config,
            bucket=self.bucket,
            policy=policy,
            url=url,
            headers=headers,
            body=body,
            request_id=request_id,
            started=started,
            timeout=timeout,
            stream=operation.streamed,
            deadline=float("inf") if timeout is None else started + timeout,
        )

    def timeout(self, streamed: bool, options: CallOptions) -> float | None:
        """Seconds for the whole call. A stream that nobody bounded may go on for as long as data comes."""
        given = check_seconds(options.timeout, "timeout")
        if isinstance(given, Unset):
            given = self.config.timeout
        if isinstance(given, Unset):
            return None if streamed else DEFAULT_TIMEOUT
        return given

    def checked(self, operation: Operation[Any], arguments: Arguments) -> Arguments:
        """The arguments after every check that needs no server, their vectors read."""
        if arguments.body is not None:
            arguments = replace(arguments, body=read(operation.vectors, arguments.body, "/body"))
        self.call(operation, arguments, base64=False)
        return arguments

    @property
    def asks(self) -> bool:
        """Whether a call that it matters to reads /info before it is sent."""
        return self.handshake.is_due(self.config.clock.monotonic())

    def patience(self, options: CallOptions, started: float) -> float:
        """Until when a call that began at `started` may wait for /info, whoever reads it: for a part of its time."""
        limit = self.timeout(False, options)
        return started + (PATIENCE if limit is None else min(PATIENCE, limit / 2))

    def info_arguments(self, until: float) -> Arguments | None:
        """For reading /info on behalf of a call: one attempt. `None` when there is no time left for it."""
        seconds = until - self.config.clock.monotonic()
        return Arguments(options=CallOptions(timeout=seconds, retries=0)) if seconds > 0 else None

    def result(
        self, operation: Operation[T], arguments: Arguments, call: Call, answer: Answer
    ) -> RawResponse[T]:
        """The answer decoded."""
        named = _named(operation, arguments)
        try:
            value = value_of(operation, answer.status, answer.headers, answer.body, named, call.context)
        except ResponseError as error:
            if self.config.key is not None:
                error.redact(self.config.key.scrub)
            raise
        return raw(value, call, answer)


def raw(value: T, call: Call, answer: Answer) -> RawResponse[T]:
    return RawResponse(
        value=value,
        status=answer.status,
        headers=answer.headers if call.config.key is None else answer.headers.shown_by(call.scrub),
        request_id=answer.headers.get("x-request-id", call.request_id),
        attempts=call.attempts,
        timings=tuple(call.timings),
    )


def lacks_route(error: APIStatusError) -> bool:
    """Whether the server does not know the operation at all."""
    return error.status == 404 and error.code == "route-not-found"


def not_supported(
    operation: Operation[Any], error: APIStatusError, version: str | None
) -> NotSupportedByServerError:
    server = f"the server (version {version})" if version else "the server (version unknown)"
    return NotSupportedByServerError(
        f"{server} has no operation {operation.id}, {operation.method} {operation.template}",
        server_version=version,
        context=error.context,
        status=error.status,
        code=error.code,
        headers=error.headers,
        problem=error.problem,
        body=error.body,
    )


def _named(operation: Operation[Any], arguments: Arguments) -> Mapping[str, object]:
    if not operation.echoes:
        return {}
    return {**arguments.path, **(arguments.body or {})}
