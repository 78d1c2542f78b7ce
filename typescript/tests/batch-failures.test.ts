import { describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";
import { answer, clientOf, failure, itemsOf, LONG, many } from "./support/batches.js";
import type { Reply, Script, Sent } from "./support/fetch.js";

describe("an atomic batch that is refused", () => {
  const counts = { collection: "c", count: 2, created: 0, updated: 0, unchanged: 0, atomic: true };
  const said = {
    ...counts,
    failed: 1,
    aborted: 1,
    errors: [{ index: 1, id: "v1", code: "vector-not-found", detail: "no v1" }],
    results: [
      { index: 0, id: "v0", status: "aborted" },
      {
        index: 1,
        id: "v1",
        status: "failed",
        error: { code: "vector-not-found", status: 404, title: "t", detail: "no v1" },
      },
    ],
  };
  const refused = async (report: unknown) => {
    const { client } = clientOf([
      { status: 422, problem: { code: "batch-aborted", detail: "1 of 2", report } },
    ]);
    const error = await failure(client.batchUpdate("c", many(2), { atomic: true }));
    expect(error).toBeInstanceOf(sdk.BatchAbortedError);
    return error;
  };
  it("has the server's report, and its message names the first item that failed", async () => {
    const { message, report } = await refused(said);
    expect(message).toBe("422 batch-aborted 1 of 2; first: item 1: vector-not-found: no v1");
    expect(report).toMatchObject(said);
  });
  it.each([
    undefined,
    7,
    { results: 7 },
    { ...said, count: 3 },
    { ...said, failed: 2 },
    { ...said, errors: {} },
  ])("has a report of the client's own where that is none: %j", async (report) => {
    expect((await refused(report)).report).toMatchObject({ ...counts, failed: 2, aborted: 0 });
  });
});

describe("many requests", () => {
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
      "batchUpdate: of 45000 items 10000 unknown, 25000 not_sent; ConnectionFailedError: no complete answer: fetch failed",
    );
    expect(error.report).toMatchObject({
      count: 45_000,
      updated: 10_000,
      failed: 0,
      unknown: 10_000,
      not_sent: 25_000,
      errors: [],
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
  it.each([undefined, null, "", 0, Symbol("s")])(
    "are not whole when they are cut short for no reason: %o",
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
        { count: 25_000, updated: 20_000, not_sent: 5_000 },
        { count: 30_000, updated: 10_000 },
        { count: 30_000, updated: 10_000 },
      ];
      for (const [index, call] of calls.entries()) {
        const error = await failure(call);
        expect(error).toMatchObject({ name: "BatchPartialError", report: counts[index] });
        expect(error.cause).toEqual(reason || expect.any(Error));
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
  it.each([1, 2, 7])(
    "are not answered by a report with an error of an item beyond them: %i",
    async (count) => {
      const { client } = clientOf([
        (request) => {
          const { json } = answer(request) as { json: Record<string, unknown> };
          const error = { index: count, id: "v", code: "vector-not-found", detail: "d" };
          return { json: { ...json, updated: count - 1, failed: 1, errors: [error] } };
        },
      ]);
      for (const name of ["batchUpdate", "importVectors"] as const)
        expect(await failure(client[name]("c", many(count)))).toBeInstanceOf(sdk.ResponseError);
    },
  );
  it("say what cut them short", async () => {
    const { client } = clientOf([answer]);
    function* source() {
      yield* many(25_000);
      throw new Error("disk");
    }
    const { message } = await failure(client.batchUpdate("c", source(), { ...LONG, concurrency: 1 }));
    expect(message).toBe("batchUpdate: of 25000 items 5000 not_sent; Error: disk");
  });
  it.each([{}, 5, "report", [1], { count: "1" }, new sdk.BatchPartialError("", { count: 1 })])(
    "are not resumed from anything but a report: %o",
    async (resume) => {
      const { client, sent } = clientOf([answer]);
      await expect(client.batchUpdate("c", many(2), { resume: resume as never })).rejects.toThrow(
        new sdk.ValidationError("resume must be a report of this operation"),
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

describe("whatever ends a batch", () => {
  const failing: [string, Script, abstract new (...args: never[]) => sdk.VectorizerError][] = [
    ["a wrong key", { status: 401, problem: { code: "unauthorized" } }, sdk.UnauthorizedError],
    ["a wrong item", { status: 422, problem: { code: "unknown-field" } }, sdk.UnknownFieldError],
    ["an overload", { status: 503, problem: { code: "unavailable" } }, sdk.UnavailableError],
  ];
  describe.each(failing)("%s", (_, script, Class) => {
    it.each([1, 3, 30])("is found by one class for %i items", async (count) => {
      const { client } = clientOf([script]);
      const options = { batchSize: 10, concurrency: 1 };
      const error = await failure(client.batchUpdate("c", many(count), options));
      expect(error).toBeInstanceOf(sdk.BatchPartialError);
      expect([error, error.cause].some((one) => one instanceof Class)).toBe(true);
      expect(error.report.count).toBe(count);
      const again = clientOf([answer]).client.batchUpdate("c", many(count), { resume: error.report });
      expect(await again).toMatchObject({ count, updated: count });
    });
  });
  it("is no error of a batch where it was none", async () => {
    const { client } = clientOf([failing[0]?.[1] as Script]);
    expect(await failure(client.getVector("c", "v"))).not.toBeInstanceOf(sdk.BatchPartialError);
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
