# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Calls on collections that take one request or more. Blocking."""

from __future__ import annotations


class SyncShortcuts:
    """Of these operations none is made of others."""
