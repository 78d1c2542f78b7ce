"""Tests of the store in PostgreSQL alone; they run with `--store postgres`."""
