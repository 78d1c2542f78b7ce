"""The server as a test double."""
