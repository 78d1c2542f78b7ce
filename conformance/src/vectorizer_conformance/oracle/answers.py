"""Expected answers, and the refusals of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vectorizer_conformance._generated.policy import STATUS_OF_CODE


class Refusal(Exception):
    """The call is refused with one of these codes: more than one where several rules are broken at once."""

    def __init__(self, *codes: str, etag: int | None = None, report: Any = None) -> None:
        super().__init__(*codes)
        self.codes, self.etag, self.report = tuple(dict.fromkeys(codes)), etag, report


@dataclass(frozen=True)
class ExpectedAnswer:
    """The expected answer: a success with a body, or a problem with one of `codes`."""

    status: int
    body: Any = None
    codes: tuple[str, ...] = ()
    etag: int | None = None
    replayed: bool = False

    @classmethod
    def of(cls, refused: Refusal) -> ExpectedAnswer:
        body = {"report": refused.report} if refused.report is not None else None
        return cls(STATUS_OF_CODE[refused.codes[0]], body, refused.codes, refused.etag)

    @property
    def refused(self) -> bool:
        return bool(self.codes)

    @property
    def statuses(self) -> frozenset[int]:
        return frozenset({STATUS_OF_CODE[code] for code in self.codes} or {self.status})

    def again(self) -> ExpectedAnswer:
        """The same answer, replayed for an Idempotency-Key."""
        return replace(self, replayed=True)
