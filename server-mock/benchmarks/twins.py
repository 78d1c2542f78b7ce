"""What `bench_requests.py` measures beside the server, served the same way: `python twins.py raw|fastapi`.

`raw` is the least an ASGI application can do: it takes the body and answers. `fastapi` is what one would write with it:
vectors in a dictionary, validated, merged and answered through models.
"""

import socket
import sys
from typing import Any

import uvicorn

ANSWER = b'{"collection":"c","id":"v1","status":"updated","version":2,"created_at":"2026-01-01T00:00:00Z"}'


async def raw(scope: dict[str, Any], receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


def fastapi() -> Any:
    from fastapi import FastAPI, HTTPException
    from pydantic import BaseModel, ConfigDict, Field

    class Update(BaseModel):
        model_config = ConfigDict(extra="forbid")
        text: str | None = Field(None, min_length=1)
        vector: list[float] | None = None
        metadata: dict[str, Any] | None = None

    class Written(BaseModel):
        collection: str
        id: str
        status: str
        version: int

    class Vector(BaseModel):
        id: str
        vector: list[float]
        metadata: dict[str, Any]
        version: int

    made = FastAPI()
    kept = {f"v{n}": Vector(id=f"v{n}", vector=[0.5] * 4, metadata={"n": n}, version=1) for n in range(1000)}

    @made.get("/collections/{collection}/vectors/{key}")
    async def get(collection: str, key: str) -> Vector:
        if key not in kept:
            raise HTTPException(404, "There is no such vector.")
        return kept[key]

    @made.patch("/collections/{collection}/vectors/{key}")
    async def patch(collection: str, key: str, update: Update) -> Written:
        before = await get(collection, key)
        metadata = {**before.metadata, **(update.metadata or {})}
        changes = {"metadata": metadata, "version": before.version + 1}
        kept[key] = before.model_copy(update=changes)
        return Written(collection=collection, id=key, status="updated", version=before.version + 1)

    return made


def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    application = raw if sys.argv[1] == "raw" else fastapi()
    print(f"twin listening on http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(application, access_log=False, log_config=None, lifespan="off", ws="none")
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
