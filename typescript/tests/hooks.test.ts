import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { type Reply, scripted, WRITTEN } from "./support/fetch.js";

const BUSY: Reply = { status: 503, headers: { "retry-after-ms": "0" } };
const DONE: Reply = { json: WRITTEN };
const DOWN = new Error("metrics are down");
const FAILING: [string, () => unknown][] = [
  [
    "throws",
    () => {
      throw DOWN;
    },
  ],
  ["rejects", () => Promise.reject(DOWN)],
];

function update(options: sdk.ClientOptions, call: sdk.UpdateVectorOptions = {}, replies = [BUSY, DONE]) {
  const { fetch, sent } = scripted(replies);
  const client = new sdk.VectorizerClient("http://h", { fetch, ...options });
  return { answer: client.updateVector("c", "v", { text: "t", ...call }), sent };
}

describe("a hook", () => {
  it.each(FAILING)("that %s fails the call that it is told of, and nothing else", async (_, hook) => {
    await expect(update({ onResponse: hook }).answer).rejects.toBe(DOWN);
    await expect(update({ onRetry: hook }).answer).rejects.toBe(DOWN);
  });
  it("may be async, and is waited for", async () => {
    const order: string[] = [];
    const slowly = (name: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(name);
    };
    await update({ onResponse: slowly("response"), onRetry: slowly("retry") }).answer;
    expect(order).toEqual(["response", "retry", "response"]);
  });
  it("that never ends is ended by the deadline", async () => {
    const never = () => new Promise(() => {});
    for (const options of [{ onResponse: never }, { onRetry: never }])
      await expect(update(options, { timeout: 30 }).answer).rejects.toThrow(sdk.DeadlineExceededError);
  });
  it("that fails after the call is over harms nobody", async () => {
    const late = () => new Promise((_, reject) => setTimeout(reject, 60, DOWN));
    await expect(update({ onResponse: late }, { timeout: 20 }).answer).rejects.toThrow(
      sdk.DeadlineExceededError,
    );
    // Vitest fails for a rejection that nobody handles.
    await new Promise((resolve) => setTimeout(resolve, 80));
  });
});

describe("a logger", () => {
  it.each(FAILING)("that %s changes nothing", async (_, fail) => {
    const { answer, sent } = update({ apiKey: "k", logger: { warn: fail, debug: fail } });
    expect((await answer).status).toBe("updated");
    expect(sent).toHaveLength(2);
  });
});

describe("onProgress", () => {
  const report = {
    collection: "c",
    count: 1,
    created: 0,
    updated: 1,
    unchanged: 0,
    failed: 0,
    aborted: 0,
    errors: [],
    atomic: false,
    results: [{ index: 0, id: "a", status: "updated", version: 2 }],
  };
  const batch = (onProgress: () => unknown) => {
    const { fetch } = scripted([{ json: report }]);
    return new sdk.VectorizerClient("http://h", { fetch }).batchUpdate("c", [{ id: "a", text: "t" }], {
      onProgress,
    });
  };
  it.each(FAILING)("that %s ends the batch with its report", async (_, hook) => {
    const error = await batch(hook).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(sdk.BatchPartialError);
    expect(error).toMatchObject({ cause: DOWN, report: { updated: 1 } });
  });
  it("may be async, and is waited for", async () => {
    const done = vi.fn();
    await batch(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      done();
    });
    expect(done).toHaveBeenCalledOnce();
  });
});
