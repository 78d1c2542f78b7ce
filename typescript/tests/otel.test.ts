import { context, propagation, SpanKind } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";
import { instrument } from "../src/otel.js";
import { scripted, VECTOR, WRITTEN } from "./support/fetch.js";

const SERVER = { "server.address": "h", "server.port": 99 };

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  context.disable();
  propagation.disable();
});

function traced(steps: Parameters<typeof scripted>[0], options: sdk.ClientOptions = {}) {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const { fetch, sent } = scripted(steps);
  const client = instrument(new sdk.VectorizerClient("http://h:99", { fetch, ...options }), {
    tracerProvider,
  });
  /** What was traced, each with its parent's name; operations first. */
  const spans = () => {
    const found = exporter.getFinishedSpans();
    const names = new Map(found.map((span) => [span.spanContext().spanId, span.name]));
    return found
      .map((span) => ({
        name: span.name,
        parent: names.get(span.parentSpanContext?.spanId ?? ""),
        attributes: span.attributes,
        isError: span.status.code === 2,
        words: JSON.stringify([span.attributes, span.status, span.events]),
        id: span.spanContext().spanId,
        kind: span.kind,
      }))
      .sort((a, b) => Number(!!a.parent) - Number(!!b.parent));
  };
  return { client, sent, spans };
}

describe("instrument", () => {
  it("puts no filter of a query into a span", async () => {
    const { client, sent, spans } = traced([{ json: { vectors: [], next_cursor: null } }]);
    await client.listVectors("c", { filter: { patient: "private" }, ids: ["v"] });
    expect(sent[0]?.url).toContain("private");
    expect(spans()[1]?.attributes["url.full"]).toBe("http://h:99/collections/c/vectors");
    expect(
      spans()
        .map(({ words }) => words)
        .join(),
    ).not.toContain("private");
  });

  it("makes a span of an operation and of each attempt", async () => {
    const { client, sent, spans } = traced(
      [{ status: 503, headers: { "retry-after": "0" }, json: {} }, { json: WRITTEN }],
      {
        apiKey: "secret",
      },
    );
    await client.updateVector("c", "v", { text: "private" });
    const found = spans();
    expect(found.map(({ name, parent }) => [name, parent])).toEqual([
      ["updateVector c", undefined],
      ["PATCH", "updateVector c"],
      ["PATCH", "updateVector c"],
    ]);
    const http = {
      "http.request.method": "PATCH",
      "url.full": "http://h:99/collections/c/vectors/v",
      ...SERVER,
    };
    expect(found.map(({ attributes }) => attributes)).toEqual([
      {
        "db.system.name": "vectorizer",
        "db.operation.name": "updateVector",
        "db.collection.name": "c",
        ...SERVER,
      },
      { ...http, "http.response.status_code": 503, "error.type": "503" },
      { ...http, "http.response.status_code": 200, "http.request.resend_count": 1 },
    ]);
    expect(found.map(({ isError }) => isError)).toEqual([false, true, false]);
    expect(found.every(({ kind }) => kind === SpanKind.CLIENT)).toBe(true);
    expect(found.map(({ words }) => words).join()).not.toMatch(/secret|private/);
    expect(sent.map((one) => one.headers.get("traceparent")?.split("-")[2])).toEqual([
      found[1]?.id,
      found[2]?.id,
    ]);
  });
  it("names a failure without its words, and keeps the caller's traceparent", async () => {
    const problem = { code: "vector-not-found", detail: "private" };
    const { client, sent, spans } = traced([{ status: 404, problem }]);
    const headers = { traceparent: "own" };
    await expect(client.getVector("c", "v", { withVector: false, headers })).rejects.toThrow(
      sdk.VectorNotFoundError,
    );
    expect(spans()[0]?.attributes).toMatchObject({
      "error.type": "vector-not-found",
      "db.response.status_code": "404",
    });
    expect(spans()[0]?.words).not.toContain("private");
    expect(sent[0]?.headers.get("traceparent")).toBe("own");
  });
  it.each(["private words", "vector-not-found 7", undefined])(
    "says the status in the place of a code that the contract lacks: %s",
    async (code) => {
      const { client, spans } = traced([{ status: 404, problem: { code, detail: "d" } }]);
      await expect(client.getVector("c", "v", { withVector: false })).rejects.toThrow(sdk.NotFoundError);
      expect(spans()[0]?.attributes).toMatchObject({
        "error.type": "404",
        "db.response.status_code": "404",
      });
    },
  );
  it("makes one span of a batch", async () => {
    const counts = { created: 0, updated: 1, unchanged: 0, failed: 0, aborted: 0, errors: [], atomic: false };
    const report = ({ body }: { body: string }) => {
      const { id } = JSON.parse(body).updates[0];
      const results = [{ index: 0, id, status: "updated", version: 2 }];
      return { json: { collection: "c", count: 1, ...counts, results } };
    };
    const { client, spans } = traced([report, report]);
    await client.batchUpdate(
      "c",
      [
        { id: "a", text: "t" },
        { id: "b", text: "t" },
      ],
      { batchSize: 1 },
    );
    expect(spans().map(({ name, parent }) => [name, parent])).toEqual([
      ["batchUpdate c", undefined],
      ["POST", "batchUpdate c"],
      ["POST", "batchUpdate c"],
    ]);
    expect(spans()[0]?.attributes["db.operation.batch.size"]).toBe(2);
  });
  it("makes one span of a walk, however often one walks, and of a page that is awaited", async () => {
    const page = { json: { vectors: [VECTOR], next_cursor: null } };
    const { client, spans } = traced([page, page, page, page]);
    const listed = client.listVectors("c");
    for await (const { id } of listed) expect(id).toBe("v");
    for await (const { vectors } of listed.pages()) expect(vectors).toHaveLength(1);
    expect((await listed).vectors).toHaveLength(1);
    const operations = spans().filter(({ parent }) => !parent);
    expect(operations.map(({ name }) => name)).toEqual(Array(3).fill("listVectors c"));
    expect(operations[2]?.attributes["db.response.returned_rows"]).toBe(1);
    expect(spans()).toHaveLength(6);
  });
  it("ends the span of a walk that is left early, and of one that fails", async () => {
    const more = { json: { vectors: [VECTOR], next_cursor: "more" } };
    const { client, spans } = traced([more, { status: 403, problem: { code: "forbidden" } }]);
    for await (const _ of client.listVectors("c")) break;
    const walk = client.listVectors("c")[Symbol.asyncIterator]();
    await expect(walk.next()).rejects.toThrow(sdk.ForbiddenError);
    expect(
      spans()
        .filter(({ parent }) => !parent)
        .map(({ isError }) => isError),
    ).toEqual([false, true]);
  });
  it("makes each span once", () => {
    const { client } = traced([]);
    for (const one of [client, client.withOptions({ timeout: 1 })])
      expect(() => instrument(one)).toThrow(new TypeError("client makes spans already"));
  });
  it("is a client like any other, and leaves the one that it was given", async () => {
    const { client, spans } = traced([{ json: { status: "ok" } }]);
    expect(client).toBeInstanceOf(sdk.VectorizerClient);
    await client.withOptions({ timeout: 1_000 }).getHealth();
    const raw = await client.withRawResponse.getHealth();
    expect(raw.status).toBe(200);
    expect(spans().filter(({ name }) => name === "getHealth")).toHaveLength(2);
  });
});
