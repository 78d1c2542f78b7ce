"""Tests that any store must pass."""
