import {
  BASE_MS,
  CAP_MS,
  RETRY_AFTER_CAP_MS,
  RETRY_CODES,
  RETRY_COST,
  RETRY_STATUSES,
  TIMEOUT_COST,
} from "../generated/policy.js";

/** What the decision to try again depends on: facts only, no I/O, no clock. */
export interface Failure {
  /** Whether this kind of failure may pass. */
  readonly isRetryable: boolean;
  /** The class's name: a timeout costs the bucket more. */
  readonly name?: string;
  /** What the server asked for, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** A client's allowance for retries: it runs dry when everything fails, so that an outage is not made worse. */
export interface Bucket {
  tokens: number;
}

/**
 * How long to wait before the next attempt, in milliseconds, or undefined to give up.
 *
 * `attempt` is the number of the one that failed, from 1; `remaining` what the deadline leaves.
 */
export function nextDelay(
  attempt: number,
  { isRetryable, name, retryAfter }: Failure,
  retries: number,
  bucket: Bucket,
  remaining: number,
  random: () => number,
): number | undefined {
  const cost = name === "DeadlineExceededError" ? TIMEOUT_COST : RETRY_COST;
  const delay = retryAfter ?? random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  const isHopeless = delay > RETRY_AFTER_CAP_MS || delay >= remaining;
  if (!isRetryable || attempt > retries || bucket.tokens < cost || isHopeless) return undefined;
  bucket.tokens -= cost;
  return delay;
}

/** Statuses that may pass; a 409 only while the first request with the same key still runs. */
export const isRetryableStatus = (status: number, code: unknown): boolean =>
  RETRY_STATUSES.includes(status) || RETRY_CODES.includes(code);

/** Whether an error answer says that nothing was done. */
export const isRefusal = (status: number, code: unknown): boolean =>
  (status < 500 && !RETRY_CODES.includes(code)) || code === "unavailable";

/**
 * Reads Retry-After (seconds or an HTTP date) or Retry-After-Ms as milliseconds; undefined for anything else.
 *
 * A date is taken relative to the answer's own Date header, so that a wrong clock on either side does no harm.
 */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const read = (name: string) => headers.get(name) ?? "";
  const value = read("retry-after");
  const milliseconds = read("retry-after-ms");
  if (/^\d+$/.test(milliseconds)) return +milliseconds;
  if (/^\d+(\.\d+)?$/.test(value)) return +value * 1000;
  const wait = Date.parse(value) - (Date.parse(read("date")) || now);
  return value.endsWith("GMT") && !Number.isNaN(wait) ? Math.max(0, wait) : undefined;
}
