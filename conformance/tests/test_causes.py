"""Random sequences that fail for one reason are one cause, told by the one that was made small."""

from __future__ import annotations

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
