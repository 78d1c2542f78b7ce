# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The operations as methods, a module for each tag of the contract: `_async` and `_sync` are one template."""
