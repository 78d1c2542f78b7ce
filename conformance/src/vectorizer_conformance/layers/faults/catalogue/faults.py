"""F1–F24: each fault × {GET, PUT, PATCH, batch_update}."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from vectorizer_conformance.layers.faults.case import Expect, FaultCall, FaultCase
from vectorizer_conformance.layers.faults.catalogue.connections import CONNECTIONS
from vectorizer_conformance.layers.faults.catalogue.problems import STATUSES
from vectorizer_conformance.layers.faults.catalogue.variant import Variant
from vectorizer_conformance.proxy import FaultStep
from vectorizer_conformance.spec import Spec

CALLS = 12
OPERATIONS = ("getVector", "replaceVector", "updateVector", "batchUpdate")
SMOKE = {
    "faults/F5/updateVector/once",
    "faults/F8/getVector/once",
    "faults/F11/replaceVector/500",
    "faults/F13/batchUpdate/reset",
    "faults/F13/updateVector/eof",
    "faults/F15/getVector",
    "faults/F19/updateVector",
}


def faults(spec: Spec) -> Iterator[FaultCase]:
    """The cases; an operation that the contract lacks has none."""
    for operation in OPERATIONS:
        if operation not in spec.operations:
            continue
        for variant in (*CONNECTIONS, *STATUSES):
            yield _case(variant, operation)
        yield _flaky(operation)


def _case(variant: Variant, operation: str) -> FaultCase:
    ident = f"faults/{variant.fault}/{operation}{'/' + variant.name if variant.name else ''}"
    expects = variant.expects_get if operation == "getVector" and variant.expects_get else variant.expects
    call = FaultCall(operation, variant.steps, expects, variant.repeat, variant.options)
    calls: tuple[FaultCall, ...] = (call,)
    if variant.then is not None:
        calls = (
            call,
            replace(
                call, steps=variant.then.steps, expects=variant.then.expects, options=variant.then.options
            ),
        )
    tier = "smoke" if ident in SMOKE else variant.tier
    if variant.rare and operation != "getVector":
        tier = "nightly"
    return FaultCase(
        ident,
        variant.title,
        f"hostile: {variant.fault}",
        calls,
        tier=tier,
        needs=frozenset(variant.needs),
        door=variant.door,
        own_client=variant.own_client or variant.door is not None or variant.api_key is not None,
        timed=variant.timed,
        api_key=variant.api_key,
    )


def _flaky(operation: str) -> FaultCase:
    """F22 in short: a dozen calls over a link with latency, of which some lose their connection."""
    dice = random.Random(f"F22/{operation}")
    lost = set(dice.sample(range(CALLS), 2))
    calls = []
    for number in range(CALLS):
        latency = round(dice.uniform(0.005, 0.04), 4)
        steps = (FaultStep(latency=latency, cut=0, end="rst"),) if number in lost else ()
        # Bounds of the backoff are checked elsewhere; here latency is in the measure.
        expect = Expect(attempts=(len(steps) + 1, len(steps) + 1))
        calls.append(FaultCall(operation, (*steps, FaultStep(deliver=1, latency=latency)), (expect,)))
    return FaultCase(
        f"faults/F22/{operation}",
        "Over a slow and lossy link every call succeeds, and takes effect once",
        "hostile: F22",
        tuple(calls),
        needs=frozenset({"retries"}),
        own_client=True,
    )
