import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { answer, clientOf, failure, LONG, many } from "./support/batches.js";
import type { Reply, Sent } from "./support/fetch.js";

describe("one request", () => {
  it("is the server's own report", async () => {
    const { client, sent } = clientOf([answer]);
    const report = await client.batchUpdate("c", many(3), { metadataMode: "replace", upsert: true });
    expect(report).toMatchObject({ count: 3, updated: 3, failed: 0, collection: "c" });
    expect(JSON.parse(sent[0]?.body as string)).toEqual({
      updates: many(3),
      metadata_mode: "replace",
      upsert: true,
    });
    expect(sent[0]?.headers.get("idempotency-key")).toBeTruthy();
  });
  it("throws a report with failures, unless told not to", async () => {
    const { client } = clientOf([answer]);
    const error = await failure(
      client.batchUpdate(
        "c",
        many(3, (index) => index === 1),
      ),
    );
    expect(error).toBeInstanceOf(sdk.BatchPartialError);
    expect(error).toMatchObject({
      name: "BatchPartialError",
      message: "batchUpdate: of 3 items 1 failed; first: item 1: vector-not-found: d",
      attempts: 1,
      report: { failed: 1, errors: [{ index: 1, id: "bad1" }] },
    });
    expect(
      await client.batchUpdate(
        "c",
        many(3, (index) => index === 1),
        { raiseOnPartial: false },
      ),
    ).toEqual(error.report);
  });
  it("tells how far it is, once", async () => {
    const { client } = clientOf([answer]);
    const onProgress = vi.fn();
    const items = many(3, (index) => index === 1);
    await client.batchUpdate("c", items, { raiseOnPartial: false, onProgress });
    expect(onProgress.mock.calls).toEqual([[{ done: 3, failed: 1, total: 3 }]]);
  });
  it("passes a refusal of the whole on", async () => {
    const { client } = clientOf([{ status: 422, problem: { code: "batch-aborted", report: { failed: 1 } } }]);
    expect(await failure(client.batchUpdate("c", many(2), { atomic: true }))).toBeInstanceOf(
      sdk.BatchAbortedError,
    );
  });
  it("of nothing is a report of nothing, for which nothing is sent", async () => {
    const { client, sent, handshakes } = clientOf([answer]);
    const counts = { collection: "c", count: 0, created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };
    const report = { ...counts, aborted: 0, atomic: false, results: [] };
    expect(await client.batchUpdate("c", [])).toEqual({ ...report, operation: "batchUpdate" });
    expect(await client.batchInsert("c", new Set(), { atomic: true })).toEqual({
      ...report,
      atomic: true,
      operation: "batchInsert",
    });
    expect(await client.importVectors("c", [])).toEqual({ ...counts, operation: "importVectors" });
    const deleted = { collection: "c", count: 0, deleted: 0, missing: 0, results: [] };
    expect(await client.batchDelete("c", [])).toEqual({ ...deleted, operation: "batchDelete" });
    expect(await client.batchSearch("c", [])).toEqual({ results: [] });
    const raw = await client.withRawResponse.batchUpdate("c", []);
    expect(raw).toMatchObject({ data: report, status: 0, requestId: "", attempts: 0, timings: [] });
    expect([...raw.headers]).toEqual([]);
    expect([sent, handshakes]).toEqual([[], []]);
  });
  it("of nothing is refused all the same where it could not be sent", async () => {
    const { client } = clientOf([answer]);
    await expect(client.batchUpdate("", [])).rejects.toThrow(sdk.ValidationError);
    await expect(client.batchUpdate("c", [], { upsrt: true } as never)).rejects.toThrow(
      "upsrt is not an option",
    );
  });
  it.each<unknown>(["abc", null, 5, {}, undefined])("of %j is refused before sending", async (items) => {
    const { client, sent } = clientOf([answer]);
    await expect(client.batchUpdate("c", items as never)).rejects.toThrow("updates must be iterable, got ");
    expect(sent).toEqual([]);
  });
  it("names the item that cannot be sent", async () => {
    const { client, sent } = clientOf([answer]);
    await expect(
      client.batchUpdate("c", [{ id: "a" }, { id: "b", vector: [1, Number.NaN] }]),
    ).rejects.toThrow("updates[1].vector[1]");
    await expect(
      client.batchInsert("c", [{ id: "a", text: "t", metadata: { n: 1n as never } }]),
    ).rejects.toThrow("vectors[0].metadata.n");
    await expect(client.importVectors("c", [{ id: "a", vector: ["1"] as never }])).rejects.toThrow(
      "records[0].vector[0]",
    );
    expect(sent).toEqual([]);
  });
  it("whose report answers for something else is a ResponseError", async () => {
    const wrong = (change: (results: { index: number; id: string }[]) => void) => (request: Sent) => {
      const reply = answer(request);
      change((reply.json as { results: { index: number; id: string }[] }).results);
      return reply;
    };
    for (const change of [
      (results: { index: number }[]) => results.pop(),
      (results: { index: number }[]) => results.reverse(),
      (results: { index: number }[]) =>
        results.forEach((result) => {
          result.index++;
        }),
      (results: { id: string }[]) => {
        (results[0] as { id: string }).id = "other";
      },
    ]) {
      const { client } = clientOf([wrong(change as never)]);
      expect(await failure(client.batchUpdate("c", many(3)))).toBeInstanceOf(sdk.ResponseError);
    }
  });
});

describe("other batches", () => {
  it("import is NDJSON, split by lines, with the vectors as the server wants them", async () => {
    const { client, sent } = clientOf([answer]);
    const report = await client.importVectors(
      "c",
      many(10_001, (index) => index === 10_000).map((item) => ({ ...item, text: "a\nb", vector: [1] })),
      { ...LONG, upsert: true, raiseOnPartial: false },
    );
    expect(sent.map(({ path, headers }) => [path, headers.get("content-type")])).toEqual(
      new Array(2).fill(["/collections/c/import?upsert=true", "application/x-ndjson"]),
    );
    expect(sent[0]?.body.split("\n").slice(0, 1)).toEqual([
      '{"id":"v0","metadata":{"index":0},"text":"a\\nb","vector":"AACAPw=="}',
    ]);
    expect(report).toMatchObject({
      count: 10_001,
      updated: 10_000,
      failed: 1,
      errors: [{ index: 10_000, id: "bad10000" }],
    });
  });
  it("searches answer in order over all requests, and a failure is the failure", async () => {
    const search = (request: Sent): Reply => ({
      json: {
        results: (JSON.parse(request.body) as { searches: { query: string }[] }).searches.map(
          ({ query }) => ({ results: [{ id: query, score: 1 }] }),
        ),
      },
    });
    const searches = Array.from({ length: 2500 }, (_, index) => ({ query: `q${index}` }));
    const { client } = clientOf([search]);
    const { results } = await client.batchSearch("c", searches);
    expect(results.map(({ results: [hit] }) => hit?.id)).toEqual(searches.map(({ query }) => query));
    const broken = clientOf([
      (request) =>
        request.body.includes('"q1000"')
          ? { status: 404, problem: { code: "collection-not-found" } }
          : search(request),
    ]);
    expect(await failure(broken.client.batchSearch("c", searches))).toBeInstanceOf(
      sdk.CollectionNotFoundError,
    );
  });
  it("raw mode gives the report with the last answer's head", async () => {
    const { client } = clientOf([answer]);
    const raw = await client.withRawResponse.batchUpdate("c", many(10_001));
    expect(raw).toMatchObject({ status: 200, data: { count: 10_001 } });
  });
});

describe("a report that contradicts itself", () => {
  const changed =
    (change: (report: sdk.BatchReport & Record<string, unknown>) => void) => (request: Sent) => {
      const reply = answer(request);
      change(reply.json as never);
      return reply;
    };
  it.each<[string, (report: sdk.BatchReport & Record<string, unknown>) => void]>([
    [
      "a failure that is not counted",
      (report) => Object.assign(report.results[0] ?? {}, { status: "failed" }),
    ],
    ["failures that no item has", (report) => Object.assign(report, { failed: 2, updated: 0 })],
    ["items that were not sent", (report) => Object.assign(report, { count: 9 })],
    ["fewer updates than items updated", (report) => Object.assign(report, { updated: 1 })],
  ])("is a ResponseError: %s", async (_, change) => {
    const { client } = clientOf([changed(change)]);
    await expect(client.batchUpdate("c", many(2))).rejects.toThrow(sdk.ResponseError);
    await expect(client.batchUpdate("c", many(2), { raiseOnPartial: false })).rejects.toThrow(
      sdk.ResponseError,
    );
  });
  it("is none for having statuses and counts of a newer server", async () => {
    const newer = changed((report) => {
      Object.assign(report.results[0] ?? {}, { status: "deferred" });
      report.updated = 1;
    });
    expect((await clientOf([newer]).client.batchUpdate("c", many(2))).updated).toBe(1);
    const { client } = clientOf([changed((report) => Object.assign(report, { took_ms: 5, skipped: 0 }))]);
    expect((await client.batchUpdate("c", many(2))).updated).toBe(2);
  });
});
