# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""Code that follows from openapi.yaml: generated, and not to be edited."""
