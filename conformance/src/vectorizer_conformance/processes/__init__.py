"""Processes that the suite starts: their ends, and the secrets in their commands."""
