from __future__ import annotations

import pytest
from vectorizer_codegen import names


@pytest.mark.parametrize(
    ("name", "snake", "camel", "pascal"),
    [
        ("batchUpdate", "batch_update", "batchUpdate", "BatchUpdate"),
        ("next_cursor", "next_cursor", "nextCursor", "NextCursor"),
        ("If-None-Match", "if_none_match", "ifNoneMatch", "IfNoneMatch"),
        ("X-Request-Id", "x_request_id", "xRequestId", "XRequestId"),
        ("vector-not-found", "vector_not_found", "vectorNotFound", "VectorNotFound"),
        ("HTTPServer", "http_server", "httpServer", "HttpServer"),
        ("getV2Info", "get_v2_info", "getV2Info", "GetV2Info"),
        ("sort[]", "sort", "sort", "Sort"),
        ("embed", "embed", "embed", "Embed"),
        ("日本", "", "", ""),
    ],
)
def test_case_conversions(name: str, snake: str, camel: str, pascal: str) -> None:
    assert (names.snake_case(name), names.camel_case(name), names.pascal_case(name)) == (snake, camel, pascal)


def test_the_other_cases() -> None:
    assert names.kebab_case("batchUpdate") == "batch-update"
    assert names.screaming_case("max-items") == "MAX_ITEMS"
