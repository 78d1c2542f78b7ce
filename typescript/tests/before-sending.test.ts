import { describe, expect, it } from "vitest";
import { compact } from "../src/extras.js";
import * as sdk from "../src/index.js";
import { answer, clientOf, failure, itemsOf, many } from "./support/batches.js";

const ITEMS = many(40);
const SMALL = { batchSize: 10, concurrency: 1 };

/** What is left of a batch that its first request ended, as it comes back from a file. */
async function saved() {
  const controller = new AbortController();
  const { client } = clientOf([answer]);
  const options = { ...SMALL, signal: controller.signal, onProgress: () => controller.abort() };
  return JSON.parse(JSON.stringify(compact((await failure(client.batchUpdate("c", ITEMS, options))).report)));
}

describe("a report in the small form", () => {
  it("is resumed as it is: what was not sent is sent, and all is counted", async () => {
    const kept = await saved();
    expect(kept).toMatchObject({ count: 40, left: [[10, 39]] });
    const { client, sent } = clientOf([answer]);
    const report = await client.batchUpdate("c", ITEMS, { ...SMALL, resume: kept });
    expect(sent.flatMap(itemsOf).map(({ id }) => id)).toEqual(ITEMS.slice(10).map(({ id }) => id));
    expect(report).toMatchObject({ count: 40, updated: 40, not_sent: 0, errors: [] });
    expect(report).not.toHaveProperty("left");
  });
  it.each<[string, object]>([
    ["of another collection", { collection: "other" }],
    ["without its counts", { updated: undefined }],
    ["of another operation", { created: undefined, deleted: 10 }],
    ["that names less than it counts", { left: [[10, 38]] }],
    ["that names nothing", { left: undefined }],
    ["with a range that is none", { left: [[10]] }],
    ["with a range the wrong way round", { left: [[39, 10]] }],
    ["with a range of texts", { left: [["a", "b"]] }],
    ["with a range beyond the items", { left: [[10, 1e10]] }],
    ["with an error that is none", { errors: [5] }],
    ["with errors that are no list", { errors: 5 }],
    ["with an index below 0", { errors: [{ index: -1, code: "not_sent" }], left: [[11, 39]] }],
    ["with a count below 0", { count: -1 }],
    ["with a count of half an item", { count: 40.5 }],
  ])("%s is refused, and nothing is sent", async (_, change) => {
    const { client, sent } = clientOf([answer]);
    const resume = { ...(await saved()), ...change };
    await expect(client.batchUpdate("c", ITEMS, { resume })).rejects.toThrow(
      new sdk.ValidationError("resume must be a report of this operation"),
    );
    expect(sent).toEqual([]);
  });
});

describe("a report that does not fit the call", () => {
  const gone = () => Promise.reject(new TypeError("reset"));
  const lost = async (items: object[]) => {
    const { client } = clientOf([gone]);
    return (await failure(client.batchInsert("c", items as never, SMALL))).report as never;
  };
  it.each(["whole", "small"])(
    "is refused, %s, for unnamed items that may be stored already",
    async (form) => {
      const items = Array.from({ length: 30 }, () => ({ text: "t" }));
      const report = await lost(items);
      const resume = JSON.parse(JSON.stringify(form === "small" ? compact(report) : report));
      for (const source of [items, items.values()]) {
        const { client, sent } = clientOf([answer]);
        await expect(client.batchInsert("c", source, { resume })).rejects.toThrow(
          /^vectors\[0\] must have an id to be sent again/,
        );
        expect(sent).toEqual([]);
      }
    },
  );
  it("is refused of more items than the list has", async () => {
    const { client, sent } = clientOf([answer]);
    const resume = await lost(many(30));
    await expect(client.batchInsert("c", many(7), { resume })).rejects.toThrow(
      new sdk.ValidationError("resume must be a report of these items, got one of 30 items for 7"),
    );
    expect(sent).toEqual([]);
  });
  it("is refused of another operation by name", async () => {
    const { client, sent } = clientOf([answer]);
    const resume = await lost(many(30));
    await expect(client.batchUpdate("c", many(30), { resume })).rejects.toThrow(
      new sdk.ValidationError("resume must be a report of batchUpdate, got one of batchInsert"),
    );
    expect(sent).toEqual([]);
  });
});

describe("the keys of a resumed call", () => {
  it("are others than the first call's, and the same for the same items", async () => {
    const resume = await saved();
    const keys = async () => {
      const { client, sent } = clientOf([answer]);
      await client.batchUpdate("c", ITEMS, { ...SMALL, resume, idempotencyKey: "k" });
      return sent.map(({ headers }) => new Headers(headers).get("idempotency-key"));
    };
    const first = await keys();
    expect(first.map((key) => /^k-\d+-[0-9a-f]{16}$/.test(`${key}`))).toEqual([true, true, true]);
    expect(new Set(first).size).toBe(3);
    expect(await keys()).toEqual(first);
  });
});

describe("what ends a batch before anything is sent", () => {
  it.each<[string, Iterable<unknown>, number]>([
    ["a wrong item", [{ id: "z", vector: [Number.NaN] }], 1],
    ["a wrong item of the second request", [...many(550), { id: "z", vector: [Number.NaN] }], 551],
    ["an id twice", [...many(550), { id: "v1" }], 551],
    [
      "a source that breaks",
      (function* () {
        yield* many(600);
        throw new Error("disk");
      })(),
      600,
    ],
  ])("%s has a report of what was not sent", async (_, items, count) => {
    const { client, sent } = clientOf([answer]);
    const error = await failure(client.batchUpdate("c", items as never));
    // What the caller's own code throws comes out as it is.
    expect(error).toBeInstanceOf(error.message === "disk" ? Error : sdk.BatchPartialError);
    expect(error.report).toMatchObject({ count, not_sent: count });
    expect(sent).toEqual([]);
  });
});

describe("a batch's settings", () => {
  it("refuse an onProgress that is no function before anything is sent", async () => {
    const { client, sent } = clientOf([answer]);
    await expect(client.batchUpdate("c", many(3), { onProgress: 5 as never })).rejects.toThrow(
      new sdk.ConfigurationError("onProgress must be a function, got 5"),
    );
    expect(sent).toEqual([]);
  });
  it("may ask for any concurrency: no more run than there are requests", async () => {
    const { client, sent } = clientOf([answer]);
    const report = await client.batchUpdate("c", many(30), { batchSize: 10, concurrency: 1e15 });
    expect(report.updated).toBe(30);
    expect(sent).toHaveLength(3);
  });
});

describe("settings of a client", () => {
  it.each(["onResponse", "onRetry", "fetch"])("refuse a %s that is no function", (name) => {
    for (const value of [5, {}, "f", true])
      expect(() => new sdk.VectorizerClient("http://h", { [name]: value })).toThrow(sdk.ConfigurationError);
  });
  it("refuse a logger that cannot warn", () => {
    for (const logger of [5, {}, { warn: 5 }])
      expect(() => new sdk.VectorizerClient("http://h", { logger: logger as never })).toThrow(
        sdk.ConfigurationError,
      );
  });
  it("refuse a key that is no text, also in place of another", () => {
    for (const apiKey of [0, 5, true, false, ["a"], { key: "secret" }, {}, () => "a", Symbol("a")]) {
      const options = { apiKey: apiKey as never };
      expect(() => new sdk.VectorizerClient("http://h", options)).toThrow(sdk.ConfigurationError);
      expect(() => new sdk.VectorizerClient("http://h").withOptions(options)).toThrow(sdk.ConfigurationError);
    }
  });
});

describe("a vector without an end", () => {
  it("is read to the contract's limit, and refused", async () => {
    const { client, sent } = clientOf([answer]);
    const vector = (function* () {
      for (;;) yield 1;
    })();
    await expect(client.insertVector("c", { id: "x", vector })).rejects.toThrow(
      new sdk.ValidationError("vector must have at most 4096 numbers"),
    );
    expect(sent).toEqual([]);
  });
});
