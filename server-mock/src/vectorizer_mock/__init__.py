"""A vector database in one process: the reference server of the Vectorizer API, and a test double for it."""

__version__ = "0.1.0"
