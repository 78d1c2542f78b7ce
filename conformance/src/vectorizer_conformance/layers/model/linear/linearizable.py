"""Wing and Gong's search for an order of the calls that explains every answer, remembering where it has been."""

from __future__ import annotations

import json
from collections.abc import Sequence

from vectorizer_conformance.layers.model.linear.concurrent import IDENT, ConcurrentCall
from vectorizer_conformance.layers.model.sequence_run import judge
from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle import Model
from vectorizer_conformance.oracle.collection import Collection, StoredRecord
from vectorizer_conformance.oracle.record import Record

State = Record | int
"""The record of the id, or its last version where it is not there: 0 when there was none."""


def explains(events: Sequence[ConcurrentCall], start: State = 0) -> list[ConcurrentCall] | None:
    """An order in which the model of one id gives these answers, or None: the history is not linearizable.

    An order keeps a call before every call that began after its return. A call without an answer may have
    happened at any time after its beginning, or not at all.
    """
    wanted = frozenset(i for i, event in enumerate(events) if event.seen is not None)
    order: list[int] = []
    been: set[tuple[frozenset[int], str]] = set()

    def search(done: frozenset[int], state: State) -> bool:
        if wanted <= done:
            return True
        key = (done, _frozen(state))
        if key in been:
            return False
        been.add(key)
        left = [i for i in range(len(events)) if i not in done]
        # Whoever returned first bounds who can be next.
        horizon = min(events[i].returned for i in left if events[i].seen is not None)
        for i in left:
            if events[i].invoked > horizon:
                continue
            fits, after = happen(state, events[i])
            if fits:
                order.append(i)
                if search(done | {i}, after):
                    return True
                order.pop()
        return False

    return [events[i] for i in order] if search(frozenset(), start) else None


def happen(state: State, event: ConcurrentCall) -> tuple[bool, State]:
    """Whether the event's answer is the one that the model gives in this state, and the state after it."""
    model = Model(_no_text)
    name = event.step.args["collection"]
    collection = model.collections[name] = Collection(name, 2, "dot_product", _no_text)
    if isinstance(state, Record):
        collection.records[IDENT] = StoredRecord(state)
    else:
        collection.last_versions[IDENT] = state
    expected = model.apply(event.step.operation, event.step.args)
    fits = event.seen is None or not judge(expected, event.seen)
    stored = collection.records.get(IDENT)
    return fits, stored.record if stored is not None else collection.last_versions.get(IDENT, 0)


def _frozen(state: State) -> str:
    if isinstance(state, int):
        return str(state)
    metadata = json.dumps(dict(state.metadata), sort_keys=True)
    return f"{state.version} {state.vector.data.hex()} {state.text!r} {metadata}"


def _no_text(text: str, dimension: int) -> Vector:
    raise AssertionError("these histories hold no texts")
