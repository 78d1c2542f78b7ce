"""The metamorphic rules on one row."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from random import Random

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.layers.model.client_caller import AdapterRefused
from vectorizer_conformance.layers.model.metamorphic import RULES, Broken, Lab
from vectorizer_conformance.layers.model.metamorphic.lab import Rule
from vectorizer_conformance.layers.model.play import NAMES
from vectorizer_conformance.layers.model.requirement import verdict
from vectorizer_conformance.layers.model.rows import Stage
from vectorizer_conformance.layers.model.sequence import Step
from vectorizer_conformance.report.model import Outcome, Verdict
from vectorizer_conformance.wire import WireError


async def judge_rules(
    stage: Stage, seed: int, rounds: int, wanted: Callable[[str], bool], take: Callable[[Verdict], None]
) -> None:
    """Each rule, `rounds` times with other data; a verdict for each."""
    for name, rule in RULES.items():
        if not wanted(f"model/metamorphic/{name}"):
            continue
        started = time.monotonic()
        outcome: Outcome = "pass"
        reasons: tuple[str, ...] = ()
        for number in range(seed, seed + rounds):
            outcome, reasons = await _round(stage, name, rule, number)
            if outcome != "pass":
                break
        ms = (time.monotonic() - started) * 1000
        title = (rule.__doc__ or name).strip().rstrip(".")
        take(verdict(stage.row, "metamorphic", name, outcome, reasons, title=title, ms=ms))


async def _round(stage: Stage, name: str, rule: Rule, seed: int) -> tuple[Outcome, tuple[str, ...]]:
    space = stage.space(f"rule {name} {seed}")
    again = f"seed {seed}: run --layer model --topic model/metamorphic/{name} --seed {seed}"
    async with stage.at_once:
        try:
            await rule(Lab(stage.caller, space, Random(f"{name} {seed}")))
            return "pass", ()
        except Broken as broken:
            return "fail", (str(broken).replace(f"{space.token}-", ""), again)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            return "fail", (f"an answer of another shape: {type(error).__name__}: {error}", again)
        except WireError as error:
            return "fail" if stage.adapter is None else "errored", (f"the server gave no answer: {error}",)
        except (AdapterBroken, AdapterRefused) as error:
            return "errored", (str(error),)
        finally:
            for collection in NAMES:
                with contextlib.suppress(WireError):
                    await stage.looks.make(Step("deleteCollection", {"collection": collection}), space)
