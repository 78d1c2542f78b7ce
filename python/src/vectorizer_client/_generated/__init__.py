# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Models, request types, errors and operations that follow from openapi.yaml."""
