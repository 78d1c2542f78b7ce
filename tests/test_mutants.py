"""Every seeded bug still fits the source it changes; a bug that no longer applies would count as one that was never tried."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from vectorizer_conformance.mutate.load import load_mutants

ROOT = Path(__file__).parent.parent


def test_every_seeded_bug_fits_its_source() -> None:
    parts = Counter(mutant.part for mutant in load_mutants(ROOT))
    assert parts["server"] >= 60
    assert parts["python"] >= 50
    assert parts["typescript"] >= 50
