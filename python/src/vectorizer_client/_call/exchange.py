"""One logical call as a generator: it decides, and yields what is to be done; the clients only send and sleep.

step = Send(request) → answered with an Answer or a Failure
step = Sleep(seconds)
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._codec.decode import code_of, error_of, problem_in, shown_whole
from .._http.transport import Failure, Headers, Request
from .._types.errors import (
    CallContext,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    RedirectError,
    ResponseError,
    VectorizerError,
)
from .._types.operation import Operation
from .._types.secrets import redacted
from . import log
from .config import Config, parse_base_url
from .retry import Outcome, RetryPolicy, TokenBucket, is_refusal, is_retryable, next_delay, outcome_of

_MAX_HOPS = 3
_FOLLOWED = frozenset({307, 308})


@dataclass(slots=True)
class Send:
    request: Request
    stream: bool


@dataclass(slots=True)
class Sleep:
    seconds: float


@dataclass(slots=True)
class Answer:
    """A reply: the body whole, or (of a success, when a stream was asked for) the open reply."""

    status: int
    headers: Headers
    body: bytes
    open: Any = None


@dataclass(slots=True)
class Call:
    """A call under way: what is sent, within what bounds, and how far it has come."""

    operation: Operation[Any]
    config: Config
    bucket: TokenBucket
    policy: RetryPolicy
    url: str
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes | None = field(repr=False)
    request_id: str
    started: float
    timeout: float | None
    stream: bool = False
    deadline: float = math.inf
    attempts: int = 0
    sent: bool = False
    """Whether the server may have seen a request."""
    in_doubt: bool = False
    """Whether an attempt ended without telling what became of it."""
    timings: list[float] = field(default_factory=list)
    """Seconds that each attempt took."""

    def context(self) -> CallContext:
        """Made for errors only: it takes the credentials out."""
        key = self.config.key
        return CallContext(
            method=self.operation.method,
            url=self.url,
            headers=(*redacted(self.headers), *(key.shown(self.operation.security) if key else [])),
            body=self.body,
            request_id=self.request_id,
            attempts=self.attempts,
            in_doubt=self.in_doubt,
        )

    def scrub(self, text: str) -> str:
        """`text` of the server's without the key, should it have repeated it."""
        return text if self.config.key is None else self.config.key.scrub(text)

    def request(self, url: str) -> Request:
        keyless = Request(
            method=self.operation.method,
            url=url,
            headers=[*self.headers, ("x-retry-count", str(self.attempts))],
            content=self.body,
            connect_timeout=self.config.connect_timeout,
            read_timeout=self.config.read_timeout,
            deadline=self.deadline,
            operation=self.operation.id,
            attempt=self.attempts + 1,
        )
        if self.config.key is None:
            return keyless
        return replace(self.with_key(keyless), keyless=keyless, with_key=self.with_key)

    def with_key(self, request: Request) -> Request:
        """The request with the credentials that its operation takes."""
        key, wanted = self.config.key, self.operation.security
        if key is None:
            return request
        return replace(
            request, url=key.url(wanted, request.url), headers=key.headers(wanted, request.headers)
        )

    @property
    def tried(self) -> str:
        """How many requests were sent, for messages."""
        return "1 attempt" if self.attempts == 1 else f"{self.attempts} attempts"

    def out_of_time(self, what: str = "") -> DeadlineExceededError:
        return DeadlineExceededError(
            what or f"no answer within {self.timeout:g} s ({self.tried}; request id {self.request_id})",
            context=self.context(),
            sent=self.sent,
        )


def exchange(call: Call) -> Generator[Send | Sleep, Any, Answer]:
    """Send until there is an answer worth returning or nothing is left to try; raises the error that remains."""
    clock = call.config.clock
    url, hops = call.url, 0
    while True:
        began = clock.monotonic()
        if began >= call.deadline:
            raise call.out_of_time()
        request = call.request(url)
        call.attempts += 1
        ended = yield Send(request, call.stream)
        call.timings.append(clock.monotonic() - began)
        if isinstance(ended, Failure):
            call.sent = call.sent or ended.sent
            call.in_doubt = call.in_doubt or ended.sent
            shown: object = ended.kind
            outcome = Outcome(kind=_kind(ended))
            error = _error_of_failure(call, ended)
        else:
            call.sent = True
            status = shown = ended.status
            if 200 <= status < 300 or (status < 400 and status in call.operation.success):
                _log(call, url, shown)
                call.bucket.give_back()
                return ended  # type: ignore[no-any-return]
            if 300 <= status < 400 and status != 304:
                _log(call, url, shown)
                hops += 1
                url = _redirected(call, url, ended, hops)
                call.attempts -= 1
                continue
            problem = problem_in(ended.headers, ended.body, call.scrub)
            outcome = outcome_of(status, ended.headers, code_of(problem))
            call.in_doubt = call.in_doubt or not is_refusal(outcome)
            body = call.scrub(shown_whole(ended.body)) if not problem else ""
            error = error_of(
                status,
                ended.headers.scrubbed(call.scrub) if call.config.key else ended.headers,
                body,
                problem,
                call.context(),
                is_retryable=is_retryable(outcome, call.policy),
            )
        _log(call, url, shown)
        delay = None
        if call.operation.idempotency != "none":
            delay = next_delay(call.attempts, outcome, call.policy, call.bucket, clock.wall(), clock.random)
        if delay is None:
            raise error
        if clock.monotonic() + delay >= call.deadline:
            # Waiting cannot help: the caller learns at once, and what the last attempt said.
            if isinstance(error, DeadlineExceededError):
                raise call.out_of_time()
            raise error
        log.retrying(call.operation.method, url, call.request_id, delay, shown)
        yield Sleep(delay)


def _kind(failure: Failure) -> Any:
    return failure.kind if failure.kind in ("connect", "reset", "timeout", "tls") else "other"


def _error_of_failure(call: Call, failure: Failure) -> VectorizerError:
    where = f"{call.config.base_url.origin}, {call.tried}; request id {call.request_id}"
    message = f"{call.scrub(failure.message)} ({where})"
    match failure.kind:
        case "timeout":
            if call.config.clock.monotonic() >= call.deadline:
                return call.out_of_time()
            return call.out_of_time(message)
        case "encoding" | "too-large":
            return ResponseError(message, context=call.context())
        case kind:
            return ConnectionFailedError(
                message,
                context=call.context(),
                sent=call.sent,
                is_retryable=kind in ("connect", "reset"),
            )


def _redirected(call: Call, url: str, answer: Answer, hops: int) -> str:
    """Where a redirect leads, if this client goes there: only for GET, on the same origin, three times at most."""
    location = answer.headers.get("location")
    if not location:
        raise ResponseError(
            f"status {answer.status} without a Location", context=call.context(), status=answer.status
        )
    origin = call.config.base_url.origin
    try:
        target = urljoin(url, location)
        to = parse_base_url(urlsplit(target)._replace(path="", query="", fragment="").geturl()).origin
    except (ConfigurationError, ValueError):
        raise RedirectError(
            f"the server redirects from {origin} to an address that is not HTTP", context=call.context()
        ) from None
    if to != origin:
        raise RedirectError(
            f"the server redirects to another origin, {call.scrub(to)}; this client sends nothing there",
            context=call.context(),
        )
    if call.operation.method != "GET" or answer.status not in _FOLLOWED:
        raise RedirectError(
            f"the server redirects a {call.operation.method} ({answer.status}), which is not followed",
            context=call.context(),
        )
    if hops > _MAX_HOPS:
        raise RedirectError(f"the server redirects more than {_MAX_HOPS} times", context=call.context())
    return urlsplit(target)._replace(fragment="").geturl()


def _log(call: Call, url: str, ended: object) -> None:
    log.attempt_ended(call.operation.method, url, call.request_id, call.attempts, ended, call.timings[-1])
