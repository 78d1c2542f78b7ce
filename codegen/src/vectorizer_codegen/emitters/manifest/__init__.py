"""The conformance suite's manifest: every operation as data, and the contract bundled as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from ... import ir, render
from ...names import error_class
from .. import Files
from .operations import operation_data

DIRECTORY = "conformance/src/vectorizer_conformance/_generated"


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """`manifest.json` in document order, and `openapi.json` with sorted members."""
    contract = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    manifest = {
        "about": "Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.",
        "title": api.title,
        "version": api.version,
        "contract_sha256": hashlib.sha256(contract.encode("utf-8")).hexdigest(),
        "servers": list(api.servers),
        "problem_codes": {
            code.code: {"status": code.status, "title": code.title, "class": error_class(code.code)}
            for code in api.problem_codes
        },
        "error_classes": {str(one.status): one.name for one in api.error_classes},
        "retry": asdict(api.retry),
        "idempotency_store": asdict(api.idempotency_store) if api.idempotency_store else None,
        "packed_vectors": api.packed_vectors,
        "schemas": [named.name for named in api.schemas],
        "operations": {
            operation.operation_id: operation_data(api, operation) for operation in api.operations
        },
    }
    policy = render.environment("manifest").get_template("policy.py.j2").render(api=api)
    return {
        **render.format_python({f"{DIRECTORY}/policy.py": policy}),
        f"{DIRECTORY}/__init__.py": '"""Generated from openapi.yaml by vectorizer-codegen. Do not edit."""\n',
        f"{DIRECTORY}/manifest.json": json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
        + "\n",
        f"{DIRECTORY}/openapi.json": contract,
    }
