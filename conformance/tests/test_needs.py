"""The needs of a case follow from its steps; a client that lacks it is `not supported`, and no other."""

from __future__ import annotations

import pytest
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.casefile.structure import Case
from vectorizer_conformance.targets.client_needs import needs, offers

KEPT = {
    "lost-connections",
    "status-407",
    "status-408",
    "redirect-targets",
    "broken-codings",
    "coding-checksums",
    "coding-errors",
    "other-codings",
    "shared-waits",
}


@pytest.fixture(scope="module")
def cases(own_cases: CaseSet) -> dict[str, Case]:
    return {case.id: case for case in own_cases.cases}


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ("client/lost-answers/get-closed", "lost-connections"),
        ("client/lost-answers/patch-answer-lost", "lost-connections"),
        ("client/retry-statuses/search-408", "status-408"),
        ("client/broken-answers/proxy", "status-407"),
        ("client/broken-answers/broken-gzip", "coding-errors"),
        ("client/broken-answers/empty-location", "redirect-targets"),
        ("client/redirects/get-307", "redirect-targets"),
        ("client/streams/gzip-no-end", "broken-codings"),
        ("client/streams/record-checksum", "coding-checksums"),
        ("client/codings/deflate", "other-codings"),
        ("client/handshakes/json", "shared-waits"),
    ],
)
def test_what_a_runtime_may_keep_from_its_client_is_needed_where_it_shows(
    cases: dict[str, Case], case: str, word: str
) -> None:
    assert needs(cases[case]) & KEPT == {word}


@pytest.mark.parametrize(
    "case",
    [
        "client/lost-answers/get-closed-after-headers",  # no runtime sends again what was answered in part
        "client/lost-answers/get-closed-in-the-body",
        "client/retry-statuses/get-503",
        "client/streams/cut-off",
        "client/redirects/scheme-relative",  # that it is refused can be seen, if not where it led
        "update/rfc7396/null-removes-key",
    ],
)
def test_all_else_is_asked_of_every_runtime(cases: dict[str, Case], case: str) -> None:
    assert not needs(cases[case]) & KEPT


def test_few_cases_need_it(cases: dict[str, Case]) -> None:
    assert sum(bool(needs(case) & KEPT) for case in cases.values()) < len(cases) / 50


@pytest.mark.parametrize(
    ("case", "feature"),
    [
        ("client/batch-options/resumed-in-part", {"batch-options"}),
        ("client/limits/silence", {"limits"}),
        ("client/copies/retries", {"copies"}),
        ("client/files/in-parts", {"more-values"}),
        ("client/small-reports/kept-after-lost", {"batch-options", "small-reports"}),
        ("client/split-batches/first-comes-last", set()),
    ],
)
def test_options_that_not_every_client_has_are_asked_of_those_with_the_feature(
    cases: dict[str, Case], case: str, feature: set[str]
) -> None:
    assert offers(cases[case]) == feature
