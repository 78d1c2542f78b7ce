"""The error of a batch: whatever failed, it has the report, so that one `except` finds them all."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, cast

from .errors import APIStatusError, CallContext, VectorizerError


class BatchPartialError(VectorizerError):
    """A batch was cut short, or some of its items were not applied. `report` has what became of each.

    Pass the report back (`resume=error.report`) to send only what failed, was aborted, is unknown, or was not sent. The
    `__cause__` is what failed first: what ended the batch, a refused request, or else the error of the first item that
    failed. Where nothing can have been done, the error is that failure itself, of its own class and of this one too.
    """

    def __init__(
        self,
        message: str,
        *,
        report: Any,
        failed: tuple[int, ...] = (),
        aborted: tuple[int, ...] = (),
        unknown: tuple[int, ...] = (),
        not_sent: tuple[int, ...] = (),
        item_errors: Mapping[int, APIStatusError] | None = None,
        context: CallContext | None = None,
    ) -> None:
        super().__init__(message, context=context)
        self.report: Any = report
        self.item_errors: Mapping[int, APIStatusError] = item_errors or {}
        """The error of each item that the server refused, by index, as a call of its own would have raised it."""
        self.failed = failed
        """Indexes of items that the server refused."""
        self.aborted = aborted
        """Indexes of items that were sent, and not done as others of their request, or of the atomic batch, were refused."""
        self.unknown = unknown
        """Indexes of items that were sent and never answered: they may have been applied."""
        self.not_sent = not_sent
        """Indexes of items that were not sent."""
        self.response: Any = None
        """The answer that the report came in, where there was one."""

    @property
    def in_doubt(self) -> bool:
        return bool(self.unknown)


def report_of(error: BaseException) -> Any:
    """The report that a batch left on the exception that ended it, Ctrl-C's `KeyboardInterrupt` too; None where there is none.

    It may be on the exception behind this one, as where `asyncio.timeout` makes a `TimeoutError` of the cancellation.
    """
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        report = getattr(behind, "report", None)
        if report is not None:
            return report
        seen.add(id(behind))
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    return None


def of_batch(failure: VectorizerError, error: BatchPartialError) -> BatchPartialError:
    """A failure before anything was done, as a batch raises it: with its own class, words and members, and with a report."""
    if isinstance(failure, BatchPartialError):
        # Of another batch, from which the items come.
        return error
    return _made(type(failure), failure.args, {**vars(error), **vars(failure), "report": error.report})


def _made(failure: Any, args: tuple[Any, ...], state: dict[str, Any]) -> BatchPartialError:
    cls = _class_of(failure)
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


@functools.cache
def _class_of(failure: Any) -> type[BatchPartialError]:
    def reduced(error: BatchPartialError) -> tuple[Any, ...]:
        return _made, (failure, error.args, vars(error))

    members = {"__module__": failure.__module__, "__doc__": failure.__doc__, "__reduce__": reduced}
    return cast("type[BatchPartialError]", type(failure.__name__, (failure, BatchPartialError), members))
