/** What the decision to try again depends on: facts only, no I/O, no clock. */
export interface Failure {
  /** Whether this kind of failure may pass. */
  retryable: boolean;
  /** Whether it was a timeout, which costs the bucket more. */
  timeout?: boolean;
  /** What the server asked for, in milliseconds. */
  retryAfter?: number | undefined;
}

/** A client's allowance for retries: it runs dry when everything fails, so that an outage is not made worse. */
export interface Bucket {
  tokens: number;
}

const CAPACITY = 500;
const RETRY_COST = 5;
const TIMEOUT_COST = 10;
const BASE_MS = 250;
const CAP_MS = 8_000;
/** A longer Retry-After is not waited for: the call fails at once. */
const RETRY_AFTER_CAP_MS = 60_000;

export const newBucket = (): Bucket => ({ tokens: CAPACITY });

/** Gives a token back for a call that succeeded. */
export const refill = (bucket: Bucket): void => {
  bucket.tokens = Math.min(CAPACITY, bucket.tokens + 1);
};

/**
 * How long to wait before the next attempt, in milliseconds, or undefined to give up.
 *
 * `attempt` is the number of the one that failed, from 1; `remaining` what the deadline leaves.
 */
export function nextDelay(
  attempt: number,
  failure: Failure,
  retries: number,
  bucket: Bucket,
  remaining: number,
  random: () => number,
): number | undefined {
  const cost = failure.timeout ? TIMEOUT_COST : RETRY_COST;
  const delay = failure.retryAfter ?? random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  if (
    !failure.retryable ||
    attempt > retries ||
    bucket.tokens < cost ||
    (failure.retryAfter ?? 0) > RETRY_AFTER_CAP_MS ||
    delay >= remaining
  ) {
    return undefined;
  }
  bucket.tokens -= cost;
  return delay;
}

/** Statuses that may pass; a 409 only while the first request with the same key still runs. */
export const isRetryableStatus = (status: number, code?: string): boolean =>
  [408, 429, 502, 503, 504].includes(status) || code === "idempotency-in-progress";

/**
 * Reads Retry-After (seconds or an HTTP date) or Retry-After-Ms as milliseconds; undefined for anything else.
 *
 * A date is taken relative to the answer's own Date header, so that a wrong clock on either side does no harm.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get("retry-after-ms");
  if (milliseconds && /^\d+$/.test(milliseconds)) return +milliseconds;
  const value = headers.get("retry-after") ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return +value * 1000;
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.max(0, date - (Date.parse(headers.get("date") ?? "") || now));
}
