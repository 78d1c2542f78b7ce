"""The guide's Python, word for word."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from batches import applied
from sides import VECTOR, WRITTEN, Answer, AsyncSide, Script

GUIDE = {
    "content": '''
await client.update_vector(
    "my_collection",
    "vec_001",
    text="Updated content",
    metadata={
        "source": "updated_readme.md",
        "updated_at": "2024-01-01"
    }
)
''',
    "metadata": '''
await client.update_vector(
    "my_collection",
    "vec_001",
    metadata={
        "updated_at": "2024-01-01",
        "version": 2
    }
)
''',
    "vector": '''
new_vector = [0.1, 0.2, 0.3, 0.4] * 96  # 384-dimensional
await client.update_vector(
    "my_collection",
    "vec_001",
    vector=new_vector
)
''',
    "batch": '''
updates = [
    {
        "id": "vec_001",
        "text": "Updated content 1",
        "metadata": {"updated_at": "2024-01-01"}
    },
    {
        "id": "vec_002",
        "text": "Updated content 2",
        "metadata": {"updated_at": "2024-01-01"}
    }
]

await client.batch_update("my_collection", updates)
''',
    "timestamp": '''
async def update_timestamp(collection_name, vector_id):
    """Update only the timestamp metadata."""
    vector = await client.get_vector(collection_name, vector_id)
    current_metadata = vector.get("metadata", {})

    await client.update_vector(
        collection_name,
        vector_id,
        metadata={
            **current_metadata,
            "updated_at": datetime.now().isoformat()
        }
    )

await update_timestamp("my_collection", "vec_001")
''',
    "document": '''
async def update_document(collection_name, doc_id, new_content):
    """Update document content and metadata."""
    await client.update_vector(
        collection_name,
        doc_id,
        text=new_content,
        metadata={"updated_at": datetime.now().isoformat()}
    )

await update_document("my_collection", "vec_001", "New content")
''',
}  # fmt: skip
SENT: dict[str, Any] = {
    "content": {
        "text": "Updated content",
        "metadata": {"source": "updated_readme.md", "updated_at": "2024-01-01"},
    },
    "metadata": {"metadata": {"updated_at": "2024-01-01", "version": 2}},
}


@pytest.mark.parametrize("name", GUIDE)
def test_the_guides_calls_work_word_for_word(name: str) -> None:
    def answer(request: Any) -> Answer:
        if request.method == "POST":
            return Answer(200, {**json.loads(applied(request).body), "collection": "my_collection"})
        written = {**WRITTEN, "collection": "my_collection", "id": "vec_001"}
        return Answer(200, {**VECTOR, "id": "vec_001"} if request.method == "GET" else written)

    script = Script(answer)
    side = AsyncSide()
    client = side.open(script)
    body = "".join(f"    {line}\n" for line in GUIDE[name].splitlines())
    names: dict[str, Any] = {"client": client, "datetime": datetime}
    exec(f"async def main():\n{body}", names)
    side.loop.run_until_complete(names["main"]())
    side.close()
    if name in SENT:
        assert script.bodies()[-1] == SENT[name]
    if name == "timestamp":
        assert script.bodies()[-1]["metadata"].keys() == {"a", "updated_at"}
