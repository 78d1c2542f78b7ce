import { describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";
import { BASE, client, written } from "./support/call.js";
import { type Reply, response, VECTOR } from "./support/fetch.js";

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
