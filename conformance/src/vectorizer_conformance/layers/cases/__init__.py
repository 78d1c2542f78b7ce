"""The cases, tried raw on a server and through each client."""

from vectorizer_conformance.layers.cases.run import run_cases

__all__ = ["run_cases"]
