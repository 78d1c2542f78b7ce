"""The Python client: models, request types, errors, and every operation for the async and the blocking side."""

from __future__ import annotations

from typing import Any

from .. import ir, render
from ..errors import refuse
from . import Files
from .python_models import models_source
from .python_types import Types
from .python_view import operation_view, problem_classes, request_types

ROOT = "python/src/vectorizer_client/_generated"

WRITTEN = {
    "_clients": ("SyncVectorizerClient", "VectorizerClient"),
    "_config": ("InsecureTransportWarning",),
    "_errors": (
        "APIStatusError",
        "BatchPartialError",
        "CallContext",
        "ConfigurationError",
        "ConnectionFailedError",
        "DeadlineExceededError",
        "NotSupportedByServerError",
        "RedirectError",
        "ResponseError",
        "ValidationError",
        "VectorizerError",
    ),
    "_httpx": ("AsyncHttpxTransport", "HttpxTransport"),
    "_models": ("Model", "Timestamp"),
    "_pages": ("AsyncPager", "Pager"),
    "_raw": ("RawResponse",),
    "_retry": ("RetryPolicy",),
    "_stream": ("AsyncRecordStream", "RecordStream"),
    "_transport": ("AsyncReply", "AsyncTransport", "Failure", "Headers", "Reply", "Request", "Transport"),
    "_unset": ("UNSET", "Unset"),
    "_vectors": ("VectorData", "VectorInput"),
    "_version": ("__version__",),
}
"""What the written runtime offers, by module."""


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The package `_generated` of the Python client."""
    types = Types(api)
    views = [operation_view(api, types, operation) for operation in api.operations]
    statuses, codes = problem_classes(api)
    shared = {
        "api": api,
        "operations": views,
        "statuses": statuses,
        "codes": codes,
        "requests": request_types(api, types),
        "models": types.models,
        "request_names": [types.request_name(name) for name in types.requests],
    }
    environment = render.environment("python")
    sources = {
        f"{ROOT}/{name}.py": environment.get_template(f"{name}.py.j2").render(**shared)
        for name in ("__init__", "dispatch", "errors", "operations", "requests")
    }
    client = environment.get_template("client.py.j2")
    for is_async, name in ((True, "async_client"), (False, "sync_client")):
        sources[f"{ROOT}/{name}.py"] = client.render(**shared, is_async=is_async)
    sources[f"{ROOT}/models.py"] = models_source(api, types)
    public = {
        **{f".{module}": names for module, names in WRITTEN.items()},
        "errors": ("ProblemCode", *_classes(statuses, codes)),
        "models": tuple(types.models),
        "requests": tuple(types.request_name(name) for name in types.requests),
    }
    exported = [name for names in public.values() for name in names]
    if twice := sorted({name for name in exported if exported.count(name) > 1}):
        raise refuse(
            "/components/schemas", f"two parts of the Python package would be called {', '.join(twice)}"
        )
    sources[f"{ROOT}/public.py"] = environment.get_template("public.py.j2").render(
        api=api,
        public=sorted((module, names) for module, names in public.items() if names),
        exported=sorted(exported),
    )
    return render.format_python(sources)


def _classes(statuses: list[tuple[int, str]], codes: list[tuple[str, str, str, str]]) -> list[str]:
    return list(dict.fromkeys([name for _, name in statuses] + [name for _, name, _, _ in codes]))
