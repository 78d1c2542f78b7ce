"""Case files: YAML data, one file a topic, read strictly and checked before anything runs."""

from vectorizer_conformance.casefile.clauses import unknown_clauses
from vectorizer_conformance.casefile.errors import CaseFileError
from vectorizer_conformance.casefile.expand import Environment, expand
from vectorizer_conformance.casefile.loader import load_cases
from vectorizer_conformance.casefile.structure import Case, CaseSet, Step
from vectorizer_conformance.syntax.problem import FileProblem

__all__ = [
    "Case",
    "CaseFileError",
    "CaseSet",
    "Environment",
    "FileProblem",
    "Step",
    "expand",
    "load_cases",
    "unknown_clauses",
]
