"""Who tests the tests: known bugs are seeded into the parts, and the suite must find them."""

from vectorizer_conformance.mutate.mutant_files import Mutant, MutantError, load_mutants
from vectorizer_conformance.mutate.mutants_run import run_mutants

__all__ = ["Mutant", "MutantError", "load_mutants", "run_mutants"]
