import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { type Reply, response, type Script, type Sent, scripted } from "./support/fetch.js";
import { collectGarbage } from "./support/memory.js";

const clientOf = (script: Script[], options: sdk.ClientOptions = {}) => {
  const { fetch, sent, handshakes } = scripted(script);
  return {
    client: new sdk.VectorizerClient("http://localhost", { fetch, retries: 0, ...options }),
    sent,
    handshakes,
  };
};

interface Item {
  id: string;
}
const itemsOf = (request: Sent): Item[] =>
  request.path.includes("import")
    ? request.body.split("\n").map((line) => JSON.parse(line) as Item)
    : (JSON.parse(request.body) as { updates: Item[] }).updates;

/** A server that updates everything but ids which begin with "bad". */
const answer = (request: Sent): Reply => {
  const items = itemsOf(request);
  const results = items.map(({ id }, index) =>
    id.startsWith("bad")
      ? {
          index,
          id,
          status: "failed",
          error: { code: "vector-not-found", status: 404, title: "t", detail: "d" },
        }
      : { index, id, status: "updated", version: 2 },
  );
  const errors = results.flatMap(({ index, id, status }) =>
    status === "failed" ? [{ index, id, code: "vector-not-found", detail: "d" }] : [],
  );
  const counts = { created: 0, updated: items.length - errors.length, unchanged: 0, failed: errors.length };
  if (request.path.includes("import"))
    return { json: { collection: "c", count: items.length, ...counts, errors } };
  return {
    json: { collection: "c", count: items.length, ...counts, aborted: 0, errors, atomic: false, results },
  };
};
const many = (count: number, bad: (index: number) => boolean = () => false) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${bad(index) ? "bad" : "v"}${index}`,
    metadata: { index },
  }));
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("gave something"),
    (error: unknown) => error as sdk.BatchPartialError<sdk.BatchReport & Record<string, number>>,
  );

/** As few requests as the contract allows. */
const LONG = { batchSize: 10_000 };

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
    expect(await client.batchUpdate("c", [])).toEqual(report);
    expect(await client.batchInsert("c", new Set(), { atomic: true })).toEqual({ ...report, atomic: true });
    expect(await client.importVectors("c", [])).toEqual(counts);
    const deleted = { collection: "c", count: 0, deleted: 0, missing: 0, results: [] };
    expect(await client.batchDelete("c", [])).toEqual(deleted);
    expect(await client.batchSearch("c", [])).toEqual({ results: [] });
    const raw = await client.withRawResponse.batchUpdate("c", []);
    expect(raw).toMatchObject({ data: report, status: 0, requestId: "", attempts: 0, elapsed: 0 });
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

describe("many requests", () => {
  it("split at the contract's count, with the caller's indexes in one report", async () => {
    const { client, sent } = clientOf([answer]);
    const onProgress = vi.fn();
    const items = many(25_000, (index) => index % 7000 === 0);
    const report = await client.batchUpdate("c", items, { ...LONG, raiseOnPartial: false, onProgress });
    expect(sent.map((request) => itemsOf(request).length).sort()).toEqual([10_000, 10_000, 5000].sort());
    expect(report).toMatchObject({
      collection: "c",
      count: 25_000,
      updated: 24_996,
      failed: 4,
      atomic: false,
    });
    expect(report.results.map(({ index }) => index)).toEqual(items.map((_, index) => index));
    expect(report.results.every(({ index, id }) => items[index]?.id === id)).toBe(true);
    expect(report.errors.map(({ index, id }) => [index, id])).toEqual([
      [0, "bad0"],
      [7000, "bad7000"],
      [14_000, "bad14000"],
      [21_000, "bad21000"],
    ]);
    expect(onProgress).toHaveBeenCalledTimes(3);
    expect(onProgress.mock.lastCall).toEqual([{ done: 25_000, failed: 4, total: 25_000 }]);
  });
  it("split at 32 MiB, without one byte more", async () => {
    const { client, sent } = clientOf([answer]);
    const text = "é".repeat(500_000);
    await client.batchUpdate(
      "c",
      Array.from({ length: 40 }, (_, index) => ({ id: `v${index}`, text })),
    );
    expect(sent.length).toBe(2);
    for (const { body } of sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(32 * 2 ** 20);
    expect(sent.flatMap(itemsOf).length).toBe(40);
  });
  it("counts the commas between items too", async () => {
    const { client, sent } = clientOf([answer]);
    const empty = '{"id":"v000","text":""}'.length;
    // 1,000 items that fill a request but for 200 bytes, which is less than their commas.
    const text = "x".repeat(33_554 - empty);
    const rest = 2 ** 25 - 200 - '{"updates":[]}'.length - 1_000 * 33_554;
    await client.batchUpdate(
      "c",
      Array.from({ length: 1_000 }, (_, index) => ({
        id: `v${String(index).padStart(3, "0")}`,
        text: index ? text : text + "x".repeat(rest),
      })),
    );
    expect(sent.length).toBe(2);
    for (const { body } of sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(2 ** 25);
  });
  it("come from any iterable, async ones too, a few at a time", async () => {
    let read = 0;
    let running = 0;
    let most = 0;
    const { client, sent } = clientOf([
      async (request) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return answer(request);
      },
    ]);
    async function* source() {
      for (const item of many(65_000)) {
        read++;
        yield item;
        if (read === 55_000) expect(sent.length).toBeGreaterThan(0);
      }
    }
    const report = await client.batchUpdate("c", source(), { concurrency: 2 });
    expect(report.count).toBe(65_000);
    expect(most).toBe(2);
  });
  it("are forgotten once they are answered", async () => {
    const heap: number[] = [];
    const fetch: sdk.Fetch = async (_, { body }) => {
      await collectGarbage();
      heap.push(process.memoryUsage().heapUsed);
      const count = (body as string).split("\n").length;
      const counts = { count, created: 0, updated: count, unchanged: 0, failed: 0 };
      return response({ json: { collection: "c", ...counts, errors: [] } });
    };
    function* source() {
      for (let index = 0; index < 160; index++)
        yield { id: `v${index}`, text: `${index % 10}`.repeat(2 ** 20) };
    }
    const client = new sdk.VectorizerClient("http://localhost", { fetch });
    await client.importVectors("c", source(), { ...LONG, concurrency: 1 });
    expect(heap.length).toBeGreaterThan(4);
    expect((heap.at(-1) as number) - (heap[1] as number)).toBeLessThan(48 * 2 ** 20);
    // 160 MiB are written and measured: on a busy machine that takes its time.
  }, 120_000);
  it("have keys of their own, made from the caller's", async () => {
    const { client, sent } = clientOf([answer]);
    await client.batchUpdate("c", many(10_001), { ...LONG, idempotencyKey: "mine" });
    expect(sent.map(({ headers }) => headers.get("idempotency-key")).sort()).toEqual(["mine", "mine-1"]);
  });
  it("cannot be atomic", async () => {
    const { client, sent } = clientOf([answer]);
    await expect(client.batchUpdate("c", many(10_001), { atomic: true })).rejects.toThrow(
      sdk.ValidationError,
    );
    expect(sent).toEqual([]);
  });
  it("cannot name an id twice, which no single request would show", async () => {
    const { client } = clientOf([answer]);
    const error = await failure(client.batchUpdate("c", [...many(20_000), { id: "v5" }]));
    expect(String(error.cause ?? error)).toContain('updates[20000] must not repeat the id "v5"');
  });
  it("that fail on their own account leave the others alone", async () => {
    const { client } = clientOf([
      (request) =>
        itemsOf(request)[0]?.id === "v10000"
          ? { status: 422, problem: { code: "limit-exceeded", detail: "too much" } }
          : answer(request),
    ]);
    const error = await failure(client.batchUpdate("c", many(30_000), LONG));
    expect(error.message).toBe(
      "batchUpdate: of 30000 items 10000 failed; first: item 10000: limit-exceeded: too much",
    );
    expect(error.report).toMatchObject({ count: 30_000, updated: 20_000, failed: 10_000 });
    expect(error.report.results[10_000]).toMatchObject({
      index: 10_000,
      id: "v10000",
      status: "failed",
      error: { code: "limit-exceeded", status: 422, detail: "too much" },
    });
    expect(error.cause).toBeInstanceOf(sdk.LimitExceededError);
  });
  it("that would all fail stop: what was lost is unknown, the rest was not sent, and resume sends just these", async () => {
    let isDown = true;
    const script = async (request: Sent): Promise<Reply> => {
      if (isDown && itemsOf(request)[0]?.id === "v10000") throw new TypeError("fetch failed");
      return answer(request);
    };
    const { client, sent } = clientOf([script]);
    const items = many(45_000);
    const error = await failure(client.batchUpdate("c", items, { ...LONG, concurrency: 1 }));
    expect(error.message).toBe(
      "batchUpdate: of 45000 items 10000 unknown, 25000 not_sent; first: item 10000: unknown: ConnectionFailedError: no complete answer: fetch failed",
    );
    expect(error.report).toMatchObject({
      count: 45_000,
      updated: 10_000,
      failed: 0,
      unknown: 10_000,
      not_sent: 25_000,
    });
    expect(error.report.results.map(({ index }) => index)).toEqual(items.map((_, index) => index));
    expect(error.cause).toBeInstanceOf(sdk.ConnectionFailedError);
    isDown = false;
    sent.length = 0;
    const report = await client.batchUpdate("c", items, { ...LONG, resume: error.report });
    expect(sent.flatMap(itemsOf).length).toBe(35_000);
    expect(report).toMatchObject({
      count: 45_000,
      updated: 45_000,
      failed: 0,
      unknown: 0,
      not_sent: 0,
      errors: [],
    });
    expect(report.results.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    sent.length = 0;
    expect(await client.batchUpdate("c", items, { resume: report })).toEqual(report);
    expect(sent).toEqual([]);
  });
  it("that all fail are the failure itself", async () => {
    const { client, sent } = clientOf([{ status: 401, problem: { code: "unauthorized" } }]);
    expect(await failure(client.batchUpdate("c", many(50_000), { ...LONG, concurrency: 1 }))).toBeInstanceOf(
      sdk.UnauthorizedError,
    );
    expect(sent.length).toBe(1);
  });
  it.each<[string, Reply | Error, Reply]>([
    ["lost, then unavailable", new TypeError("reset"), { status: 503, problem: { code: "unavailable" } }],
    ["lost, then unauthorized", new TypeError("reset"), { status: 401, problem: { code: "unauthorized" } }],
    ["a proxy's 502, then refused", { status: 502 }, { status: 422, problem: { code: "duplicate-id" } }],
    [
      "still running",
      { status: 409, problem: { code: "idempotency-in-progress" } },
      { status: 409, problem: { code: "idempotency-in-progress" } },
    ],
  ])("that are %s are unknown, not failed", async (_, first, then) => {
    for (const at of ["v0", "v10000"]) {
      let seen = 0;
      const { client } = clientOf([
        async (request) => {
          if (itemsOf(request)[0]?.id !== at) return answer(request);
          const reply = seen++ ? then : first;
          if (reply instanceof Error) throw reply;
          return { ...reply, headers: { "retry-after": "0" } };
        },
      ]);
      const error = await failure(client.batchUpdate("c", many(20_000), { ...LONG, concurrency: 1 }));
      expect(error.report).toMatchObject({ count: 20_000, unknown: 10_000 });
      expect(error.report.failed ?? 0).toBe(0);
      expect((error.cause as sdk.VectorizerError).inDoubt).toBe(true);
    }
  });
  it("whose progress cannot be told stop with what was done", async () => {
    const { client } = clientOf([answer]);
    const onProgress = () => {
      throw new Error("mine");
    };
    const error = await failure(
      client.batchUpdate("c", many(30_000), { ...LONG, concurrency: 1, onProgress }),
    );
    expect(error).toMatchObject({
      name: "BatchPartialError",
      cause: { message: "mine" },
      report: { count: 30_000, updated: 10_000, not_sent: 20_000 },
    });
  });
  it.each([0, 0.5, Number.POSITIVE_INFINITY, Number.NaN, -1])("cannot be %d wide", async (concurrency) => {
    const { client, sent } = clientOf([answer]);
    await expect(client.batchUpdate("c", many(10_001), { concurrency })).rejects.toThrow(
      sdk.ConfigurationError,
    );
    expect(sent).toEqual([]);
  });
  it("are cancelled at once", async () => {
    const controller = new AbortController();
    const { client, sent } = clientOf([() => new Promise<Reply>(() => {})]);
    const call = failure(client.batchUpdate("c", many(50_000), { ...LONG, signal: controller.signal }));
    await expect.poll(() => sent.length).toBe(4);
    controller.abort(new Error("enough"));
    expect(await call).toMatchObject({
      name: "BatchPartialError",
      cause: { message: "enough" },
      report: { count: 50_000, unknown: 40_000, not_sent: 10_000 },
    });
    expect(sent.length).toBe(4);
  });
  it.each([undefined, null, "", 0])(
    "are not whole when they are cut short for no reason: %s",
    async (reason) => {
      const { client } = clientOf([answer]);
      const controller = new AbortController();
      function* source() {
        yield* many(25_000);
        throw reason;
      }
      const items = many(30_000);
      const calls = [
        client.batchUpdate("c", source(), { ...LONG, concurrency: 1 }),
        client.batchUpdate("c", items, {
          ...LONG,
          concurrency: 1,
          signal: controller.signal,
          onProgress: () => controller.abort(reason),
        }),
        client.batchUpdate("c", items, {
          ...LONG,
          concurrency: 1,
          onProgress: () => {
            throw reason;
          },
        }),
      ];
      const counts = [
        { count: 20_000, updated: 20_000 },
        { count: 30_000, updated: 10_000 },
        { count: 30_000, updated: 10_000 },
      ];
      for (const [index, call] of calls.entries()) {
        const error = await failure(call);
        expect(error).toMatchObject({ name: "BatchPartialError", report: counts[index] });
        expect(error.cause).toBeInstanceOf(Error);
      }
    },
  );
  it.each(["__proto__", "toString", "constructor", "more"])(
    "keep members that the contract does not have, whatever they hold: %s",
    async (name) => {
      const odd = ["[null]", "5", "[1]", '"x"', "null", '[{"index":0},null]', '{"polluted":1}'];
      let n = 0;
      const { client } = clientOf([
        (request) => ({
          text: `${JSON.stringify(answer(request).json).slice(0, -1)},"${name}":${odd[n++ % odd.length]}}`,
          headers: { "content-type": "application/json" },
        }),
      ]);
      const all = { raiseOnPartial: false, ...LONG, concurrency: 1 };
      const report = await client.batchUpdate(
        "c",
        many(70_000, (index) => index === 69_999),
        all,
      );
      expect(report).toMatchObject({ count: 70_000, updated: 69_999, failed: 1 });
      expect(Object.keys(report)).toContain(name);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      n = 5;
      const again = await client.batchUpdate("c", many(70_000), { ...all, resume: report });
      expect(again).toMatchObject({ count: 70_000, updated: 70_000, failed: 0 });
    },
  );
  it("say what cut them short", async () => {
    const { client } = clientOf([answer]);
    function* source() {
      yield* many(25_000);
      throw new Error("disk");
    }
    const { message } = await failure(client.batchUpdate("c", source(), { ...LONG, concurrency: 1 }));
    expect(message).toBe("batchUpdate: of 20000 items all done; Error: disk");
  });
  it.each([{}, 5, "report", [1], { count: "1" }, new sdk.BatchPartialError("", { count: 1 })])(
    "are not resumed from anything but a report: %o",
    async (resume) => {
      const { client, sent } = clientOf([answer]);
      await expect(client.batchUpdate("c", many(2), { resume: resume as never })).rejects.toThrow(
        new sdk.ValidationError("resume must be a report"),
      );
      expect(sent).toEqual([]);
    },
  );
  it("tell of a source that breaks, with what was done", async () => {
    const { client } = clientOf([answer]);
    let isClosed = false;
    function* source() {
      try {
        yield* many(35_000);
        throw new Error("disk");
      } finally {
        isClosed = true;
      }
    }
    const error = await failure(client.batchUpdate("c", source(), { ...LONG, concurrency: 1 }));
    expect(error).toMatchObject({
      name: "BatchPartialError",
      cause: { message: "disk" },
      report: { updated: 30_000 },
    });
    expect(isClosed).toBe(true);
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

describe("a request that is refused, of several", () => {
  const refuseSecond = (request: Sent): Reply =>
    itemsOf(request)[0]?.id === "v10000"
      ? { status: 422, problem: { code: "unknown-field", title: "t", detail: "d" } }
      : answer(request);
  it("is in the report, and is not thrown where that was asked for", async () => {
    const { client } = clientOf([refuseSecond]);
    const report = await client.batchUpdate("c", many(20_001), { ...LONG, raiseOnPartial: false });
    expect(report).toMatchObject({ count: 20_001, updated: 10_001, failed: 10_000 });
    expect(report.results[10_000]).toMatchObject({ index: 10_000, status: "failed", error: { status: 422 } });
  });
  it("is the cause of what is thrown otherwise", async () => {
    const { client } = clientOf([refuseSecond]);
    const error = await failure(client.batchUpdate("c", many(20_001), LONG));
    expect(error).toBeInstanceOf(sdk.BatchPartialError);
    expect(error.cause).toBeInstanceOf(sdk.UnknownFieldError);
  });
  it("leaves a report even where every other one was refused too", async () => {
    const { client } = clientOf([{ status: 422, problem: { code: "unknown-field", detail: "d" } }]);
    const report = await client.batchUpdate("c", many(20_001), { ...LONG, raiseOnPartial: false });
    expect(report).toMatchObject({ count: 20_001, failed: 20_001 });
  });
});

describe("a batch that is cut into small requests", () => {
  const updates = many(1200);
  it("has 500 items a request, or as many as told, and never more than the contract allows", async () => {
    const sizes = async (options: sdk.BatchUpdateOptions, items = updates) => {
      const { client, sent } = clientOf([answer]);
      await client.batchUpdate("c", items, { ...options, concurrency: 1 });
      return sent.map((request) => itemsOf(request).length);
    };
    expect(await sizes({})).toEqual([500, 500, 200]);
    expect(await sizes({ batchSize: undefined })).toEqual([500, 500, 200]);
    expect(await sizes({ batchSize: 700 })).toEqual([700, 500]);
    expect(await sizes({ atomic: true })).toEqual([1200]);
    expect(await sizes({ batchSize: 1e9 }, many(10_001))).toEqual([10_000, 1]);
  });
  it.each([0, 1.5, Number.NaN, "5"])("cannot have %s items a request", async (batchSize) => {
    const { client, sent } = clientOf([answer]);
    await expect(client.batchUpdate("c", updates, { batchSize: batchSize as number })).rejects.toThrow(
      "batchSize must be a positive whole number, got ",
    );
    expect(sent).toEqual([]);
  });

  const refusing =
    (pointer: (place: number) => string) =>
    (request: Sent): Reply => {
      const place = itemsOf(request).findIndex(({ id }) => id === "v700");
      if (place < 0) return answer(request);
      const detail = '"txt" is not a field of this request.';
      return {
        status: 422,
        problem: {
          code: "unknown-field",
          title: "Unknown field",
          detail: `${pointer(place)}: ${detail}`,
          errors: [{ pointer: pointer(place), code: "unknown-field", detail }],
        },
      };
    };
  it.each(["updates", "records"])(
    "names what is refused by the caller's index and pointer: %s",
    async (name) => {
      const [prefix, send] =
        name === "updates"
          ? ["/body/updates", (client: sdk.VectorizerClient) => client.batchUpdate("c", updates)]
          : ["/body", (client: sdk.VectorizerClient) => client.importVectors("c", updates)];
      const { client } = clientOf([refusing((place) => `${prefix}/${place}/txt`)]);
      const error = await failure(send(client) as Promise<unknown>);
      const detail = `${prefix}/700/txt: "txt" is not a field of this request.`;
      expect(error).toMatchObject({
        name: "BatchPartialError",
        message: `${name === "updates" ? "batchUpdate" : "importVectors"}: of 1200 items 1 failed, 499 not_sent; first: item 500: not_sent: ${error.report.errors[0]?.detail}`,
        report: { count: 1200, updated: 700, failed: 1, not_sent: 499 },
      });
      expect(error.report.errors[200]).toEqual({ index: 700, id: "v700", code: "unknown-field", detail });
      if (name === "updates")
        expect(error.report.results[700]).toMatchObject({
          index: 700,
          status: "failed",
          error: { status: 422, code: "unknown-field", title: "Unknown field", detail },
        });
    },
  );
  it("counts all of a request that is refused for no item of it", async () => {
    for (const pointer of [
      "/body/upsert",
      "/body/updates",
      "/body/updates/x",
      "/body/updates/500",
      "/body/other/1",
    ]) {
      const { client } = clientOf([refusing(() => pointer)]);
      const error = await failure(client.batchUpdate("c", updates));
      expect(error.report, pointer).toMatchObject({ count: 1200, updated: 700, failed: 500 });
    }
  });
  it("is resumed from a report that was saved", async () => {
    const { client } = clientOf([refusing((place) => `/body/updates/${place}`)]);
    const error = await failure(client.batchUpdate("c", updates));
    const saved = JSON.parse(JSON.stringify(error.report)) as sdk.BatchReport;
    const good = clientOf([answer]);
    const report = await good.client.batchUpdate("c", updates, { resume: saved });
    expect(good.sent.flatMap(itemsOf).map(({ id }) => id)).toEqual(
      updates.slice(500, 1000).map(({ id }) => id),
    );
    expect(report).toMatchObject({ count: 1200, updated: 1200, failed: 0, not_sent: 0, errors: [] });
    expect(report.results.map(({ index }) => index)).toEqual(updates.map((_, index) => index));
  });
  it.each<[string, Reply | (() => Promise<Reply>), object]>([
    ["refused", { status: 401, problem: { code: "unauthorized" } }, { failed: 3 }],
    ["lost", () => Promise.reject(new TypeError("reset")), { unknown: 3 }],
    ["late", () => new Promise<Reply>(() => {}), { unknown: 3 }],
  ])("has a report when its only request is %s, which no one else sees", async (_, reply, counts) => {
    const { client } = clientOf([reply]);
    const error = await failure(client.batchUpdate("c", many(3), { timeout: 50 }));
    expect(error).toBeInstanceOf(sdk.VectorizerError);
    expect(error).not.toBeInstanceOf(sdk.BatchPartialError);
    expect(error.report).toMatchObject({ count: 3, ...counts });
    expect(Object.keys(error)).not.toContain("report");
    const { updated } = await clientOf([answer]).client.batchUpdate("c", many(3), { resume: error.report });
    expect(updated).toBe(3);
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
