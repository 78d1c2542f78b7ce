"""Looks for a requirement of each layer that finds a mutant, and asks it twice before it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from vectorizer_conformance.casefile import Case
from vectorizer_conformance.mutate.kill_record import Kills
from vectorizer_conformance.mutate.mutant_files import Mutant
from vectorizer_conformance.mutate.suite import Suite, flagged
from vectorizer_conformance.mutate.workspace import Commands, Same, WorkspaceError, rows
from vectorizer_conformance.report.contents import Verdict

# What every run asks of an adapter first. It is no case of its own: any case asks it.
SMOKE = "adapter/smoke"
MOST_KNOWN = 20
TRIES = 4


def tells(verdict: Verdict) -> bool:
    """Whether a verdict finds a bug: what could not be judged blames nobody, but that a client makes no call is told."""
    return verdict.breaks and (verdict.outcome != "errored" or verdict.id == SMOKE)


def _alone(layer: str, ident: str) -> bool:
    """Whether a requirement can be asked by itself: not what Schemathesis says from its seed, or is of a whole row."""
    return layer != "contract" and not ident.startswith(("adapter/", "suite/"))


def _row(mutant: Mutant) -> str:
    return " ".join([mutant.part, *filter(None, rows(mutant.part, mutant.file))])


@dataclass
class MutantResult:
    """The result of one mutant in this run: layer → the requirement that found it, or None."""

    mutant: Mutant
    killed: Kills = field(default_factory=dict)
    error: str | None = None
    same: bool = False
    """Whether the same program is built with it."""

    @property
    def dead(self) -> bool:
        return any(self.killed.values())


@dataclass
class Search:
    """The search of one session. `known` are requirements that a part fails without a bug, by its name and rows: they
    tell nothing."""

    suite: Suite
    known: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _tried: set[tuple[str, str]] = field(default_factory=set)
    _locks: dict[tuple[str, str], asyncio.Lock] = field(default_factory=dict)

    async def fails_anyway(self, mutant: Mutant, layer: str, ident: str) -> bool:
        """Whether the part as it is fails it too, asked now and in the same way: the first trial was in another."""
        row = _row(mutant), layer
        if not _alone(layer, ident):
            await self._try_all(mutant, layer)
            return ident in self.known[row]
        failed = any(v.id == ident and v.breaks for v in await self._without_bug(mutant, layer, [ident]))
        if failed:
            self._know(row, {ident})
        return failed

    async def _try_all(self, mutant: Mutant, layer: str) -> None:
        """Try the whole layer on the part as it is, once a session: only for what can't be asked alone, as it takes long."""
        row = _row(mutant), layer
        async with self._locks.setdefault(row, asyncio.Lock()):
            if row not in self._tried:
                self._know(row, {v.id for v in await self._without_bug(mutant, layer) if v.breaks})
                self._tried.add(row)

    async def _without_bug(self, mutant: Mutant, layer: str, topics: Sequence[str] = ()) -> list[Verdict]:
        async with self.suite.built(mutant.part, [layer], mutant, seeded=False) as made:
            return await self.suite.run(made, [layer], topics)

    def _know(self, row: tuple[str, str], names: Collection[str]) -> None:
        """Keep what a part fails as it is; with very much of it, nothing that the run says can be trusted."""
        self.known[row] = self.known.get(row, frozenset()) | frozenset(names)
        if len(self.known[row]) > MOST_KNOWN:
            some = ", ".join(sorted(self.known[row])[:5])
            words = f"{row[0]} fails {len(self.known[row])} requirements of layer {row[1]} without any bug"
            raise WorkspaceError(f"{words}: {some}, …")

    async def all(self, mutant: Mutant, layers: Sequence[str], *, first: bool) -> MutantResult:
        """Try the layers on one mutant; `first` stops at the first that finds it."""
        result = MutantResult(mutant)
        try:
            async with self.suite.built(mutant.part, layers, mutant) as made:
                for layer in layers:
                    result.killed[layer] = await self.layer(made, layer, mutant)
                    if first and result.dead:
                        break
        except WorkspaceError as error:
            result.error, result.same = str(error), isinstance(error, Same)
        return result

    async def layer(self, made: Commands, layer: str, mutant: Mutant) -> str | None:
        """A requirement of this layer that fails, and fails again when it is asked alone, but not without the bug."""
        groups: list[Sequence[Case] | None] = [None]
        if layer == "cases":
            # What needs a server of its own comes later, and what a clock decides comes last: another requirement
            # may say it for less, or without a clock.
            every: dict[int, list[Case]] = {0: [], 1: [], 2: []}
            for case in self.suite.cases.cases:
                every[2 if case.timed else int(flagged(case))].append(case)
            groups = list(every.values())
        row, unsure = (_row(mutant), layer), set[str]()
        for group in groups:
            if group is not None and not group:
                continue
            tries = 0
            # What turns out to be known costs no try.
            while tries < TRIES + len(known := self.known.get(row, frozenset())):
                tries += 1
                ignored = unsure | known
                failed = await self.suite.run(made, [layer], fast=True, ignore=ignored, only=group)
                if not failed:
                    break
                killer = await self._again(made, layer, [verdict for verdict in failed if tells(verdict)])
                if killer is None:
                    unsure |= {verdict.id for verdict in failed}
                elif not await self.fails_anyway(mutant, layer, killer):
                    return killer
        return None

    async def _again(self, made: Commands, layer: str, failed: Sequence[Verdict]) -> str | None:
        names = sorted({v.id for v in failed}, key=lambda ident: (ident.startswith("adapter/"), ident))
        for ident in names:
            if layer == "contract" or ident.startswith((SMOKE, "suite/")):
                return ident
            if not _alone(layer, ident):
                continue
            if any(v.id == ident and tells(v) for v in await self.suite.run(made, [layer], [ident])):
                return ident
        return names[0] if names and all(name.startswith("adapter/") for name in names) else None
