"""Random sequences that fail for one reason are one cause, told by the one that was made small."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.layers.model.model_verdicts import verdict
from vectorizer_conformance.report.causes import causes
from vectorizer_conformance.report.contents import Verdict

ORDER = "step {} (listVectors): /vectors: in another order, expected ('{}'), got ('b')"


def failed(seed: int, *reasons: str) -> Verdict:
    again = f"seed {seed}: run --layer model --topic model/sequence/{seed} --seed {seed}"
    return verdict("server", "sequence", seed, "fail", (reasons[0], again, *reasons[1:]))


def test_sequences_of_one_reason_are_one_cause() -> None:
    found = causes(
        [
            failed(10, ORDER.format("3 of 20", "a")),
            failed(2, ORDER.format("7 of 9", "c"), "shrunk to 2 of 9 steps", "as JSON: []"),
            failed(4, "step 3 of 20 (getVector): /version: expected 1, got 2"),
            failed(5, "step 8 of 20 (getVector): /version: expected 1, got 2"),
            failed(6, "step 3 of 20 (updateVector): /version: expected 1, got 2"),
        ]
    )
    assert [[one.id.rpartition("/")[2] for one in cause.verdicts] for cause in found] == [
        ["2", "10"],
        ["4", "5"],
        ["6"],
    ]
    assert "shrunk to 2 of 9 steps" in found[0].reasons
    assert found[0].reasons[0] == ORDER.format("7 of 9", "c")


def test_causes_come_in_the_order_in_which_a_maintainer_needs_them() -> None:
    told = [
        "step 2: header/etag: expected any text, got nothing",
        "step 1: content type 'text/plain' is not documented for getInfo 200",
        "step 3: body/results/0/score: expected 1.0, got 0.5",
        "step 2: it must change nothing, but the collection is another one now",
        "step 1: expected the problem invalid-id, got 500 'oops'",
        "step 1: the server gave no answer: it closed the connection",
    ]
    bad = [
        Verdict("server", "cases", f"a/{number}", "a", "MUST", "fail", "", "/info", (one,))
        for number, one in enumerate(told)
    ]
    first = [cause.reasons[0] for cause in causes(bad)]
    assert first == [*told[4:], told[3], told[2], *told[:2]]
    # Of equal weight: what breaks more comes first.
    twice = [replace(bad[1], id="a/7"), replace(bad[1], id="b/8", topic="b")]
    assert causes([*bad[:2], *twice])[0].reasons[0] == told[1]
