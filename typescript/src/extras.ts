// What a program may want beyond its calls, and what is in no bundle that does not ask for it.
import {
  ATTEMPTS,
  BASE_MS,
  CAP_MS,
  RETRY_AFTER_CAP_MS,
  RETRY_CODES,
  RETRY_COST,
  RETRY_STATUSES,
  TIMEOUT_COST,
} from "./generated/policy.js";
import { place, summary } from "./place.js";
import { resumed } from "./resumed.js";
import { type APIStatusError, classOf, isObject, statusOf, ValidationError } from "./runtime/errors.js";
import { host } from "./runtime/host.js";
import type { Bucket, Failure } from "./runtime/retry.js";

export { type AroundHook, type Attempt, type Hookable, hooked, type Next } from "./hooked.js";

// In browsers too, `resume` takes what `compact` gave.
host.resumed = resumed;
// And messages name the places of the caller's list, how many items are not done, and the first that failed.
host.place = place;
host.summary = summary;

/** What is known of an attempt that failed. */
interface Failed extends Failure {
  readonly status?: number | undefined;
  readonly code?: unknown;
}

/** How a failed request is tried again. Delays are full jitter, at most `min(maxDelay, baseDelay * 2 ** n)` milliseconds. */
export class RetryPolicy {
  /** How many times to try again. */
  readonly retries: number = ATTEMPTS - 1;
  readonly baseDelay: number = BASE_MS;
  readonly maxDelay: number = CAP_MS;
  /** A server that asks to wait longer ends the call at once. */
  readonly maxRetryAfter: number = RETRY_AFTER_CAP_MS;
  /** Statuses of answers that may pass. */
  readonly statuses: readonly number[] = RETRY_STATUSES;
  /** Problem codes that may pass, whatever their status. */
  readonly codes: readonly unknown[] = RETRY_CODES;

  constructor(given: Partial<Omit<RetryPolicy, "nextDelay">> = {}) {
    for (const [name, value] of Object.entries(given)) {
      if (!Object.hasOwn(this, name) || name === "nextDelay")
        throw new ValidationError(`${name} is not a member of RetryPolicy`);
      const isList = Array.isArray(this[name as keyof RetryPolicy]);
      if (value !== undefined && (isList ? !Array.isArray(value) : !((value as number) >= 0)))
        throw new ValidationError(`${name} must be ${isList ? "a list" : "a number, 0 or more"}`);
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
  }

  /** Milliseconds until the next attempt, or undefined to give up; `attempt` is the one that failed, from 1. */
  readonly nextDelay = (
    attempt: number,
    { isRetryable, name, retryAfter, status, code }: Failed,
    _: unknown,
    bucket: Bucket,
    remaining: number,
    random: () => number,
  ): number | undefined => {
    const mayPass = status ? this.statuses.includes(status) || this.codes.includes(code) : isRetryable;
    const cost = name === "DeadlineExceededError" ? TIMEOUT_COST : RETRY_COST;
    const delay = retryAfter ?? random() * Math.min(this.maxDelay, this.baseDelay * 2 ** (attempt - 1));
    const isHopeless = (retryAfter ?? 0) > this.maxRetryAfter || delay >= remaining;
    if (!mayPass || attempt > this.retries || bucket.tokens < cost || isHopeless) return undefined;
    bucket.tokens -= cost;
    return delay;
  };
}

/** A report of a batch, whichever. */
interface Report {
  readonly count: number;
  readonly errors?: readonly Entry[];
  readonly results?: readonly Entry[];
}

interface Entry {
  readonly index: number;
  readonly code?: string;
  readonly detail?: string;
  readonly status?: string;
  readonly error?: { readonly code?: string; readonly status?: number; readonly detail?: string };
}

/** A report in the form for a file: counts and failures, and what else is to be sent again as first and last indexes. */
export type SavedReport = Omit<Report, "results"> & { readonly left: readonly (readonly [number, number])[] };

/** Codes of the client's own: nothing is known of such an item, or nothing was done. */
const LEFT = ["unknown", "not_sent"];
const isLeft = ({ code = "" }: Entry): boolean => LEFT.includes(code);

/** The error of each item that was refused, by its index; of a report, or of the error that has one. */
export function itemErrors(source: Report | { readonly report?: unknown }): Map<number, APIStatusError> {
  const report = ("report" in source && isObject(source.report) ? source.report : source) as Report;
  const problems = new Map((report.results ?? []).map(({ index, error }) => [index, error]));
  const refused = (report.errors ?? []).filter((entry) => !isLeft(entry));
  return new Map(
    refused.map(({ index, code, detail }) => {
      const problem = { code, detail, ...problems.get(index) } as Record<string, unknown> & {
        status?: number;
      };
      const status = problem.status ?? statusOf(code) ?? 0;
      return [index, new (classOf(status, code))(status, problem)];
    }),
  );
}

/** What `resume` needs of a report, small, for a file. */
export function compact<R extends Report>(report: R): Omit<R, "results"> & SavedReport {
  const { results = [], errors = [], ...others } = report;
  const failed = errors.filter((entry) => !isLeft(entry));
  const settled = new Set(failed.map(({ index }) => index));
  const undone = results.filter(({ status = "" }) => [...LEFT, "failed", "aborted"].includes(status));
  const indexes = new Set([...errors.filter(isLeft), ...undone].map(({ index }) => index));
  const left = ranges([...indexes].filter((one) => !settled.has(one)));
  const in_doubt = ranges(undone.filter(({ status }) => status === "unknown").map(({ index }) => index));
  return { ...others, errors: failed, left, in_doubt } as never;
}

function ranges(indexes: number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const index of indexes.sort((a, b) => a - b)) {
    const range = found.at(-1);
    if (range?.[1] === index - 1) range[1] = index;
    else found.push([index, index]);
  }
  return found;
}
