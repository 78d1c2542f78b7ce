"""Case files that tests write, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_conformance.casefile import CaseFileError, load_cases
from vectorizer_conformance.spec import Spec

GOOD = """\
# A file of cases.
about: x
defaults: {clause: code:zero-vector, collections: {c: {}}}
cases:
  - id: one
    title: One
    steps:
      - operation: getVector
        with: {id: a}
        expect: {status: 200}
"""
ONE_STEP = GOOD.replace("    steps:\n      - operation", "    operation").replace("        ", "    ")


def problems(root: Path, text: str, spec: Spec | None = None, name: str = "a.yaml") -> list[str]:
    (root / name).write_text(text)
    with pytest.raises(CaseFileError) as caught:
        load_cases(root, spec)
    return [str(problem) for problem in caught.value.problems]
