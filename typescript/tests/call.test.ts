import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { INFO, type Reply, response, type Script, scripted, VECTOR, WRITTEN } from "./support/fetch.js";

const BASE = "http://localhost:15002";
const written: Reply = { json: WRITTEN };

function client(script: Script[], options: sdk.ClientOptions = {}, info?: Reply) {
  const { fetch, sent, handshakes } = scripted(script, info);
  return { client: new sdk.VectorizerClient(BASE, { fetch, ...options }), sent, handshakes };
}

it.each<[unknown, string]>([
  [{ message: "No such pet" }, "404 No such pet"],
  [{ error: "no pet" }, "404 no pet"],
  [{ error: { code: 5, message: "no pet" } }, "404 no pet"],
  [{ detail: [{ loc: ["body", "name"], msg: "field required" }] }, "404 field required"],
  [{ detail: "first", message: "second" }, "404 first"],
  [{ detail: null, title: "Not found" }, "404 Not found"],
  [{ detail: [], error: null }, "404"],
  [{ error: 5 }, "404"],
])("an error of another kind says what stands in a detail's place: %j", async (json, message) => {
  const { client: c } = client([{ status: 404, json }]);
  await expect(c.getVector("c", "v")).rejects.toThrow(new RegExp(`^${message}$`));
});

it.each([undefined, "localhost:15002", "ftp://a", "http://u:p@a", 5])(
  "an address like %j is refused with an example",
  (url) => {
    if (url === undefined) return expect(() => new sdk.VectorizerClient(url)).not.toThrow();
    expect(() => new sdk.VectorizerClient(url as string)).toThrow(
      "baseUrl or VECTORIZER_URL must be like http://localhost:15002, without user, query or fragment",
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
    await expect(c.getHealth({ requestId: "a\nb" })).rejects.toThrow(sdk.ConfigurationError);
    expect(sent.map(({ headers }) => headers.get("x-request-id"))).toEqual(["mine"]);
  });
  it.each(["", "a b", "é", "x".repeat(256)])("refuses the idempotency key %j", async (idempotencyKey) => {
    const { client: c, sent } = client([written]);
    await expect(c.updateVector("c", "v", { text: "t", idempotencyKey })).rejects.toThrow(
      sdk.ValidationError,
    );
    expect(sent).toEqual([]);
  });
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

const REPORT = {
  collection: "c",
  count: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  aborted: 0,
  errors: [],
  atomic: false,
  results: [{ index: 0, id: "a", status: "updated" }],
};

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
    ["ids", { ids: ["\ud800"] }],
    ["filter", { filter: { a: 2 ** 60 } }],
  ])("a query cannot carry: %s", async (name, options) => {
    const { client: c, sent } = client([{ json: { vectors: [], next_cursor: null } }]);
    await expect(c.listVectors("c", options).pages().next()).rejects.toThrow(name);
    expect(sent).toEqual([]);
  });
});

describe("vectors", () => {
  it("go and come as base64 when /info says so, which is read once", async () => {
    const {
      client: c,
      sent,
      handshakes,
    } = client([
      (request) => ({ json: request.method === "PATCH" ? WRITTEN : { ...VECTOR, vector: "AACAPwAAIMA=" } }),
    ]);
    await Promise.all([c.updateVector("c", "v", { vector: [1, -2.5] }), c.getVector("c", "v")]);
    const { vector } = await c.withOptions({ retries: 0 }).getVector("c", "v");
    expect(vector).toEqual(new Float32Array([1, -2.5]));
    expect(handshakes.length).toBe(1);
    expect(sent.map(({ path, body }) => [path, body])).toEqual(
      expect.arrayContaining([
        ["/collections/c/vectors/v", '{"vector":"AACAPwAAIMA="}'],
        ["/collections/c/vectors/v?vector_format=base64", ""],
      ]),
    );
  });
  it.each<[string, Reply]>([
    ["says nothing of base64", { json: { ...INFO, vector_formats: ["json"] } }],
    ["is missing", { status: 404, problem: { code: "route-not-found" } }],
    ["is broken", { text: "<html>" }],
    ["is something else", { json: { vector_formats: "base64" } }],
  ])("go as numbers where /info %s, which is asked once", async (_, info) => {
    const {
      client: c,
      sent,
      handshakes,
    } = client(
      [(request) => ({ json: request.method === "PATCH" ? WRITTEN : { ...VECTOR, vector: [1, 0.1] } })],
      {},
      info,
    );
    await c.updateVector("c", "v", { vector: [1, 0.1] });
    expect((await c.getVector("c", "v")).vector).toEqual(new Float32Array([1, 0.1]));
    expect(sent.map(({ path, body }) => path + body)).toEqual([
      '/collections/c/vectors/v{"vector":[1,0.100000001]}',
      "/collections/c/vectors/v",
    ]);
    expect(handshakes.length).toBe(1);
  });
  it("wait for no other call's question in Workers, where its answer may never come", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { fetch, handshakes } = scripted([written]);
    let isFirst = true;
    const c = new sdk.VectorizerClient(BASE, {
      fetch: (url, init) => {
        const isLost = isFirst;
        isFirst = false;
        return isLost ? new Promise(() => {}) : fetch(url, init);
      },
    });
    try {
      const lost = c.updateVector("c", "v", { vector: [1], timeout: 300 });
      await c.updateVector("c", "v", { vector: [2] });
      await c.updateVector("c", "v", { vector: [3] });
      expect(handshakes.length).toBe(1);
      await expect(lost).rejects.toThrow(sdk.DeadlineExceededError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
  it("are asked about again in Workers when the question asked again is lost too", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const now = vi.spyOn(performance, "now");
    const { fetch, sent } = scripted([written]);
    let questions = 0;
    const c = new sdk.VectorizerClient(BASE, {
      fetch: (url, init) => {
        if (!url.endsWith("/info")) return fetch(url, init);
        questions++;
        // The first is refused; the second belongs to a request that is dead before it is answered.
        if (questions === 1) return Promise.reject(new TypeError("refused"));
        return questions === 2 ? new Promise(() => {}) : fetch(url, init);
      },
    });
    try {
      await c.updateVector("c", "v", { vector: [1] });
      const start = performance.now();
      now.mockImplementation(() => start + 60_001);
      c.updateVector("c", "v", { vector: [2], timeout: 1000 }).catch(() => {});
      await c.updateVector("c", "v", { vector: [1] });
      expect(sent.map(({ body }) => body)).toEqual(['{"vector":[1]}', '{"vector":"AACAPw=="}']);
      expect(questions).toBe(3);
    } finally {
      now.mockRestore();
      vi.unstubAllGlobals();
    }
  });
  it("go as base64 once a server has said so, whatever comes of other questions", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { fetch, sent } = scripted([written]);
    let refuse: (reason: unknown) => void = () => {};
    const c = new sdk.VectorizerClient(BASE, {
      // The first question is still open when the second has its answer.
      fetch: (url, init) =>
        url.endsWith("/info") && refuse.length === 0
          ? new Promise((_, reject) => {
              refuse = reject;
            })
          : fetch(url, init),
    });
    try {
      const first = c.updateVector("c", "v", { vector: [1] });
      await c.updateVector("c", "v", { vector: [1] });
      refuse(new TypeError("reset"));
      await first;
      await c.updateVector("c", "v", { vector: [1] });
      expect(sent.map(({ body }) => body)).toEqual(Array(3).fill('{"vector":"AACAPw=="}'));
    } finally {
      vi.unstubAllGlobals();
    }
  });
  it("are asked about as the client that sends them would ask", async () => {
    const first = scripted([written], { status: 401, problem: { code: "unauthorized" } });
    const second = scripted([written]);
    const other = { authorization: "Bearer two", "x-tenant": "b" };
    const seen: sdk.ResponseEvent[] = [];
    const one = new sdk.VectorizerClient(BASE, { apiKey: "one", fetch: first.fetch });
    await one.updateVector("c", "v", { vector: [1] });
    const two = one.withOptions({
      apiKey: "two",
      headers: { "x-tenant": "b" },
      fetch: second.fetch,
      onResponse: (event) => seen.push(event),
    });
    await two.updateVector("c", "v", { vector: [1] });
    expect(second.handshakes.map(({ headers }) => Object.fromEntries(headers))).toEqual([
      expect.objectContaining(other),
    ]);
    expect(second.sent[0]?.body).toBe('{"vector":"AACAPw=="}');
    expect(seen.map(({ operation }) => operation)).toEqual(["getInfo", "updateVector"]);
    // What the server said of itself holds for whoever asks; what went wrong holds for those who ask alike.
    await one.updateVector("c", "v", { vector: [1] });
    expect(first.sent.map(({ body }) => body)).toEqual(['{"vector":[1]}', '{"vector":"AACAPw=="}']);
    expect([first.handshakes.length, second.handshakes.length]).toEqual([1, 1]);
  });
  it.each(["apiKey", "headers", "fetch"])(
    "are asked about anew by a client with another %s",
    async (name) => {
      const { fetch, handshakes } = scripted([written], { status: 401, problem: { code: "unauthorized" } });
      const c = new sdk.VectorizerClient(BASE, { fetch });
      await c.updateVector("c", "v", { vector: [1] });
      const others: sdk.ClientOptions = {
        apiKey: "two",
        headers: { "x-tenant": "b" },
        fetch: (url, init) => fetch(url, init),
      };
      const other = c.withOptions({ [name]: others[name as keyof sdk.ClientOptions] });
      await other.updateVector("c", "v", { vector: [1] });
      expect(handshakes.length).toBe(2);
    },
  );
  it.each([{ timeout: 100 }, { apiKey: undefined, headers: undefined }])(
    "are not asked about again by a copy that asks alike: %o",
    async (options) => {
      const { fetch, handshakes } = scripted([written], { status: 500 });
      const c = new sdk.VectorizerClient(BASE, { fetch });
      const writes = [c, c.withOptions(options), c.withRawResponse, c.withRawResponse];
      await Promise.all(writes.map((one) => one.updateVector("c", "v", { vector: [1] })));
      for (const one of writes) await one.updateVector("c", "v", { vector: [1] });
      expect(handshakes.length).toBe(1);
    },
  );
  it("are not prepared for where none travel", async () => {
    const { client: c, handshakes } = client([
      (request) => ({
        json:
          request.method === "PATCH"
            ? WRITTEN
            : request.method === "GET"
              ? { vectors: [], next_cursor: null }
              : { results: [] },
      }),
    ]);
    await c.updateVector("c", "v", { text: "t" });
    await c.listVectors("c");
    await c.search("c", { query: "q" });
    expect(handshakes).toEqual([]);
    await c.search("c", { query: "q", withVector: true });
    expect(handshakes.length).toBe(1);
  });
  it("come in the form that a call asks for", async () => {
    const { client: c, sent, handshakes } = client([{ json: { ...VECTOR, vector: [1] } }]);
    await c.getVector("c", "v", { vectorFormat: "json" });
    expect(sent[0]?.path).toBe("/collections/c/vectors/v?vector_format=json");
    expect(handshakes).toEqual([]);
  });
});

describe("an answer that somebody read before", () => {
  it.each(["getReader", "text"] as const)("is an error of ours: %s", async (read) => {
    const fetch: sdk.Fetch = async () => {
      const answer = response(written);
      if (read === "text") await answer.text();
      else answer.body?.getReader();
      return answer;
    };
    const c = new sdk.VectorizerClient(BASE, { fetch });
    const error = (await c.updateVector("c", "v", { text: "t" }).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(sdk.ConfigurationError);
    expect(error).toMatchObject({ inDoubt: true, attempts: 1, isRetryable: false });
    expect(error.message).toBe("fetch must give an unread Response");
  });
  it.each([undefined, null, {}, { headers: new Headers(), status: 200, body: { pipe() {} } }])(
    "is none where fetch gives something else, and nothing is sent again: %j",
    async (answer) => {
      const c = new sdk.VectorizerClient(BASE, { fetch: async () => answer as never });
      await expect(c.getHealth()).rejects.toMatchObject({ name: "ConfigurationError", attempts: 1 });
    },
  );
  it("may be given at once, and a clone of it be read", async () => {
    let read: Promise<string> | undefined;
    const fetch = () => {
      const answer = response({ json: { status: "ok" } });
      read = answer.clone().text();
      return answer as never;
    };
    expect(await new sdk.VectorizerClient(BASE, { fetch }).getHealth()).toEqual({ status: "ok" });
    expect(await read).toBe('{"status":"ok"}');
  });
});

describe("an answer", () => {
  const good = { ...VECTOR, metadata: {} };
  const lists = (depth: number): unknown => JSON.parse(`${"[0,".repeat(depth)}1${"]".repeat(depth)}`);
  it.each<[string, Reply]>([
    ["is HTML", { text: "<html>", headers: { "content-type": "text/html" } }],
    ["is JSON that says it is HTML", { json: good, headers: { "content-type": "text/html" } }],
    ["has no type", { json: good, headers: { "content-type": "" } }],
    ["is cut off", { text: '{"id":"v"', headers: { "content-type": "application/json" } }],
    ["is empty", { text: "", headers: { "content-type": "application/json" } }],
    ["is a problem with status 200", { status: 200, problem: { code: "internal-error" } }],
    ["is JSON of another shape", { json: { code: "internal-error" } }],
    ["is null", { json: null }],
    ["is a list", { json: [good] }],
    ["is text", { json: "v" }],
    ["lacks a member", { json: { id: "v" } }],
    ["has a member of another type", { json: { ...good, version: "1" } }],
    ["has a fraction for an integer", { json: { ...good, version: 1.5 } }],
    ["has null for a text", { json: { ...good, text: null } }],
    ["has no object for metadata", { json: { ...good, metadata: [] } }],
    ["has text for a vector", { json: { ...good, vector: "!!" } }],
    ["has half a float", { json: { ...good, vector: "AAA=" } }],
    ["has no numbers for a vector", { json: { ...good, vector: [1, "2"] } }],
    ["is about another vector", { json: { ...good, id: "w" } }],
    ["has a status that the contract does not know", { status: 202, json: good }],
    ["has a vector beyond float32", { json: { ...good, vector: [1e39] } }],
    ["has an empty vector", { json: { ...good, vector: [] } }],
    ["has a vector of no bytes", { json: { ...good, vector: "" } }],
    ["has NaN in a vector", { json: { ...good, vector: "AADAfw==" } }],
    ["has blanks in base64", { json: { ...good, vector: " AACA Pw== " } }],
    ["lacks the padding of base64", { json: { ...good, vector: "AACAPw" } }],
    ["has a version below 1", { json: { ...good, version: 0 } }],
    ["has a time that is none", { json: { ...good, created_at: "yesterday" } }],
    ["has a day that no calendar has", { json: { ...good, created_at: "2026-02-30T00:00:00Z" } }],
    ["has an hour that no day has", { json: { ...good, updated_at: "2026-01-01T24:00:00Z" } }],
    ["has a time without its zone", { json: { ...good, updated_at: "2026-01-01T00:00:00" } }],
    ...[
      ["a version that is not safe", '"version":1', '"version":9007199254740993'],
      ["a number beyond all doubles", "{}", '{"a":[1,{"b":-1e400}]}'],
      ["a surrogate alone", "{}", '{"a":"\\ud800"}'],
      ["a surrogate alone in a key", "{}", '{"\\uDC00x":1}'],
    ].map(([what, from = "", to = ""]): [string, Reply] => [
      `has ${what}`,
      { text: JSON.stringify(good).replace(from, to), headers: { "content-type": "application/json" } },
    ]),
    ["has codings on top of each other", { json: good, headers: { "content-encoding": "gzip, gzip" } }],
    [
      "is nested deeply",
      {
        text: `{"id":"v","version":1,"created_at":"","updated_at":"","metadata":{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}}`,
        headers: { "content-type": "application/json" },
      },
    ],
    ["is nested deeply in numbers' place", { json: { ...good, metadata: { a: lists(99) } } }],
  ])("that %s is a ResponseError, not data, and not tried again", async (_, reply) => {
    const { client: c, sent } = client([reply]);
    const error = await c.getVector("c", "v").then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(sdk.ResponseError);
    expect(sent.length).toBe(1);
  });
  it("keeps what the contract does not know", async () => {
    const more = { ...good, novelty: { a: [1] }, metadata: { x: null } };
    const { client: c } = client([{ json: more }]);
    expect(await c.getVector("c", "v")).toEqual(more);
  });
  it("keeps values at the edge", async () => {
    const edge = {
      ...good,
      version: Number.MAX_SAFE_INTEGER,
      created_at: "2024-02-29T23:59:59.123456789Z",
      // A hundred deep, with the record and its metadata.
      metadata: { a: 1e308, b: "😀 \\ud800", c: "Infinity", d: ["-1e999"], e: lists(98) },
    };
    const text = JSON.stringify(edge).replace("😀", "\\ud83d\\ude00");
    const { client: c } = client([{ text, headers: { "content-type": "application/json" } }]);
    expect(await c.getVector("c", "v")).toEqual(edge);
  });
  it.each([
    '{"detail":{"toString":1,"valueOf":1},"code":{"toString":1}}',
    '{"title":{"toString":null},"errors":[null,1]}',
  ])("that is an odd problem, %s, is the error of its status", async (text) => {
    const { client: c } = client([{ status: 400, text, headers: { "content-type": "application/json" } }]);
    await expect(c.getVector("c", "v")).rejects.toMatchObject({
      name: "BadRequestError",
      message: "400",
      errors: [],
    });
  });
  it("of a fetch that rejects with nothing is a failed connection", async () => {
    const c = new sdk.VectorizerClient(BASE, { fetch: () => Promise.reject(undefined), retries: 0 });
    await expect(c.getHealth()).rejects.toThrow(sdk.ConnectionFailedError);
  });
  it("keeps members called __proto__ as data and pollutes nothing", async () => {
    const text = `{"id":"v","version":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`;
    const { client: c } = client([{ text, headers: { "content-type": "application/json" } }, written]);
    const { metadata } = await c.getVector("c", "v");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(metadata)).toBe(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    await c.updateVector("c", "v", { metadata: metadata ?? null });
  });
  it("longer than the limit is not read to its end", async () => {
    let read = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        read += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const { client: c } = client(
      [async () => new Response(body, { headers: { "content-type": "application/json" } })],
      { maxResponseBytes: 10_000 },
    );
    await expect(c.getVector("c", "v")).rejects.toThrow("the answer is longer than 10000 bytes");
    expect(read).toBeLessThan(20_000);
  });
  it("that is no UTF-8 is a ResponseError", async () => {
    const { client: c } = client([
      async () =>
        new Response(new Uint8Array([0x22, 0xff, 0x22]), { headers: { "content-type": "application/json" } }),
    ]);
    await expect(c.getVector("c", "v")).rejects.toThrow(sdk.ResponseError);
  });
});

describe("a refusal", () => {
  it("has the class of its code, of its status, or the base", async () => {
    const errorOf = async (reply: Reply) =>
      client([reply], { retries: 0 })
        .client.getVector("c", "v")
        .catch((error: unknown) => error as sdk.APIStatusError);
    const specific = await errorOf({
      status: 404,
      problem: {
        code: "vector-not-found",
        detail: "no",
        errors: [{ pointer: "/path/id", code: "x", detail: "y" }],
      },
    });
    expect(specific).toBeInstanceOf(sdk.VectorNotFoundError);
    expect(specific).toBeInstanceOf(sdk.NotFoundError);
    expect(specific).toMatchObject({
      name: "VectorNotFoundError",
      status: 404,
      code: "vector-not-found",
      attempts: 1,
      isRetryable: false,
      message: "404 vector-not-found no",
    });
    expect((await errorOf({ status: 404, problem: { code: "novel" } })).constructor).toBe(sdk.NotFoundError);
    expect((await errorOf({ status: 500, problem: { code: "vector-not-found" } })).constructor).toBe(
      sdk.InternalServerError,
    );
    expect(await errorOf({ status: 400, problem: { code: 5, errors: "x", detail: {} } })).toMatchObject({
      code: undefined,
      errors: [],
      name: "BadRequestError",
    });
    expect((await errorOf({ status: 418, text: "tea" })).constructor).toBe(sdk.APIStatusError);
    expect((await errorOf({ status: 422, problem: { code: "__proto__" } })).constructor).toBe(
      sdk.UnprocessableError,
    );
  });
  it("says nothing that a terminal or a log would obey", async () => {
    const detail = "d\u001b]0;owned\u0007\r\nFAKE LOG LINE\u009b";
    const { client: c } = client([{ status: 400, problem: { code: "malformed-json", detail } }]);
    const error = await c.getVector("c", "v").catch((reason: sdk.APIStatusError) => reason);
    expect((error as sdk.APIStatusError).message).toBe("400 malformed-json d ]0;owned   FAKE LOG LINE ");
    expect((error as sdk.APIStatusError).problem.detail).toBe(detail);
  });
  it("keeps at most 1 KiB of what is no problem document", async () => {
    const { client: c } = client([{ status: 500, text: "x".repeat(5000) }], { retries: 0 });
    const error = (await c.getVector("c", "v").catch((reason: unknown) => reason)) as sdk.APIStatusError;
    expect(error.problem).toEqual({ detail: "x".repeat(1024) });
  });
  it("of a route that the contract has says that the server lacks it, and the server's version", async () => {
    const missing: Reply = { status: 404, problem: { code: "route-not-found" } };
    const error = (await client([missing])
      .client.updateVector("c", "v", { text: "t" })
      .catch((reason: unknown) => reason)) as sdk.NotSupportedByServerError;
    expect(error).toBeInstanceOf(sdk.NotSupportedByServerError);
    expect(error).toMatchObject({
      status: 404,
      code: "route-not-found",
      isRetryable: false,
      message: "404 route-not-found the server (version 1.0.0) has no operation updateVector",
    });
    const mute = client([missing], {}, missing);
    await expect(mute.client.updateVector("c", "v", { text: "t" })).rejects.toThrow("(version unknown)");
    await expect(mute.client.getInfo()).rejects.toThrow(sdk.NotFoundError);
  });
});

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
