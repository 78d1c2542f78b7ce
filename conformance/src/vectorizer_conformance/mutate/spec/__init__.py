"""Mutants of the contract itself: each statement of `openapi.yaml` is dropped or altered, and something must fail and name it."""

from vectorizer_conformance.mutate.spec.command import run_spec_mutants

__all__ = ["run_spec_mutants"]
