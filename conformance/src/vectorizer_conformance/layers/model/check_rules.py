"""The metamorphic rules on one row."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.failure import Failure, unexpected
from vectorizer_conformance.layers.model.client_caller import CLIENT_FORMS, AdapterRefusal
from vectorizer_conformance.layers.model.metamorphic import RULES, Broken, RuleContext
from vectorizer_conformance.layers.model.metamorphic.rule_context import Missing, Rule, SetUpRefused
from vectorizer_conformance.layers.model.model_verdicts import verdict
from vectorizer_conformance.layers.model.raw_caller import native
from vectorizer_conformance.layers.model.row_servers import ServerAccess
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.layers.model.sequence_run import NAMES
from vectorizer_conformance.layers.model.stage import Stage
from vectorizer_conformance.reference import encode
from vectorizer_conformance.reference.reference_client import NAME as REFERENCE
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.repro import Client, Reproduction, programs
from vectorizer_conformance.targets.client_repro import act_of
from vectorizer_conformance.targets.offer import lacking
from vectorizer_conformance.targets.servers import ServerError
from vectorizer_conformance.wire import WireError

_SETS_UP = ("createCollection", "batchInsert")


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
            try:
                made = await stage.judge(partial(_round, stage, made, name, rule, number))
            except ServerError as error:
                made = replace(made, outcome="errored", reasons=(str(error),))
            if made.outcome != "pass":
                break
        take(replace(made, ms=(time.monotonic() - started) * 1000))


async def _round(
    stage: Stage, made: Verdict, name: str, rule: Rule, seed: int, access: ServerAccess
) -> Verdict:
    space = stage.space(f"rule {name} {seed}")
    again = f"seed {seed}: run --layer model --topic model/metamorphic/{name} --seed {seed}"
    offer, own = stage.offer, stage.adapter.started if stage.adapter else None
    if own is not None:
        absent = dict.fromkeys(stage.spec.operations.keys() - own.operations, "the client has none")
        offer = replace(offer, absent={**absent, **offer.absent})
    lab = RuleContext(access.caller, space, Random(f"{name} {seed}"), offer)

    def ends(outcome: Outcome, *reasons: str) -> Verdict:
        if outcome == "fail" and own is not None and own.name == REFERENCE:
            outcome, reasons = "errored", (f"the server, not the client: {reasons[0]}", *reasons[1:])
        return replace(made, outcome=outcome, reasons=reasons)

    try:
        await rule(lab)
        return made
    except Missing as missing:
        if stage.adapter is None:
            return ends("not implemented", str(missing))
        if theirs := stage.offer.lacks(missing.names):
            return ends("skipped", lacking(theirs))
        return ends("not implemented", f"the client has no {', '.join(missing.names)}")
    except Broken as broken:
        outcome: Outcome = "errored" if isinstance(broken, SetUpRefused) else "fail"
        failed = ends(outcome, str(broken).replace(f"{space.token}-", ""), again)
        if failed.outcome != outcome:
            return failed
        return replace(failed, repro=_programs(stage, lab, broken.failure, failed))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        return ends("fail", f"an answer of another shape: {type(error).__name__}: {error}", again)
    except WireError as error:
        why = f"the server gave no answer: {error}"
        return ends("fail" if stage.adapter is None else "errored", why)
    except (AdapterBroken, AdapterRefusal) as error:
        return ends("errored", str(error))
    except Exception as error:
        return ends("errored", unexpected(error))
    finally:
        for collection in NAMES:
            with contextlib.suppress(WireError):
                await access.looks.make(SequenceStep("deleteCollection", {"collection": collection}), space)


def _programs(stage: Stage, lab: RuleContext, failure: Failure, verdict: Verdict) -> dict[str, str]:
    """The rule's calls up to the one after which it was broken, which a client's programs make through it.

    A rule relates answers to each other: all are shown but those to what sets its collections up.
    """
    about = (verdict.id, verdict.row, verdict.title, verdict.clause)
    names = [lab.space.collection(name) for name in NAMES]
    started, step = stage.adapter.started if stage.adapter else None, lab.made[-1]
    operations = [one.operation for one in lab.made]
    first = next((n for n, name in enumerate(operations) if name not in _SETS_UP), len(operations) - 1)
    before = [one for made in lab.exchanges[:first] for one in made]
    between = [one for made in lab.exchanges[first:-1] for one in made]
    if started is None:
        made = Reproduction(*about, failure, before, [*between, *lab.exchanges[-1]], names)
        return programs(made, lab.space.token)
    operation = stage.spec.operations[step.operation]
    given, options = lab.space.args(native(dict(step.args), CLIENT_FORMS)), lab.space.call(step.call)
    request = encode(operation, lab.space.args(step.args), options)
    call = act_of(stage.spec, operation, given, {"timeout": 10.0, "retries": 2}, options, request)
    made = Reproduction(*about, failure, before, [*between, call], names, client=Client.of(started))
    return programs(made, lab.space.token)
