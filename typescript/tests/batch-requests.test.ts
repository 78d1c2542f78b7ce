import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { answer, clientOf, failure, itemsOf, LONG, many } from "./support/batches.js";
import { type Reply, response, type Sent } from "./support/fetch.js";
import { collectGarbage } from "./support/memory.js";

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
      "batchSize must be an integer, 1 or more, got ",
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
        message: `${name === "updates" ? "batchUpdate" : "importVectors"}: of 1200 items 1 failed, 499 aborted; first: item 700: unknown-field: ${detail}`,
        report: {
          count: 1200,
          updated: 700,
          failed: 1,
          aborted: 499,
          errors: [{ index: 700, id: "v700", code: "unknown-field", detail }],
        },
      });
      const other = (error.report.results as { index: number }[]).find(({ index }) => index === 699);
      expect(other).toEqual({ index: 699, id: "v699", status: "aborted" });
      if (name === "updates")
        expect(error.report.results[700]).toMatchObject({
          index: 700,
          status: "failed",
          error: { status: 422, code: "unknown-field", title: "Unknown field", detail },
        });
    },
  );
  it.each([false, true])(
    "names places by the caller's index in a report too, sent again: %s",
    async (again) => {
      const script = (request: Sent): Reply => {
        const items = itemsOf(request);
        const errors = items.flatMap(({ id }, index) => {
          if (!["v100", "v700", "v1100"].includes(id)) return [];
          const detail = `/body/updates/${index}/text: must be a string`;
          return [{ index, id, code: "validation-failed", detail }];
        });
        const results = items.map(({ id }, index) => {
          const error = errors.find((one) => one.index === index);
          const pointers = [
            { pointer: `/body/updates/${index}/text`, code: "validation-failed", detail: "d" },
          ];
          return error
            ? { index, id, status: "failed", error: { ...error, title: "t", status: 422, errors: pointers } }
            : { index, id, status: "updated", version: 2 };
        });
        const { json } = answer(request) as { json: object };
        const counts = { updated: items.length - errors.length, failed: errors.length };
        return { json: { ...json, ...counts, errors, results } };
      };
      const { client, sent } = clientOf([script]);
      let { report } = await failure(client.batchUpdate("c", updates));
      sent.length = 0;
      if (again) ({ report } = await failure(client.batchUpdate("c", updates, { resume: report })));
      if (again) expect(sent.flatMap(itemsOf).map(({ id }) => id)).toEqual(["v100", "v700", "v1100"]);
      for (const index of [100, 700, 1100]) {
        const detail = `/body/updates/${index}/text: must be a string`;
        expect(report.errors.find((one) => one.index === index)).toMatchObject({ detail });
        const error = { detail, errors: [{ pointer: `/body/updates/${index}/text` }] };
        expect(report.results[index]).toMatchObject({ index, error });
      }
    },
  );
  it("names the same places in the refusal itself", async () => {
    const { client } = clientOf([refusing((place) => `/body/updates/${place}/txt`)]);
    const { cause } = await failure(client.batchUpdate("c", updates));
    expect(cause).toMatchObject({
      message: expect.stringContaining("unknown-field /body/updates/700/txt: "),
      errors: [{ pointer: "/body/updates/700/txt" }],
      problem: { errors: [{ pointer: "/body/updates/700/txt" }] },
    });
  });
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
  it("of an import is resumed from a report that was saved, with what was not sent", async () => {
    const { client } = clientOf([refusing((place) => `/body/${place}`)]);
    const error = await failure(client.importVectors("c", updates));
    const saved = JSON.parse(JSON.stringify(error.report)) as sdk.ImportReport;
    const good = clientOf([answer]);
    const report = await good.client.importVectors("c", updates, { resume: saved });
    expect(good.sent.flatMap(itemsOf).map(({ id }) => id)).toEqual(
      updates.slice(500, 1000).map(({ id }) => id),
    );
    expect(report).toMatchObject({ count: 1200, updated: 1200, failed: 0, aborted: 0, errors: [] });
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
    expect(report).toMatchObject({ count: 1200, updated: 1200, failed: 0, aborted: 0, errors: [] });
    expect(report.results.map(({ index }) => index)).toEqual(updates.map((_, index) => index));
  });
  it.each<[string, Reply | (() => Promise<Reply>), object]>([
    ["refused", { status: 401, problem: { code: "unauthorized" } }, { failed: 3 }],
    ["lost", () => Promise.reject(new TypeError("reset")), { unknown: 3 }],
    ["late", () => new Promise<Reply>(() => {}), { unknown: 3 }],
  ])("has a report when its only request is %s, which no one else sees", async (_, reply, counts) => {
    const { client } = clientOf([reply]);
    const error = await failure(client.batchUpdate("c", many(3), { timeout: 50 }));
    expect(error.name).not.toBe("BatchPartialError");
    expect(error).toBeInstanceOf(sdk.VectorizerError);
    expect(error).toBeInstanceOf(sdk.BatchPartialError);
    expect(error.report).toMatchObject({ count: 3, ...counts });
    expect(Object.keys(error)).not.toContain("report");
    const { updated } = await clientOf([answer]).client.batchUpdate("c", many(3), { resume: error.report });
    expect(updated).toBe(3);
  });
});
