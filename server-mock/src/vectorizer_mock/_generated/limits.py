# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The limits of the contract, and its version."""

SPEC_VERSION = "0.1.0"

LIMITS: dict[str, int] = {
    "body_bytes": 33554432,
    "batch_items": 10000,
    "text_bytes": 1048576,
    "metadata_bytes": 40960,
    "metadata_depth": 32,
    "metadata_keys": 256,
    "json_depth": 64,
    "id_bytes": 256,
    "dimension": 4096,
    "search_limit": 1000,
    "page_limit": 1000,
    "filter_depth": 32,
    "filter_conditions": 1000,
}
