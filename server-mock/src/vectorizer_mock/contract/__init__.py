# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The contract as code: generated from openapi.yaml, and not to be edited."""
