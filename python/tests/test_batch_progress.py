"""What is told while a batch is sent: to a function, or as a bar."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator

import pytest
import vectorizer_client as v
from batches import (
    applied,
    items,
)
from sides import AsyncSide, Script, Side, SyncSide, problem

pytestmark = pytest.mark.usefixtures("small_requests")


def test_progress_is_told(side: Side) -> None:
    side.open(Script(applied))
    seen: list[v.Progress] = []
    side.call("batch_update", "c", items(21, _3="bad"), raise_on_partial=False, progress=seen.append)
    assert seen[-1] == v.Progress(done=21, failed=1, total=21)
    assert [told.done for told in seen] == sorted(told.done for told in seen)
    side.call("batch_update", "c", iter(items(2)), progress=seen.append)
    assert seen[-1] == v.Progress(done=2, failed=0, total=None)


def test_progress_counts_what_a_refused_request_would_have_done(side: Side) -> None:
    seen: list[v.Progress] = []
    side.open(Script(applied, problem(401, "unauthorized")), retries=0)
    with pytest.raises(v.BatchPartialError):
        side.call("batch_update", "c", items(15), progress=seen.append, concurrency=1)
    assert seen == [v.Progress(10, 0, 15), v.Progress(15, 5, 15)]


def test_progress_counts_what_is_sent_when_resuming(side: Side) -> None:
    seen: list[v.Progress] = []
    side.open(Script(applied))
    report = side.call("batch_update", "c", items(21, _3="bad"), raise_on_partial=False)
    side.call("batch_update", "c", items(21), resume=report, progress=seen.append)
    assert seen == [(1, 0, 1)]


def test_a_bar_is_drawn_without_any_library(
    side: Side, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    side.open(Script(applied))
    side.call("batch_update", "c", items(25), progress=True, concurrency=1)
    bar = r"\rbatch_update: 10 of 25 items \(40 %\), \d+/s, \d+ s left.*\rbatch_update: 25 of 25 items \(100 %\), \d+/s, 0 s left *\n"
    assert re.fullmatch(bar, capsys.readouterr().err)
    side.call("batch_update", "c", iter(items(2)), progress=True)
    assert re.fullmatch(r"(\rbatch_update: 2 items, \d+/s)+\n", capsys.readouterr().err)


def test_a_bar_ends_with_a_batch_that_is_interrupted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)

    def some() -> Iterator[object]:
        yield from items(25)
        raise KeyboardInterrupt

    side = SyncSide()
    side.open(Script(applied))
    with pytest.raises(KeyboardInterrupt):
        side.call("batch_update", "c", some(), progress=True, concurrency=1)
    assert capsys.readouterr().err.endswith("\n")


def test_a_bar_is_tqdms_where_it_is_installed(side: Side, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    side.open(Script(applied))
    side.call("batch_update", "c", items(25), progress=True)
    assert re.search(r"batch_update: 100%\|.*25/25 \[.*items/s\]", capsys.readouterr().err)


def test_a_callback_may_be_async_where_somebody_awaits_it() -> None:
    seen: list[int] = []

    async def tell(progress: v.Progress) -> None:
        await asyncio.sleep(0)
        seen.append(progress.done)

    side = AsyncSide()
    side.open(Script(applied))
    side.call("batch_update", "c", items(21), progress=tell)
    assert sorted(seen)[-1] == 21
    side.close()
    blocking, script = SyncSide(), Script(applied)
    blocking.open(script)
    with pytest.raises(v.ConfigurationError, match="progress must not be an async function"):
        blocking.call("batch_update", "c", items(1), progress=tell)
    with pytest.raises(v.ConfigurationError, match="progress must be True or a function, got int"):
        blocking.call("batch_update", "c", items(1), progress=1)
    assert script.requests == []
    blocking.close()


def test_a_callback_of_other_arguments_is_refused_before_anything_is_sent(side: Side) -> None:
    side.open(script := Script(applied))
    for wrong in (lambda done, total: None, lambda: None, lambda told, *, loud: None):
        with pytest.raises(TypeError, match="progress must be a function of one argument"):
            side.call("batch_update", "c", items(1), progress=wrong)
    assert script.requests == []
    # `max` does not say what it takes.
    seen: list[v.Progress] = []
    for right in (lambda told, loud=False: None, lambda *told: None, seen.append, max):
        side.call("batch_update", "c", items(1), progress=right)
