"""One report for a batch that took many requests, by the items' original indexes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, get_args, get_origin

from .._codec.decode import error_class
from .._generated.errors import BY_CODE, BY_STATUS
from .._types.batch_errors import BatchPartialError
from .._types.errors import APIStatusError, CallContext, VectorizerError
from .._types.models import Model
from .places import renumber_error, renumber_items, renumbered
from .plan import Chunk, Resend

_LISTED = ("unknown", "not_sent")
"""Statuses of a report's own, whose indexes it also lists."""
_UNSETTLED = ("failed", "aborted", *_LISTED)


class Report:
    """Gathers what became of each chunk. `model` is the class of the answers."""

    def __init__(
        self,
        model: type[Model],
        named: Mapping[str, object],
        previous: Model | None = None,
        *,
        operation: str = "",
        keep_results: bool = True,
    ) -> None:
        self.model = model
        self._operation = operation
        self._keep_results = keep_results
        self.is_counted = "count" in model.model_fields
        self.reached = -1
        """The last index that anything is known of."""
        self._fields: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            self._fields[name] = _nothing(field.annotation, named.get(name))
        self._unsettled: dict[str, list[int]] = {name: [] for name in _LISTED}
        self._chunks: list[tuple[int, list[Any]]] = []
        if previous is not None:
            self._take_over(previous)

    def answered(self, chunk: Chunk, value: Model) -> None:
        """An answer to this chunk; its indexes become the original ones."""
        self._reach(chunk)
        for name, part in dict(value).items():
            if isinstance(part, list):
                renumber_items(part, chunk)
                if name == "results":
                    self._chunks.append((chunk.number, self._kept(part)))
                    continue
            # A member that the contract does not have may hold anything, and another thing each time.
            before: Any = self._fields.get(name)
            if type(part) is type(before) and type(part) in (int, list):
                before += part
                part = before
            self._fields[name] = part

    def ended(self, chunk: Chunk, error: VectorizerError) -> None:
        """No answer, or one that refused the whole chunk."""
        named: dict[int, dict[str, Any]] = {}
        if isinstance(error, APIStatusError):
            named = _named_items(error, chunk)
            renumber_error(error, chunk)
        if error.in_doubt:
            self._left(chunk, "unknown")
        elif isinstance(error, APIStatusError):
            if isinstance(error.report, self.model) and error.report.get("count") == len(chunk.indexes):
                # An atomic batch that was refused has a report that the server made.
                self.answered(chunk, error.report)
                first = first_failure(error.report)
                if first:
                    error.explain(first)
            else:
                self._refused(chunk, error, named)
        else:
            self._left(chunk, "not_sent")

    def unanswered(self, chunk: Chunk) -> None:
        self._left(chunk, "unknown")

    def not_sent(self, chunk: Chunk) -> None:
        self._left(chunk, "not_sent")

    @property
    def in_doubt(self) -> bool:
        """Whether items may have been applied that no answer tells of."""
        return bool(self._unsettled["unknown"])

    def _reach(self, chunk: Chunk) -> None:
        self.reached = max(self.reached, *chunk.indexes, -1)

    def _kept(self, results: list[Any]) -> list[Any]:
        """The results, or those of them that the caller has something to do about."""
        if self._keep_results or not self.is_counted:
            return results
        return [item for item in results if item.get("status") in _UNSETTLED]

    def build(self) -> Model:
        results = [item for _, part in sorted(self._chunks, key=lambda pair: pair[0]) for item in part]
        if "results" in self._fields:
            own = self._fields["results"]
            results = own + results
            # Those of answers are in order already.
            self._fields["results"] = (
                sorted(results, key=attrgetter("index")) if own and self.is_counted else results
            )
        if isinstance(self._fields.get("errors"), list):
            self._fields["errors"].sort(key=lambda item: item.index)
        made = {**self._fields}
        made.update({name: sorted(indexes) for name, indexes in self._unsettled.items() if indexes})
        if self.is_counted:
            # `resume=` takes no report of another operation.
            made["operation"] = self._operation
        return self.model.model_construct({*made}, **made)

    def _refused(self, chunk: Chunk, error: APIStatusError, named: Mapping[int, Mapping[str, Any]]) -> None:
        """The items that the answer names failed, and the others were aborted; where it names none, all failed."""
        problem = _problem(error)
        failed = chunk.only(lambda place: place in named) if named else chunk
        self._reach(failed)
        self._count(failed, "failed")
        for place, index, identity in zip(failed.places, failed.indexes, failed.ids, strict=True):
            own = {**problem, **named.get(place, {})}
            self._add("results", index=index, id=identity, status="failed", error=self._problem_of_item(own))
            self._add("errors", index=index, id=identity, code=own["code"], detail=own["detail"])
        if named:
            self._aborted(chunk.only(lambda place: place not in named))

    def _aborted(self, chunk: Chunk) -> None:
        """Items that were sent, and not done as others of their request were refused."""
        if not chunk.indexes:
            return
        self._reach(chunk)
        self._count(chunk, "aborted")
        # A report without results, as an import's, has these all the same: `resume=` asks for them.
        own = self._fields.setdefault("results", [])
        field = self.model.model_fields.get("results")
        item: type[Model] = Model if field is None else get_args(field.annotation)[0]
        for index, identity in zip(chunk.indexes, chunk.ids, strict=True):
            members = {"index": index, "id": identity or "", "status": "aborted"}
            own.append(item.model_construct({*members}, **members))

    def _problem_of_item(self, problem: dict[str, Any]) -> Any:
        """The problem as the model that the results of this report have for it."""
        results = self.model.model_fields.get("results")
        item = get_args(results.annotation)[0] if results is not None else None
        field = item.model_fields.get("error") if item is not None else None
        options = [] if field is None else [field.annotation, *get_args(field.annotation)]
        model = next((one for one in options if isinstance(one, type) and issubclass(one, Model)), None)
        return problem if model is None else model.model_construct({*problem}, **problem)

    def _left(self, chunk: Chunk, status: str) -> None:
        self._reach(chunk)
        self._unsettled[status] += chunk.indexes
        self._fields["count"] = self._fields.get("count", 0) + len(chunk.indexes)
        for index, identity in zip(chunk.indexes, chunk.ids, strict=True):
            self._add("results", index=index, id=identity, status=status)

    def _count(self, chunk: Chunk, name: str) -> None:
        for counter in ("count", name):
            self._fields[counter] = self._fields.get(counter, 0) + len(chunk.indexes)

    def _add(self, name: str, **members: Any) -> None:
        field = self.model.model_fields.get(name)
        # An id is a text in every report, also in one on an item without: `resume=` takes no other.
        members["id"] = members["id"] or ""
        if field is not None:
            self._fields[name].append(get_args(field.annotation)[0].model_construct({*members}, **members))

    def _take_over(self, previous: Model) -> None:
        """Begin with what an earlier report has settled."""
        again = resend_of(previous)
        for name, part in dict(previous).items():
            if name in _UNSETTLED or name == "errors" or (name == "results" and name not in self._fields):
                continue
            self._fields[name] = (
                [item for item in part if getattr(item, "index", None) not in again.indexes]
                if isinstance(part, list)
                else part
            )
        if isinstance(self._fields.get("count"), int):
            self._fields["count"] -= len(again.indexes)


def column(items: Iterable[Any], name: str) -> list[Any]:
    """A member of each item that an answer tells of, which may be one that the contract does not have."""
    return [told[name] if name in (told := item.__dict__) else item.get(name) for item in items]


def resend_of(report: Model) -> Resend:
    """The items that an earlier report leaves to be sent again."""
    left = [*report.get("unknown", ()), *report.get("not_sent", ()), *aborted_in(report)]
    again = {*left, *failed_in(report)}
    return Resend(frozenset(again), report.get("count", 0), frozenset(report.get("unknown", ())))


def failed_in(report: Model) -> list[int]:
    """The indexes of items that were refused."""
    return sorted({*_with_status(report, "failed"), *(item["index"] for item in report.get("errors", ()))})


def aborted_in(report: Model) -> list[int]:
    """The indexes of items that were not done as others were refused."""
    return sorted(_with_status(report, "aborted"))


def _with_status(report: Model, status: str) -> list[int]:
    results = report.get("results", ())
    # A report without results by contract, which was kept as data, has plain ones.
    plain = [item["index"] for item in results if isinstance(item, dict) and item.get("status") == status]
    models = [item for item in results if isinstance(item, Model)]
    statuses = column(models, "status")
    if status not in statuses:
        return plain
    told = zip(column(models, "index"), statuses, strict=True)
    return plain + [index for index, own in told if own == status]


def first_failure(report: Model) -> str:
    """The first item that was refused, for messages; empty where none was."""
    first = next(iter(report.get("errors", ())), None)
    return "" if first is None else f"first: item {first.index}: {first.code}: {first.detail}"


def partial_error(
    name: str, report: Model, cause: BaseException | None, failing: CallContext | None
) -> BatchPartialError | None:
    """The error for a batch that was cut short, or in which something was not done; `None` when all was.

    `failing` is the first request in whose answer an item failed.
    """
    unknown, not_sent = report.get("unknown", []), report.get("not_sent", [])
    # Counts of answers have been compared with their results, which are many.
    is_settled = report.get("failed") == 0 == report.get("aborted") and not report.get("errors")
    failed, aborted = ([], []) if is_settled else (failed_in(report), aborted_in(report))
    if cause is None and not (unknown or not_sent or failed or aborted):
        return None
    parts = [f"{len(failed)} of {report.get('count')} items failed"]
    parts += [f"{len(aborted)} were aborted with them"] if aborted else []
    parts += [f"{len(unknown)} were sent and never answered"] if unknown else []
    parts += [f"{len(not_sent)} were not sent"] if not_sent else []
    first = first_failure(report)
    tail = f"; {first}" if first else ""
    if isinstance(cause, APIStatusError) and cause.errors and first:
        pass  # The report says the same of the first item.
    elif isinstance(cause, VectorizerError):
        tail = f"; cause: {cause}"
    elif cause is not None:
        tail = f"; cause: {cause!r}"
    return BatchPartialError(
        f"{name}: {', '.join(parts)}{tail}",
        report=report,
        failed=tuple(failed),
        aborted=tuple(aborted),
        unknown=tuple(unknown),
        not_sent=tuple(not_sent),
        item_errors=ItemErrors(report),
        context=cause.context if isinstance(cause, VectorizerError) else failing,
    )


class ItemErrors(Mapping[int, APIStatusError]):
    """The error of each item that the server refused, by index, as if it had been a call of its own; made when asked for."""

    def __init__(self, report: Model) -> None:
        self._problems: dict[int, dict[str, Any]] = {}
        for item in report.get("errors", ()):
            self._problems[item["index"]] = dict(item)
        for item in report.get("results", ()):
            problem = item.get("error") if isinstance(item, Model) else None
            if problem is not None:
                self._problems[item["index"]] = dict(problem)

    def __getitem__(self, index: int) -> APIStatusError:
        problem = self._problems[index]
        code = problem["code"]
        cls = BY_CODE.get(code, APIStatusError)
        own = next((status for status, base in BY_STATUS.items() if issubclass(cls, base)), 0)
        status = problem.get("status", own)
        return error_class(status, code)(
            f"[{code}] item {index}: {problem['detail']}", status=status, code=code, problem=problem
        )

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._problems))

    def __len__(self) -> int:
        return len(self._problems)


def _problem(error: APIStatusError) -> dict[str, Any]:
    return {
        "code": error.code or f"status-{error.status}",
        "status": error.status,
        "title": error.title or "",
        "detail": error.detail or error.message,
    }


def _named_items(error: APIStatusError, chunk: Chunk) -> dict[int, dict[str, Any]]:
    """The problems of the items that a refusal points at, by their places in the request."""
    named: dict[int, dict[str, Any]] = {}
    for one in error.errors:
        found = re.match(rf"{re.escape(chunk.pointer)}/(\d{{1,9}})(?=/|$)", str(one.get("pointer", "")))
        if found is None or int(found[1]) >= len(chunk.indexes):
            continue
        place = int(found[1])
        pointer = renumbered(str(one["pointer"]), chunk)
        detail = one.get("detail")
        named.setdefault(
            place,
            {
                "code": str(one.get("code") or error.code or f"status-{error.status}"),
                "detail": f"{pointer}: {renumbered(detail, chunk)}" if isinstance(detail, str) else pointer,
            },
        )
    return named


def _nothing(annotation: Any, named: object) -> Any:
    """The value that a member of a report of nothing has."""
    if get_origin(annotation) is list:
        return []
    if annotation is bool:
        return False
    if annotation is int:
        return 0
    return named
