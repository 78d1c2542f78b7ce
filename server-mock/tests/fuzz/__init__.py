"""Hostile requests, made at random, and what asks a server with them: `./run fuzz`."""
