"""The conformance suite of the vectorizer contract: it asks whether a server or a client does what the spec says."""

__version__ = "0.1.0"

__all__ = ["__version__"]
