"""Strict readers of YAML and JSON, and numbers as float32 bytes."""
