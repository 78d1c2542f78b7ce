"""Strict readers of YAML and JSON."""
