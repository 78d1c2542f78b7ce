import { describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";
import { client, REPORT, written } from "./support/call.js";
import { INFO, scripted, VECTOR } from "./support/fetch.js";

it.each([undefined, "localhost:15002", "ftp://a", "http://u:p@a", 5])(
  "an address like %j is refused with an example",
  (url) => {
    if (url === undefined) return expect(() => new sdk.VectorizerClient(url)).not.toThrow();
    expect(() => new sdk.VectorizerClient(url as string)).toThrow(
      "baseUrl or VECTORIZER_URL must be like http://localhost:15002",
    );
  },
);

describe("a request", () => {
  it("carries what is named and nothing else: absent, null and empty are three things", async () => {
    const { client: c, sent } = client([written]);
    await c.updateVector("c", "v", { text: undefined, metadata: null });
    await c.updateVector("c", "v", { metadata: {} });
    await c.updateVector("c", "v");
    expect(sent.map(({ body }) => body)).toEqual(['{"metadata":null}', '{"metadata":{}}', "{}"]);
  });
  it("puts options where the contract says they go", async () => {
    const { client: c, sent } = client([written]);
    await c.replaceVector("c", "v", { text: "t", upsert: true, ifNoneMatch: "*" });
    await c.updateVector("c", "v", { metadata: {}, metadataMode: "replace", ifMatch: 3 });
    expect(sent[0]).toMatchObject({
      method: "PUT",
      path: "/collections/c/vectors/v?upsert=true",
      body: '{"text":"t"}',
    });
    expect(sent[0]?.headers.get("if-none-match")).toBe("*");
    expect(sent[1]).toMatchObject({ method: "PATCH", body: '{"metadata":{},"metadata_mode":"replace"}' });
    expect(sent[1]?.headers.get("if-match")).toBe('"3"');
  });
  it("repeats a list in the query and sends a filter as JSON", async () => {
    const { client: c, sent } = client([{ json: { vectors: [], next_cursor: null } }]);
    await c.listVectors("c", { ids: new Set(["a b", "c&d"]), filter: { n: { $lt: 1 } }, limit: 5 });
    expect(sent[0]?.path).toBe(
      "/collections/c/vectors?ids=a%20b&ids=c%26d&filter=%7B%22n%22%3A%7B%22%24lt%22%3A1%7D%7D&limit=5",
    );
  });
  it("has an idempotency key on POST and PATCH only, a fresh one for each call", async () => {
    const { client: c, sent } = client([written]);
    await c.updateVector("c", "v", { text: "t" });
    await c.updateVector("c", "v", { text: "t" });
    await c.updateVector("c", "v", { text: "t", idempotencyKey: "mine" });
    await c.replaceVector("c", "v", { text: "t" });
    const keys = sent.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[0]).toMatch(/^[!-~]{16,255}$/);
    expect(new Set(keys).size).toBe(4);
    expect(keys.slice(2)).toEqual(["mine", null]);
  });
  it.each<[unknown[], object]>([
    [["a text", { limit: 1 }], { limit: 1, query: "a text" }],
    [[[1, 0]], { vector: [1, 0] }],
    [[new Float32Array([1, 0]), { limit: 1 }], { limit: 1, vector: [1, 0] }],
    [[{ query: "a text" }], { query: "a text" }],
    [[undefined, { query: "a text" }], { query: "a text" }],
  ])("of a search takes a text or a vector by position: %j", async (given, sent) => {
    const found = client([{ json: { results: [] } }], {}, { json: { ...INFO, vector_formats: ["json"] } });
    await found.client.search("c", ...(given as []));
    expect(JSON.parse(found.sent[0]?.body ?? "")).toEqual(sent);
  });
  it("sends the request id that it is given, whatever the headers say", async () => {
    const { client: c, sent } = client([{ json: { status: "ok" } }]);
    await c.getHealth({ requestId: "mine", headers: { "x-request-ID": "other" } });
    for (const requestId of ["a\nb", "", " a", "a ", "€", 5, null, {}])
      await expect(c.getHealth({ requestId: requestId as string })).rejects.toThrow(
        new sdk.ValidationError("requestId must be text that a header can carry"),
      );
    expect(sent.map(({ headers }) => headers.get("x-request-id"))).toEqual(["mine"]);
  });
  it.each(["", "a b", "é", "x".repeat(256), null, 5, ["a"]])(
    "refuses the idempotency key %j",
    async (key) => {
      const { client: c, sent } = client([written]);
      await expect(c.updateVector("c", "v", { text: "t", idempotencyKey: key as string })).rejects.toThrow(
        new sdk.ValidationError("idempotencyKey must be visible ASCII, 1 to 255"),
      );
      expect(sent).toEqual([]);
    },
  );
  it("leaves what it was given alone", async () => {
    const { client: c } = client([{ json: { ...REPORT, count: 1, updated: 1 } }]);
    const updates = Object.freeze([
      Object.freeze({ id: "a", vector: Object.freeze([1]), metadata: Object.freeze({ a: null }) }),
    ]);
    const options = Object.freeze({ headers: Object.freeze({ "x-a": "1" }) });
    await c.batchUpdate("c", updates as never, options);
    expect(updates).toEqual([{ id: "a", vector: [1], metadata: { a: null } }]);
  });
  it("goes below the base URL's path", async () => {
    const { fetch, sent } = scripted([{ status: 204 }]);
    for (const base of ["http://h/api", "http://h/api/", "http://h/api//"]) {
      await new sdk.VectorizerClient(base, { fetch }).deleteVector("c", "v");
    }
    expect(new Set(sent.map(({ url }) => url))).toEqual(new Set(["http://h/api/collections/c/vectors/v"]));
  });
});

describe("an id", () => {
  it.each([
    "a/b",
    "a b",
    "ü",
    "😀",
    "%2F",
    "a?b#c",
    "..%2f",
    "...",
    "'\"<>",
    "a:b",
    "a+b",
    "e\u0301",
    "\u202e",
    "x".repeat(256),
    " x ",
  ])("%j is one segment", async (id) => {
    const { client: c, sent } = client([{ json: { ...VECTOR, id } }]);
    await c.getVector("c", id);
    const { pathname } = new URL(sent[0]?.url as string);
    expect(pathname.split("/").length).toBe(5);
    expect(decodeURIComponent(pathname.split("/")[4] as string)).toBe(id);
  });
  it.each<unknown>([
    "",
    ".",
    "..",
    "\u0000",
    "a\nb",
    "a\u007f",
    "\u0085",
    "\ud800",
    "a\udc00",
    "x".repeat(257),
    "ü".repeat(129),
    undefined,
    null,
    1,
    {},
    ["a"],
  ])("%j is refused before anything is sent", async (id) => {
    const { client: c, sent, handshakes } = client([{ json: VECTOR }]);
    await expect(c.getVector("c", id as string)).rejects.toThrow(sdk.ValidationError);
    await expect(c.getVector(id as string, "v")).rejects.toThrow(sdk.ValidationError);
    expect([...sent, ...handshakes]).toEqual([]);
  });
});

describe("an option that the operation does not have", () => {
  it.each(["metdata", "payload", "metadata_mode", "vectorFormat", "upsert", "constructor", "collection "])(
    "%s is refused",
    async (name) => {
      const { client: c, sent } = client([written]);
      await expect(c.updateVector("c", "v", { text: "t", [name]: 1 } as never)).rejects.toThrow(
        `${name} is not an option of updateVector`,
      );
      expect(sent).toEqual([]);
    },
  );
  it.each([
    [null, "null"],
    [true, "true"],
    [1.5, "1.5"],
    [{}, "Object"],
  ])("a condition that is %j is refused", async (ifMatch, shown) => {
    const { client: c, sent } = client([written]);
    const options = { ifMatch } as never;
    for (const call of [() => c.updateVector("c", "v", options), () => c.deleteVector("c", "v", options)])
      await expect(call()).rejects.toThrow(
        new sdk.ValidationError(`ifMatch must be a version or an entity tag, got ${shown}`),
      );
    expect(sent).toEqual([]);
    await c.updateVector("c", "v", { text: "t", ifMatch: undefined });
    expect(sent[0]?.headers.get("if-match")).toBeNull();
  });
  it.each([
    ["x", "string"],
    [[0.5], "Array"],
    [new Float32Array(2), "Float32Array"],
    [5, "5"],
  ])("options that are %j are refused", async (options, shown) => {
    const { client: c, sent } = client([written]);
    await expect(c.getCollection("c", options as never)).rejects.toThrow(
      new sdk.ValidationError(`options must be an object, got ${shown}`),
    );
    expect(sent).toEqual([]);
  });
  it.each<[string, object]>([
    ["limit", { limit: Number.NaN }],
    ["limit", { limit: 1n }],
    ["cursor", { cursor: {} }],
    ["limit", { limit: null }],
    ["filter", { filter: null }],
    ["ids", { ids: [] }],
    ["ids must be a list, got string", { ids: "i1i2" }],
    ["ids must be a list, got Object", { ids: { length: 1, 0: "i1" } }],
    ["ids", { ids: ["\ud800"] }],
    ["filter", { filter: { a: 2 ** 60 } }],
  ])("a query cannot carry: %s", async (name, options) => {
    const { client: c, sent } = client([{ json: { vectors: [], next_cursor: null } }]);
    await expect(c.listVectors("c", options).pages().next()).rejects.toThrow(name);
    expect(sent).toEqual([]);
  });
  it.each<[string, (c: sdk.VectorizerClient) => PromiseLike<unknown>]>([
    ["texts must be a list, got string", (c) => c.embed("t1t2" as never)],
    ["texts must be a list, got 5", (c) => c.embed(5 as never)],
    ["ids must be iterable, got string", (c) => c.batchDelete("c", "i1i2" as never)],
    ["updates must be iterable, got string", (c) => c.batchUpdate("c", "i1i2" as never)],
    ["searches must be iterable, got string", (c) => c.batchSearch("c", "i1i2" as never)],
    ["records must be iterable, got string", (c) => c.importVectors("c", "i1i2" as never)],
  ])("text is no list of its letters: %s", async (said, call) => {
    const { client: c, sent } = client([{ json: {} }]);
    await expect(call(c)).rejects.toThrow(new sdk.ValidationError(said));
    expect(sent).toEqual([]);
  });
});
