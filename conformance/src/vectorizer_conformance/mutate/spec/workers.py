"""Searches for what kills many mutants, in several processes at once: each takes the next mutant when it is done with one."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from typing import Any

from vectorizer_conformance.mutate.spec.ground import Ground
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.spec_record import Kill
from vectorizer_conformance.mutate.spec.spec_search import Result, search
from vectorizer_conformance.mutate.workspace import WorkspaceError
from vectorizer_conformance.processes.tasks import owning

_fork = get_context("fork")
# From here on it takes less time to judge all kept exchanges before, once for all processes.
MANY = 100
# Seconds for a process to end its servers when the others are cut off.
GRACE = 10.0
Said = tuple[int, "Kill | None", str, "list[str]"]


def search_all(
    ground: Ground, mutants: Sequence[SpecMutant], recorded: Mapping[str, Kill], jobs: int
) -> Iterator[Result]:
    """The results as they come. `ground` is prepared, and shared by the processes as it is."""
    if len(mutants) > MANY:
        ground.judged.all(ground.distinct)
    gc.freeze()
    following, came = _fork.Value("i", 0), _fork.SimpleQueue()
    workers = [
        _fork.Process(target=_work, args=(ground, mutants, recorded, following, came)) for _ in range(jobs)
    ]
    for worker in workers:
        worker.start()
    try:
        for _ in mutants:
            said = came.get()
            if isinstance(said, str):
                raise WorkspaceError(said)
            number, kill, message, unnamed = said
            yield Result(mutants[number], kill, message, unnamed)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(GRACE)
            worker.kill()


def _work(
    ground: Ground, mutants: Sequence[SpecMutant], recorded: Mapping[str, Kill], following: Any,
    came: SimpleQueue[Said | str],
) -> None:  # fmt: skip
    try:
        while True:
            with following.get_lock():
                number = following.value
                following.value += 1
            if number >= len(mutants):
                return
            with owning():
                one = asyncio.run(_searched(ground, mutants[number], number, recorded))
            came.put((number, one.kill, one.message, one.unnamed))
    except Exception as error:
        came.put(f"{mutants[number].name}: {type(error).__name__}: {error}")


async def _searched(ground: Ground, mutant: SpecMutant, number: int, recorded: Mapping[str, Kill]) -> Result:
    """With a recorded kill, that stage first; when it does not kill any more, all of them."""
    kill = recorded.get(mutant.name)
    result = await search(ground, mutant, number, kill)
    if kill and result.kill is None:
        result = await search(ground, mutant, number)
    return result
