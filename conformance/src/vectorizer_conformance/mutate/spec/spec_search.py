"""Finds the first stage that fails on a mutant and names it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field

from vectorizer_conformance.mutate.spec.ground import Ground, StageFailure
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.spec_record import Kill
from vectorizer_conformance.mutate.spec.stages import STAGES

# What a stage can't do without.
NEEDS = {
    "requests": ("load",),
    "answers": ("load", "generate"),
    "types": ("generate",),
    "start": ("generate",),
    "cases": ("load", "generate", "start"),
}


@dataclass
class Result:
    """The fate of one mutant: the kill, what the failure said, and failures that did not name the mutant."""

    mutant: SpecMutant
    kill: Kill | None = None
    message: str = ""
    unnamed: list[str] = field(default_factory=list)


def order(mutant: SpecMutant) -> tuple[str, ...]:
    """The stages, the cheapest that are likely first."""
    if mutant.kind in ("status", "link", "header", "problem code", "security"):
        return ("load", "rules", "generate", "answers", "start", "cases", "types")
    if mutant.kind in ("field", "required", "default"):
        return ("load", "requests", "generate", "answers", "types", "rules", "start", "cases")
    return ("load", "requests", "generate", "answers", "rules", "start", "cases", "types")


async def search(ground: Ground, mutant: SpecMutant, number: int, recorded: Kill | None = None) -> Result:
    """Go through the stages until one kills it; with a recorded kill, through those that lead to it."""
    result = Result(mutant)
    copy = ground.copied(f"mutant-{number}", mutant.applied(ground.spec.document))
    copy.hint = recorded.by if recorded else None
    try:
        for name in order(mutant):
            if recorded and name not in (recorded.stage, *NEEDS.get(recorded.stage, ())):
                continue
            failures: list[StageFailure] = await STAGES[name](ground, copy, mutant)
            killer = next((failure for failure in failures if mutant.names(failure.message)), None)
            if killer is not None:
                result.kill, result.message = Kill(name, killer.ident), killer.message
                break
            result.unnamed += [f"{name}: {failure.message}"[-300:] for failure in failures[:3]]
            # A contract that the cases do not fit can be generated all the same; what can't start can't be asked.
            if failures and (name in ("generate", "start") or (name == "load" and copy.spec is None)):
                break
    finally:
        if copy.pool is not None:
            await copy.pool.close()
        shutil.rmtree(copy.folder, ignore_errors=True)
    return result
