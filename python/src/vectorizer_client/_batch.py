"""What both clients do to send a batch: the state of one run, without the sending."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ._batch_plan import Chunk, Planner, unread
from ._batch_report import Report, partial_error, resend_of, restored
from ._core import Core, raw
from ._errors import ConfigurationError, ValidationError, VectorizerError
from ._exchange import Answer, Call
from ._models import Model
from ._operation import Arguments, Operation
from ._progress import Progress, ProgressOption
from ._raw import RawResponse
from ._secrets import check_header
from ._transport import Headers

DEFAULT_CONCURRENCY = 4


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is sent."""

    raise_on_partial: bool = True
    concurrency: int = DEFAULT_CONCURRENCY
    progress: ProgressOption = None
    resume: Model | Mapping[str, Any] | None = None


@dataclass
class Run:
    """One batch under way."""

    core: Core
    operation: Operation[Any]
    arguments: Arguments
    options: BatchOptions
    total: int | None
    base64: bool = False
    error: VectorizerError | None = None
    """The first failure of a whole request; nothing new is sent after it."""
    unexpected: BaseException | None = None
    """An exception of the caller's items or progress callback."""
    split: bool = False
    """Whether there are more requests than one."""
    last: RawResponse[Any] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # What would be wrong with every request is said before an item is taken.
        self.core.call(self.operation, self.arguments, base64=False, content=b"")
        width = self.options.concurrency
        if isinstance(width, bool) or not isinstance(width, int) or width < 1:
            raise ConfigurationError("concurrency must be a whole number, 1 or more")
        model = cast("type[Model]", self.operation.result)
        previous = None if self.options.resume is None else restored(self.options.resume, model)
        named = dict(zip(self.operation.parameters, self.arguments.path, strict=True))
        named.update(self.arguments.body or {})
        self.report = Report(model, named, previous)
        self.resend = None if previous is None else resend_of(previous)
        self.previous = previous
        self.progress = Progress(self.options.progress, self.operation.name, self.total)

    @property
    def stopped(self) -> bool:
        return self.error is not None or self.unexpected is not None

    def planner(self) -> Planner:
        body = self.arguments.body or {}
        return Planner(
            self.operation,
            self.arguments,
            max_bytes=self.core.config.max_request_bytes,
            whole=body.get("atomic") is True,
        )

    def call(self, chunk: Chunk) -> Call:
        """The request for one chunk, with an idempotency key of its own."""
        key = self.arguments.options.idempotency_key
        arguments = self.arguments
        if key is not None and chunk.number:
            _, key = check_header("idempotency-key", key)
            arguments = replace(
                arguments, options=replace(arguments.options, idempotency_key=f"{key}-{chunk.number}")
            )
        return self.core.call(self.operation, arguments, base64=self.base64, content=chunk.body)

    def answered(self, chunk: Chunk, call: Call, answer: Answer) -> None:
        response = self.core.result(self.operation, self.arguments, call, answer)
        check_counts(response.value, chunk, call)
        with self._lock:
            self.last = response
            self.report.answered(chunk, response.value)
            self.progress.advance(len(chunk.indexes))

    def failed(self, chunk: Chunk, error: VectorizerError) -> None:
        with self._lock:
            self.error = self.error or error
            self.report.ended(chunk, error)

    def finish(self, items: object) -> RawResponse[Any]:
        """The merged report, or the error that it amounts to."""
        self.progress.close()
        cause = self.unexpected or self.error
        if cause is not None:
            undone = self.last is None and not (self.split and self.report.in_doubt)
            if undone or not self.report.is_counted:
                # Nothing to tell beside the failure itself; and searches have no report to merge it into.
                raise cause
            if isinstance(items, (list, tuple)):
                self.report.not_sent(unread(items, self.report.reached, self.resend))
        value = self.report.build()
        # Without a report nobody could tell what was done before the caller's own code failed.
        if self.report.is_counted and (self.options.raise_on_partial or self.unexpected is not None):
            error = partial_error(self.operation.name, value, cause)
            if error is not None:
                if error.context is None and self.last is not None:
                    error.response = self.last
                raise error from cause
        last = self.last
        if last is None:
            return RawResponse(value=value, status=0, headers=Headers(), request_id="", attempts=0)
        return replace(last, value=value)


def check_counts(value: Any, chunk: Chunk, call: Call) -> None:
    """An answer about more or fewer items than were sent is no answer."""
    from ._errors import ResponseError

    count, results = value.get("count"), value.get("results")
    wanted = len(chunk.indexes)
    if any(not 0 <= error["index"] < wanted for error in value.get("errors", ())):
        raise ResponseError(
            "the answer has an error about an item that was not sent", context=call.context(), status=200
        )
    if isinstance(count, int) and count != wanted:
        raise ResponseError(
            f"the answer counts {count} items of {wanted}", context=call.context(), status=200
        )
    if isinstance(results, list):
        if len(results) != wanted:
            raise ResponseError(
                f"the answer has {len(results)} results for {wanted}", context=call.context(), status=200
            )
        for place, (item, identity) in enumerate(zip(results, chunk.ids, strict=True)):
            index, named = item.get("index", place), item.get("id", identity)
            if index != place or (identity is not None and named != identity):
                raise ResponseError(
                    f"result {place} of the answer is about another item", context=call.context(), status=200
                )


def sized(items: Any) -> int | None:
    """How many items there are, where that is known."""
    try:
        return len(items)
    except Exception:
        # What cannot say its length, or says nonsense, can still be walked.
        return None


def check_items(items: object, name: str) -> None:
    """Whether something can be a batch: any iterable but text, bytes and a mapping."""
    wrong = isinstance(items, (str, bytes, bytearray, Mapping, type)) or not (
        hasattr(items, "__iter__") or hasattr(items, "__aiter__")
    )
    if wrong:
        raise ValidationError(
            f"must be items, not {type(items).__name__}", pointer=f"/body/{name}" if name else "/body"
        )


__all__ = ["BatchOptions", "Run", "check_items", "raw", "sized"]
