"""What is checked of a report that a batch goes on from: that it is one, is of this call, and fits the items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._types.errors import ValidationError
from .._types.models import Model
from .._types.operation import Operation
from .plan import Resend, id_of, nameless
from .report import failed_in, resend_of

_LISTED = ("unknown", "not_sent")


def restored(report: Model | Mapping[str, Any], model: type[Model]) -> Model:
    """A report that was kept as data, as a model again."""
    try:
        data = dict(report)
        made = report
        if not isinstance(made, model):
            listed = {name: _indexes(data[name], data["count"]) for name in _LISTED if name in data}
            made = model.model_validate({**data, **listed})
        _check_counts(made, is_small=not all(isinstance(one, int) for one in data.get("not_sent", ())))
        return made
    except (TypeError, ValueError, LookupError) as error:
        raise ValidationError("must be a report of this operation", pointer="/resume") from error


def _indexes(part: Iterable[Any], count: int) -> list[int]:
    """Indexes that are listed one by one, or as pairs of the first and the last of a range."""
    found: list[int] = []
    for one in part:
        first, last = (one, one) if isinstance(one, int) else one
        if not 0 <= first <= last < count:
            raise ValueError
        found += range(first, last + 1)
    return found


def _check_counts(report: Model, *, is_small: bool) -> None:
    """Refuse counts of items that the report does not name: these would never be sent again."""
    failed, aborted = (report.get(name) or 0 for name in ("failed", "aborted"))
    if "errors" in type(report).model_fields and len(failed_in(report)) < failed:
        raise ValueError
    # The small form has what was aborted among what is not sent.
    elsewhere = {*report.get("unknown", ()), *(() if is_small else report.get("not_sent", ()))}
    if len(resend_of(report).indexes - elsewhere) < failed + aborted:
        raise ValueError


def check_resumed(previous: Model, operation: Operation[Any], named: Mapping[str, object]) -> None:
    """Refuse a report of another operation or collection: what it has settled is not settled here."""
    # Reports that were saved by an earlier version do not say it.
    made_by = previous.get("operation", operation.id)
    if made_by != operation.id:
        raise ValidationError(f"must be a report of {operation.id}, got one of {made_by}", pointer="/resume")
    for argument, member in operation.echoes:
        before, now = previous.get(member), named.get(argument)
        if isinstance(now, str) and before != now:
            raise ValidationError(
                f"must be a report of this operation on the {argument} {now}, got one on {before}",
                pointer="/resume",
            )


def check_listed(items: object, operation: Operation[Any], resend: Resend) -> None:
    """Say of a list, before anything is sent, what is said of other items as they come."""
    if not isinstance(items, (list, tuple)):
        return
    count = 0
    for index, item in enumerate(items):
        if index in resend.unknown and id_of(item) is None:
            raise nameless(operation, item, index)
        count += 1
    check_reached(count, resend)


def check_reached(count: int, resend: Resend) -> None:
    """Refuse fewer items than the report is about."""
    if count < resend.count:
        raise ValidationError(
            f"must be a report of these items, got one of {resend.count} items for {count}", pointer="/resume"
        )
