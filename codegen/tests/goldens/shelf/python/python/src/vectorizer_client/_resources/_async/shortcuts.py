# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Calls on collections that take one request or more. Awaited."""

from __future__ import annotations


class AsyncShortcuts:
    """Of these operations none is made of others."""
