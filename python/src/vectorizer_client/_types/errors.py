"""The errors as one tree of exceptions; classes by status and problem code are generated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

_E = TypeVar("_E", bound="VectorizerError")
IN_MEMORY = ":memory:"
"""The address of a server in this process."""
_CURL_BODY = 4096
_DEEPEST_SHOWN = 12


@dataclass(frozen=True)
class CallContext:
    """The call an error belongs to, with credentials already taken out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    request_id: str
    attempts: int
    in_doubt: bool = False
    """Whether an attempt was lost, or answered in a way that does not say what became of it."""

    def as_curl(self) -> str:
        import shlex

        if self.url.startswith(IN_MEMORY):
            path = self.url.removeprefix(IN_MEMORY)
            return f"# curl cannot reach {IN_MEMORY}, a server in this process: {self.method} {path}"
        parts = ["curl", "-X", self.method, self.url]
        for name, value in self.headers:
            parts += ["-H", f"{name}: {value}"]
        if self.body is not None:
            text = self.body.decode("utf-8", "replace")
            parts += ["--data-binary", text if len(text) <= _CURL_BODY else "@body"]
        return shlex.join(parts)


class VectorizerError(Exception):
    """The base of every error this package raises."""

    is_retryable: bool = False
    """Whether making the same call later may succeed."""
    status: int | None = None
    """The HTTP status; `None` where no answer came."""
    code: str | None = None
    """The problem's stable slug, where the answer was a problem."""
    report: Any = None
    """Of a batch: what became of each item, for `resume=`."""

    def __init__(self, message: str, *, context: CallContext | None = None) -> None:
        message = printable(message)
        super().__init__(message)
        self.message = message
        self.context = context

    @property
    def request_id(self) -> str | None:
        """The `X-Request-Id` of the call, where one was made."""
        return self.context.request_id if self.context else None

    @property
    def attempts(self) -> int:
        """How many requests were sent for the call."""
        return self.context.attempts if self.context else 0

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """The places in the request that the server found wrong: `pointer`, `code`, `detail`."""
        return []

    @property
    def in_doubt(self) -> bool:
        """Whether the server may have done what was asked all the same, if only in an earlier attempt."""
        return self.context is not None

    def as_curl(self) -> str:
        """The failed request as a curl command, with credentials redacted; empty where none was made."""
        return self.context.as_curl() if self.context else ""

    def explain(self, more: str) -> None:
        """Let the message say more."""
        self.message = f"{self.message}; {printable(more)}"
        self.args = (self.message,)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def printable(text: str) -> str:
    """The text with what would move a cursor, break a line or hide what stands there written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _rebuild(cls: type[_E], args: tuple[Any, ...], state: dict[str, Any]) -> _E:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class InvalidRequestError(VectorizerError):
    """An argument is wrong, whoever found out: the client before it sent (`ValidationError`), or the server (400, 422)."""


class ValidationError(InvalidRequestError, ValueError):
    """An argument is wrong; nothing was sent. `pointer` names the place, as problems do, and `reason` what is wrong there."""

    def __init__(self, message: str, *, pointer: str = "", place: str | None = None) -> None:
        where = argument(pointer) if pointer and place is None else place
        super().__init__(f"{where} {message}" if where else message)
        self.pointer = pointer
        self.reason = message


def argument(pointer: str) -> str:
    """The place as a program writes it: `/body/updates/3/vector/0` is `updates[3].vector[0]`."""
    location, *rest = pointer[1:].split("/")
    if not rest:
        return location
    shown = ""
    for token in rest[:_DEEPEST_SHOWN]:
        name = token.replace("~1", "/").replace("~0", "~")
        if location == "header":
            name = name.replace("-", "_")
        if name.isdecimal():
            shown += f"{'' if shown else 'items'}[{name}]"
        elif name.isidentifier():
            shown += f".{name}" if shown else name
        else:
            shown += f"[{name!r}]"
    return shown if len(rest) <= _DEEPEST_SHOWN else f"{shown}…"


def type_name(value: object) -> str:
    """A wrong value for a message: the name of its type."""
    return "None" if value is None else type(value).__name__


def brief(value: object) -> str:
    """A wrong value for a message: numbers and booleans themselves, of all else the type."""
    return str(value) if isinstance(value, (int, float)) and abs(value) < 1e15 else type_name(value)


class ConfigurationError(VectorizerError, ValueError):
    """The client cannot be set up as asked; nothing was sent."""


class ConnectionFailedError(VectorizerError):
    """No complete answer came: refused, reset, cut off, or not trusted. `sent` tells whether the server may have acted."""

    def __init__(
        self, message: str, *, context: CallContext | None = None, sent: bool, is_retryable: bool
    ) -> None:
        super().__init__(message, context=context)
        self.sent = sent
        self.is_retryable = is_retryable

    @property
    def in_doubt(self) -> bool:
        return self.sent


class DeadlineExceededError(VectorizerError, TimeoutError):
    """The time given ran out. `sent` tells whether the server may have acted."""

    is_retryable = True

    def __init__(self, message: str, *, context: CallContext | None = None, sent: bool) -> None:
        super().__init__(message, context=context)
        self.sent = sent

    @property
    def in_doubt(self) -> bool:
        return self.sent


class RedirectError(VectorizerError):
    """The server pointed somewhere this client does not follow."""


class ResponseError(VectorizerError):
    """The answer is not what the API's specification says."""

    def __init__(
        self, message: str, *, context: CallContext | None = None, status: int | None = None, body: str = ""
    ) -> None:
        super().__init__(message, context=context)
        self.status = status
        self.body = body
        """The beginning of the answer's body, where it could not be read."""

    def redact(self, scrub: Callable[[str], str]) -> None:
        """Take a key out, should the server have repeated it."""
        self.message, self.body = scrub(self.message), scrub(self.body)
        self.args = (self.message,)


class APIStatusError(VectorizerError):
    """The server answered with an error status.

    `status` is the HTTP status and `code` the problem's stable slug (`None` where the body was no problem).
    """

    def __init__(
        self,
        message: str,
        *,
        context: CallContext | None = None,
        status: int,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        problem: Mapping[str, Any] | None = None,
        body: str = "",
        is_retryable: bool = False,
        report: Any = None,
    ) -> None:
        super().__init__(message, context=context)
        self.status: int = status  # pyright: ignore[reportIncompatibleVariableOverride]
        self.code = code
        self.headers: Mapping[str, str] = headers or {}
        self.problem: Mapping[str, Any] = problem or {}
        self.body = body
        self.is_retryable = is_retryable
        self.report = report

    @property
    def request_id(self) -> str | None:
        """The request's id as the server tells it, else as it was sent."""
        return self._text("request_id") or self.headers.get("x-request-id") or super().request_id

    @property
    def in_doubt(self) -> bool:
        return self.context is not None and self.context.in_doubt

    @property
    def title(self) -> str | None:
        """The problem's title: what the code means."""
        return self._text("title")

    @property
    def detail(self) -> str | None:
        """The problem's detail: what is wrong with this request."""
        return self._text("detail")

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """The places in the request that are wrong: `pointer`, `code`, `detail`."""
        errors = self.problem.get("errors")
        return [item for item in errors if isinstance(item, Mapping)] if isinstance(errors, list) else []

    @property
    def limit(self) -> Any:
        """The limit that was passed, for problems that name one."""
        return self.problem.get("limit")

    def _text(self, name: str) -> str | None:
        value = self.problem.get(name)
        return value if isinstance(value, str) else None


class NotSupportedByServerError(APIStatusError):
    """The server has no such operation; the message names its version."""

    def __init__(self, message: str, *, server_version: str | None, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.server_version = server_version
