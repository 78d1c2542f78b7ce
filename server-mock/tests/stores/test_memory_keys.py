"""The bounds on the memory store's idempotency keys."""

from __future__ import annotations

import pytest
from vectorizer_mock.stores import KeyBusyError, KeyLimits, StoredAnswer
from vectorizer_mock.stores.memory.keys import KeyTable


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def keep(table: KeyTable, key: str, body: bytes = b"") -> None:
    entry = table.begin("", key, b"f")
    assert entry.answer is None
    table.finish(entry, StoredAnswer(200, body=body))


def knows(table: KeyTable, key: str) -> bool:
    """Whether there is an answer under a key, which stays as it is."""
    entry = table.begin("", key, b"f")
    if entry.answer is None:
        table.abandon(entry)
    return entry.answer is not None


def test_keys_go_when_they_are_too_old_or_too_many() -> None:
    clock = Clock()
    table = KeyTable(KeyLimits(seconds=100, keys=3), clock)
    for key in "abcd":
        keep(table, key)
    assert [knows(table, key) for key in "dabc"] == [True, False, True, True]
    clock.now = 101
    assert not knows(table, "d")


def test_keys_go_when_their_answers_are_too_large() -> None:
    table = KeyTable(KeyLimits(size=10_000), Clock())
    keep(table, "a", b"x" * 6000)
    keep(table, "b", b"x" * 6000)
    assert [knows(table, key) for key in "ba"] == [True, False]


def test_a_key_whose_request_still_runs_never_goes() -> None:
    table = KeyTable(KeyLimits(keys=3), Clock())
    table.begin("", "running", b"f")
    for key in "abcdef":
        keep(table, key)
    with pytest.raises(KeyBusyError):
        table.begin("", "running", b"f")
