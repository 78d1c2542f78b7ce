import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { client, written } from "./support/call.js";
import { type Reply, scripted, WRITTEN } from "./support/fetch.js";

describe("trying again", () => {
  const busy: Reply = { status: 503, problem: { code: "unavailable" }, headers: { "retry-after": "0" } };
  it("keeps key and request id, and counts", async () => {
    const { client: c, sent } = client([busy, busy, written]);
    const onRetry = vi.fn();
    const { attempts } = await c
      .withOptions({ onRetry })
      .withRawResponse.updateVector("c", "v", { text: "t" });
    expect(attempts).toBe(3);
    expect(onRetry.mock.calls.map(([event]) => [event.operation, event.attempt, event.delay])).toEqual([
      ["updateVector", 1, 0],
      ["updateVector", 2, 0],
    ]);
    expect(new Set(sent.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers.get("x-request-id"))).size).toBe(1);
    expect(sent.map(({ headers }) => headers.get("x-retry-count"))).toEqual([null, "1", "2"]);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
  });
  it("ends after two retries, or as many as told", async () => {
    for (const [retries, expected] of [
      [undefined, 3],
      [0, 1],
      [4, 5],
    ] as const) {
      const { client: c, sent } = client([busy]);
      const error = (await c
        .deleteVector("c", "v", { retries })
        .catch((reason: unknown) => reason)) as sdk.APIStatusError;
      expect(error).toBeInstanceOf(sdk.UnavailableError);
      expect([error.attempts, sent.length]).toEqual([expected, expected]);
    }
  });
  it.each([400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 431, 500, 501])(
    "does not happen on %i",
    async (status) => {
      const { client: c, sent } = client([{ status, problem: {} }]);
      await expect(c.deleteVector("c", "v")).rejects.toMatchObject({ status, isRetryable: false });
      expect(sent.length).toBe(1);
    },
  );
  it("stops when the client's allowance is spent, also over copies of it", async () => {
    const { client: c, sent } = client([busy]);
    for (let call = 0; call < 60; call++)
      await c
        .withOptions({})
        .deleteVector("c", "v")
        .catch(() => {});
    expect(sent.length).toBe(60 + 100);
  });
  it("fails at once when the server asks for more than a minute", async () => {
    const { client: c, sent } = client([{ ...busy, headers: { "retry-after": "61" } }]);
    await expect(c.deleteVector("c", "v")).rejects.toMatchObject({ retryAfter: 61_000, attempts: 1 });
    expect(sent.length).toBe(1);
  });
});

describe("the guide", () => {
  it("works word for word", async () => {
    const { fetch, sent } = scripted([{ json: { ...WRITTEN, collection: "my_collection", id: "vec_001" } }]);
    vi.stubGlobal("fetch", fetch);
    const { VectorizerClient } = sdk;
    const client = new VectorizerClient("http://localhost:15002");
    await client.updateVector("my_collection", "vec_001", {
      text: "Updated content",
      metadata: {
        source: "updated_readme.md",
        updated_at: "2024-01-01",
      },
    });
    vi.unstubAllGlobals();
    expect(sent[0]).toMatchObject({
      method: "PATCH",
      url: "http://localhost:15002/collections/my_collection/vectors/vec_001",
    });
    expect(JSON.parse(sent[0]?.body as string)).toEqual({
      text: "Updated content",
      metadata: { source: "updated_readme.md", updated_at: "2024-01-01" },
    });
  });
});
