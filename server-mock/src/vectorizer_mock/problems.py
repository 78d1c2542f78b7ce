"""Problems: every way in which a request can be refused, by the codes of the contract (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .contract import answers
from .contract.problems import PROBLEMS
from .unset import UNSET

Path = tuple[Any, Any] | None
"""A place in the request as a chain `(parent, token)`: cheap to pass down, rendered only when something is wrong."""


def pointer(path: Path) -> str:
    """The JSON Pointer (RFC 6901) of a place."""
    tokens: list[str] = []
    while path is not None:
        path, token = path
        tokens.append(str(token).replace("~", "~0").replace("/", "~1"))
    return "".join("/" + token for token in reversed(tokens))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong, and where."""

    path: Path
    code: str
    detail: str
    limit: int | None = None

    def to_json(self) -> dict[str, Any]:
        return answers.field_error(pointer=pointer(self.path), code=self.code, detail=self.detail)


class Problem(Exception):
    """A refusal or failure; `code` decides the status and the title."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Iterable[FieldError] = (),
        limit: int | None = None,
        report: Mapping[str, Any] | None = None,
        version: int | None = None,
        retry_after: int | None = None,
        allow: Iterable[str] = (),
        close: bool = False,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.limit = limit
        self.report = report
        self.version = version
        self.retry_after = retry_after
        self.allow = tuple(allow)
        self.close = close

    @property
    def status(self) -> int:
        return PROBLEMS[self.code][0]

    @property
    def title(self) -> str:
        return PROBLEMS[self.code][1]

    def to_item(self) -> dict[str, Any]:
        """The problem of one item of a batch, which has no request id of its own."""
        return answers.item_problem(
            code=self.code,
            status=self.status,
            title=self.title,
            detail=self.detail,
            errors=[error.to_json() for error in self.errors] or UNSET,
        )

    def to_json(self, request_id: str) -> dict[str, Any]:
        """The body of the answer."""
        return answers.problem(
            type=f"urn:vectorizer:problem:{self.code}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            code=self.code,
            request_id=request_id,
            errors=[error.to_json() for error in self.errors] or UNSET,
            limit=UNSET if self.limit is None else self.limit,
            report=UNSET if self.report is None else self.report,
        )


_SHOWN = 100


class Report:
    """Collects what is wrong with a request, so that one answer names all of it."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, path: Path, code: str, detail: str, limit: int | None = None) -> None:
        if len(self.errors) < _SHOWN:
            self.errors.append(FieldError(path, code, detail, limit))

    def raise_if_any(self) -> None:
        """Raises the one problem that stands for all: of their code if they agree, else `validation-failed`."""
        if not self.errors:
            return
        first = self.errors[0]
        codes = {error.code for error in self.errors}
        code = first.code if len(codes) == 1 else "validation-failed"
        more = f" ({len(self.errors) - 1} more)" if len(self.errors) > 1 else ""
        limits = {error.limit for error in self.errors}
        raise Problem(
            code,
            f"{pointer(first.path)}: {first.detail}{more}",
            errors=self.errors,
            limit=limits.pop() if len(limits) == 1 else None,
        )


def problem_at(path: Path, code: str, detail: str, limit: int | None = None) -> Problem:
    """The problem of one thing that is wrong with a request; its detail begins with the place."""
    errors = [FieldError(path, code, detail)]
    return Problem(code, f"{pointer(path)}: {detail}", errors=errors, limit=limit)


def collection_not_found(name: str) -> Problem:
    return Problem("collection-not-found", f'The collection "{name}" does not exist.')


def vector_not_found(collection: str, key: str) -> Problem:
    return Problem("vector-not-found", f'The vector "{key}" does not exist in "{collection}".')
