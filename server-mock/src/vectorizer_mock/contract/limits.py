# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The limits of the contract, its version, and what an Idempotency-Key keeps."""

SPEC_VERSION = "0.1.0"

LIMITS: dict[str, int] = {
    "body_bytes": 33554432,
    "answer_bytes": 67108864,
    "batch_items": 10000,
    "text_bytes": 1048576,
    "metadata_bytes": 40960,
    "metadata_depth": 32,
    "metadata_keys": 256,
    "json_depth": 64,
    "id_bytes": 256,
    "dimension": 4096,
    "search_limit": 1000,
    "search_results": 10000,
    "page_limit": 1000,
    "filter_depth": 32,
    "filter_conditions": 1000,
    "collections": 10000,
    "work_seconds": 30,
}

IDEMPOTENCY_SECONDS = 86400
IDEMPOTENCY_KEYS = 10000
IDEMPOTENCY_BYTES = 268435456
FREE_STATUSES = frozenset([400, 401, 403, 405, 406, 413, 415, 421, 422, 429, 431, 500, 503])
"""Answers with these free their key: nothing was executed."""
FREE_CODES = frozenset(["route-not-found", "idempotency-in-progress"])
