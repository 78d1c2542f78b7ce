"""The server as a test double: faults, a journal, a clock, seeds and snapshots, around the application."""
