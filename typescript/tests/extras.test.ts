import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { compact, itemErrors, RetryPolicy } from "../src/extras.js";
import * as sdk from "../src/index.js";
import { scripted } from "./support/fetch.js";

const ITEMS = Array.from({ length: 5 }, (_, index) => ({ id: `v${index}`, text: "t" }));
const counts = { created: 0, updated: 0, unchanged: 0, failed: 0, aborted: 0 };
const MISSING = { code: "vector-not-found", status: 404, title: "Vector not found", detail: "none" };

/** A report of a request in which the items named failed. */
function answered(ids: string[], failing: string[]) {
  const results = ids.map((id, index) =>
    failing.includes(id)
      ? { index, id, status: "failed", error: MISSING }
      : { index, id, status: "updated", version: 2 },
  );
  const errors = results.flatMap(({ index, id, status }) =>
    status === "failed" ? [{ index, id, code: MISSING.code, detail: MISSING.detail }] : [],
  );
  const failed = errors.length;
  return {
    json: {
      collection: "c",
      count: ids.length,
      ...counts,
      updated: ids.length - failed,
      failed,
      errors,
      atomic: false,
      results,
    },
  };
}
const refused = { status: 500, json: { code: "internal-error", title: "t", status: 500, detail: "broke" } };

/** The report of a batch of two requests, in the first of which v1 failed, and of whose second nothing is known. */
async function partial(
  options: sdk.BatchUpdateOptions = {},
): Promise<sdk.BatchPartialError<sdk.BatchReport>> {
  const { fetch } = scripted([answered(["v0", "v1"], ["v1"]), refused]);
  const client = new sdk.VectorizerClient("http://h", { fetch, retries: 0 });
  const given = { batchSize: 2, concurrency: 1, ...options };
  return client.batchUpdate("c", ITEMS, given).then(
    () => expect.unreachable(),
    (error) => error,
  );
}

describe("a report", () => {
  it("has the error of each item that was refused", async () => {
    const errors = itemErrors(await partial());
    expect([...errors.keys()]).toEqual([1]);
    expect(errors.get(1)).toBeInstanceOf(sdk.VectorNotFoundError);
    expect(errors.get(1)).toMatchObject({ status: 404, code: "vector-not-found" });
  });
  it("of an import, which lists no results, has them too", () => {
    const errors = itemErrors({ count: 1, errors: [{ index: 0, code: "vector-exists", detail: "there" }] });
    expect(errors.get(0)).toBeInstanceOf(sdk.VectorExistsError);
    expect(errors.get(0)?.status).toBe(409);
  });
  it("lists what is not done alone, where results are not kept", async () => {
    const { report } = await partial({ keepResults: false });
    expect(report.results.map(({ index, status }) => [index, status])).toEqual([
      [1, "failed"],
      [2, "unknown"],
      [3, "unknown"],
      [4, "not_sent"],
    ]);
    expect(report).toMatchObject({ count: 5, updated: 1, failed: 1, unknown: 2, not_sent: 1 });
  });
  it("keeps what searches found", async () => {
    const { fetch } = scripted([{ json: { results: [{ results: [{ id: "a", score: 1 }] }] } }]);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    const found = await client.batchSearch("c", [{ query: "q" }], { keepResults: false });
    expect(found.results).toHaveLength(1);
  });
  it("is small when it is saved, and is resumed from that", async () => {
    const { report } = await partial();
    const saved = JSON.parse(JSON.stringify(compact(report)));
    expect(saved).toMatchObject({ count: 5, updated: 1, failed: 1, left: [[2, 4]] });
    expect(saved).not.toHaveProperty("results");
    const { fetch, sent } = scripted([answered(["v1", "v2", "v3", "v4"], [])]);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    const done = await client.batchUpdate("c", ITEMS, { resume: saved });
    const { updates } = JSON.parse(sent[0]?.body ?? "") as { updates: { id: string }[] };
    expect(updates.map(({ id }) => id)).toEqual(["v1", "v2", "v3", "v4"]);
    expect(done).toMatchObject({ count: 5, updated: 5, failed: 0 });
  });
  it("is one line on the console", async () => {
    const { report } = await partial();
    expect(inspect(report)).toMatch(/^.*count: 5.*'5 items'.*$/);
    expect(inspect(report)).not.toContain("\n");
  });
});

describe("a retry policy", () => {
  const asked = async (retries: sdk.ClientOptions["retries"], ...steps: object[]) => {
    const { fetch, sent } = scripted([...steps, { json: { status: "ok" } }] as never);
    const client = new sdk.VectorizerClient("http://h", { fetch, retries });
    const outcome = await client.getHealth().then(
      () => "done",
      (error: sdk.VectorizerError) => error.status,
    );
    return [outcome, sent.length];
  };
  const failing = (status: number, headers = {}) => ({ status, headers, json: {} });
  const quick = { baseDelay: 0 };

  it("says how often, and for which statuses", async () => {
    expect(await asked(new RetryPolicy({ ...quick, retries: 1 }), failing(503), failing(503))).toEqual([
      503, 2,
    ]);
    expect(await asked(new RetryPolicy({ ...quick, statuses: [500] }), failing(500))).toEqual(["done", 2]);
    expect(await asked(new RetryPolicy({ ...quick, statuses: [500] }), failing(503))).toEqual([503, 1]);
  });
  it("says how long a server may make it wait", async () => {
    const slow = failing(503, { "retry-after": "5" });
    expect(await asked(new RetryPolicy({ maxRetryAfter: 4_000 }), slow)).toEqual([503, 1]);
  });
  it("has the contract's values where none are given", () => {
    const { nextDelay, ...policy } = new RetryPolicy();
    expect(policy).toEqual({
      retries: 2,
      baseDelay: 250,
      maxDelay: 8000,
      maxRetryAfter: 60_000,
      statuses: [408, 429, 502, 503, 504],
      codes: ["idempotency-in-progress"],
    });
    const facts = { isRetryable: true };
    expect(nextDelay(2, facts, policy, { tokens: 9 }, 1e6, () => 0.5)).toBe(250);
    expect(nextDelay(2, facts, policy, { tokens: 4 }, 1e6, () => 0.5)).toBeUndefined();
    expect(nextDelay(3, facts, policy, { tokens: 9 }, 1e6, () => 0.5)).toBeUndefined();
  });
  it.each([[{ retries: -1 }], [{ statuses: 503 }], [{ jitter: true }], [{ nextDelay: 1 }]])(
    "refuses %j",
    (given) => {
      expect(() => new RetryPolicy(given as never)).toThrow(sdk.ValidationError);
    },
  );
});

it("numbers of four bytes are put into the other order", async () => {
  const { swap } = await import("../src/set-up.js");
  expect([...swap(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8]).subarray(1))]).toEqual([
    4, 3, 2, 1, 8, 7, 6, 5,
  ]);
});
