"""The ledger of known failures: what it excuses, and what is wrong with it."""

from vectorizer_conformance.waivers.ledger import Ledger, Scope
from vectorizer_conformance.waivers.ledger_file import load_ledger

__all__ = ["Ledger", "Scope", "load_ledger"]
