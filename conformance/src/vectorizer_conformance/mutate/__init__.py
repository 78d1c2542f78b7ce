"""Who tests the tests: known bugs are seeded into the parts, and the suite must find them."""

from vectorizer_conformance.mutate.command import run_mutants
from vectorizer_conformance.mutate.load import Mutant, MutantError, load_mutants

__all__ = ["Mutant", "MutantError", "load_mutants", "run_mutants"]
