import { describe, expect, it } from "vitest";
import { BUDGET } from "../src/generated/policy.js";
import { isRetryableStatus, nextDelay, retryAfter } from "../src/runtime/retry.js";

const passing = { isRetryable: true };
const full = () => ({ tokens: BUDGET });
const one = () => 1;

describe("nextDelay", () => {
  it("doubles its ceiling with each attempt, up to 8 seconds", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => nextDelay(attempt, passing, 10, full(), 1e6, one));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
  });
  it("spreads over the whole span below the ceiling", () => {
    expect(nextDelay(1, passing, 2, full(), 1e6, () => 0)).toBe(0);
    expect(nextDelay(2, passing, 2, full(), 1e6, () => 0.5)).toBe(250);
  });
  it("gives up after the last retry, and at once with none", () => {
    expect(nextDelay(3, passing, 2, full(), 1e6, one)).toBeUndefined();
    expect(nextDelay(1, passing, 0, full(), 1e6, one)).toBeUndefined();
  });
  it("never tries again what cannot pass", () => {
    expect(nextDelay(1, { isRetryable: false }, 2, full(), 1e6, one)).toBeUndefined();
  });
  it("waits as long as the server asks, up to 60 seconds, and fails at once beyond", () => {
    expect(nextDelay(1, { ...passing, retryAfter: 60_000 }, 2, full(), 1e6, one)).toBe(60_000);
    expect(nextDelay(1, { ...passing, retryAfter: 60_001 }, 2, full(), 1e6, one)).toBeUndefined();
    expect(nextDelay(1, { ...passing, retryAfter: 0 }, 2, full(), 1e6, one)).toBe(0);
  });
  it("does not begin a wait that the deadline would cut", () => {
    expect(nextDelay(1, passing, 2, full(), 250, one)).toBeUndefined();
    expect(nextDelay(1, passing, 2, full(), 251, one)).toBe(250);
  });
  it("takes 5 tokens for a retry and 10 for one after a timeout, and stops when they are gone", () => {
    const bucket = { tokens: 19 };
    expect(nextDelay(1, passing, 2, bucket, 1e6, one)).toBe(250);
    expect(nextDelay(1, { ...passing, name: "DeadlineExceededError" }, 2, bucket, 1e6, one)).toBe(250);
    expect(bucket.tokens).toBe(4);
    expect(nextDelay(1, passing, 2, bucket, 1e6, one)).toBeUndefined();
    expect(bucket.tokens).toBe(4);
  });
  it("lets a total outage add 100 retries and no more", () => {
    const bucket = full();
    let retries = 0;
    for (let call = 0; call < 1000; call++) {
      for (let attempt = 1; nextDelay(attempt, passing, 2, bucket, 1e6, one) !== undefined; attempt++)
        retries++;
    }
    expect(retries).toBe(100);
  });
});

describe("isRetryableStatus", () => {
  it("is true of what may pass only", () => {
    const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
    expect(statuses.filter((status) => isRetryableStatus(status, undefined))).toEqual([
      408, 429, 502, 503, 504,
    ]);
  });
  it("takes a conflict for passing only while the first request runs", () => {
    expect(isRetryableStatus(409, "idempotency-in-progress")).toBe(true);
    expect(isRetryableStatus(409, "vector-exists")).toBe(false);
  });
});

describe("retryAfter", () => {
  const now = Date.parse("Mon, 01 Jan 2024 00:00:00 GMT");
  const read = (headers: Record<string, string>) => retryAfter(new Headers(headers), now);
  it.each([
    ["seconds", { "retry-after": "3" }, 3000],
    ["part of a second", { "retry-after": "0.5" }, 500],
    ["milliseconds", { "retry-after-ms": "120", "retry-after": "9" }, 120],
    ["a date", { "retry-after": "Mon, 01 Jan 2024 00:00:07 GMT" }, 7000],
    ["a date that has passed", { "retry-after": "Sun, 31 Dec 2023 00:00:00 GMT" }, 0],
    [
      "a date by the server's own clock",
      { "retry-after": "Mon, 01 Jan 2024 05:00:07 GMT", date: "Mon, 01 Jan 2024 05:00:00 GMT" },
      7000,
    ],
    ["a huge number", { "retry-after": "1000000000" }, 1e12],
    ["a negative number", { "retry-after": "-1" }, undefined],
    ["garbage", { "retry-after": "soon" }, undefined],
    ["dots", { "retry-after": "1.2.3" }, undefined],
    ["a broken date", { "retry-after": "Foo, 99 Bar 2024 GMT" }, undefined],
    ["nothing", {}, undefined],
  ])("reads %s", (_, headers, expected) => {
    expect(read(headers)).toBe(expected);
  });
});
