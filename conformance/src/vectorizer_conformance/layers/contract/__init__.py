"""Layer 1: what Schemathesis generates from the contract, sent to the server and made through every client."""

from vectorizer_conformance.layers.contract.run import ContractRun

__all__ = ["ContractRun"]
