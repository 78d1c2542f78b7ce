"""The metamorphic rules on one row."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.fault import unexpected
from vectorizer_conformance.layers.model.client_caller import AdapterRefused
from vectorizer_conformance.layers.model.metamorphic import RULES, Broken, Lab
from vectorizer_conformance.layers.model.metamorphic.lab import Rule
from vectorizer_conformance.layers.model.metamorphic.shown import shown
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
        title = (rule.__doc__ or name).strip().rstrip(".")
        made = verdict(stage.row, "metamorphic", name, "pass", title=title)
        for number in range(seed, seed + rounds):
            made = await _round(stage, made, name, rule, number)
            if made.outcome != "pass":
                break
        take(replace(made, ms=(time.monotonic() - started) * 1000))


async def _round(stage: Stage, made: Verdict, name: str, rule: Rule, seed: int) -> Verdict:
    space = stage.space(f"rule {name} {seed}")
    again = f"seed {seed}: run --layer model --topic model/metamorphic/{name} --seed {seed}"
    lab = Lab(stage.caller, space, Random(f"{name} {seed}"))

    def ends(outcome: Outcome, *reasons: str) -> Verdict:
        return replace(made, outcome=outcome, reasons=reasons)

    async with stage.at_once:
        try:
            await rule(lab)
            return made
        except Broken as broken:
            failed = ends("fail", str(broken).replace(f"{space.token}-", ""), again)
            return replace(failed, repro=shown(stage, lab, broken, failed))
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            return ends("fail", f"an answer of another shape: {type(error).__name__}: {error}", again)
        except WireError as error:
            why = f"the server gave no answer: {error}"
            return ends("fail" if stage.adapter is None else "errored", why)
        except (AdapterBroken, AdapterRefused) as error:
            return ends("errored", str(error))
        except Exception as error:
            return ends("errored", unexpected(error))
        finally:
            for collection in NAMES:
                with contextlib.suppress(WireError):
                    await stage.looks.make(Step("deleteCollection", {"collection": collection}), space)
