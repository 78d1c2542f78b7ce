"""The contract as this suite reads it: operations, routes, schemas."""

from vectorizer_conformance.spec.checker import Checker
from vectorizer_conformance.spec.document import Operation, Parameter, Spec, load_spec
from vectorizer_conformance.spec.reading import SpecError

__all__ = ["Checker", "Operation", "Parameter", "Spec", "SpecError", "load_spec"]
