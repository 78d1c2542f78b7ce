"""Operations of the contract that the model lacks, by the table of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vectorizer_conformance.casefile.operations import OperationRow
from vectorizer_conformance.layers.model.rules import MOVES
from vectorizer_conformance.oracle.meanings import MEANINGS
from vectorizer_conformance.syntax.problem import FileProblem

MEANING = "vectorizer_conformance/oracle/meanings.py"
MOVE = "vectorizer_conformance/layers/model/rules.py"


def gaps(rows: Mapping[str, OperationRow]) -> Iterator[FileProblem]:
    """A problem for each operation that the model predicts by the table and does not know, or knows and must not."""
    drawn = {operation for _, _, operations in MOVES for operation in operations}
    for name, row in rows.items():
        if row.modelled and name not in MEANINGS:
            words = f"the operation {name} has no meaning: add one to MEANINGS, or `model: false` to its row in operations.yaml"
            yield FileProblem(MEANING, 1, name, words)
        if row.modelled and name not in drawn:
            words = f"no move calls {name}: add one to MOVES, or `model: false` to its row in operations.yaml"
            yield FileProblem(MOVE, 1, name, words)
    for name in sorted((MEANINGS.keys() | drawn) - {name for name, row in rows.items() if row.modelled}):
        words = f"{name} is no operation that the model predicts, by operations.yaml: remove it"
        yield FileProblem(MEANING, 1, name, words)
