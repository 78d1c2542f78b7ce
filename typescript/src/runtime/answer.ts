import { text } from "./body.js";
import { isIllFormed } from "./encode.js";
import {
  type APIStatusError,
  classOf,
  type ErrorContext,
  isCode,
  isObject,
  NotSupportedByServerError,
  type ProblemLike,
  ResponseError,
} from "./errors.js";
import type { Operation } from "./operation.js";
import { isRefusal, isRetryableStatus, retryAfter } from "./retry.js";
import type { Scope } from "./scope.js";

/** An answer with what came around it. */
export interface RawResponse<T> {
  /** What the call gives without `withRawResponse`. */
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  /** How many requests were sent. */
  readonly attempts: number;
  /** Milliseconds that each attempt took. */
  readonly timings: readonly number[];
}

export const JSON_TYPE = "application/json";
const MAX_DEPTH = 100;
const SHOWN_CHARACTERS = 1024;

/**
 * Whether JSON has a number that was read as Infinity, is nested so deeply that walking it could overflow a stack, or, where it
 * has such escapes, text that no UTF-8 can carry.
 */
const isBeyond = (value: unknown, hasEscapes: boolean, depth = MAX_DEPTH): boolean =>
  isObject(value)
    ? !depth ||
      (hasEscapes && Object.keys(value).some(isIllFormed)) ||
      Object.values(value).some((item) => isBeyond(item, hasEscapes, depth - 1))
    : typeof value === "number"
      ? !Number.isFinite(value)
      : hasEscapes && isIllFormed(`${value}`);

/** Parses JSON and reads it by the contract; a failure is a ResponseError, whatever is wrong. */
export function parse<T>(
  operation: Operation<T>,
  source: string,
  values: Record<string, unknown>,
  context: ErrorContext,
): T {
  let why = "is not JSON";
  try {
    const value: unknown = (operation.parse ?? JSON.parse)(source);
    if (isBeyond(value, /\\ud[89a-f]/i.test(source))) throw value;
    why = "";
    const result = operation.read?.(value, "") as T & Record<string, unknown>;
    // An answer about another vector or collection than the one named is never data.
    for (const name in operation.echo) {
      const parameter = operation.echo[name] as string;
      why = `is about another ${parameter}`;
      if (result[name] !== values[parameter]) throw value;
    }
    return result;
  } catch (error) {
    throw new ResponseError(`the answer ${why || (error as Error).message}`, context);
  }
}

/** Checks that a success is one of the contract's, in the form that it says. */
export function expect(
  { success = [200], read, accept = JSON_TYPE }: Operation<unknown>,
  { status, headers }: Response,
  context: ErrorContext,
): void {
  const type = headers.get("content-type") ?? "no type";
  const [name = ""] = type.toLowerCase().split(/[;, ]/);
  // A coding on top of another multiplies what a byte can hold; fetch has asked for no such thing.
  const isStacked = headers.get("content-encoding")?.includes(",");
  if (isStacked || !success.includes(status) || (read && name !== accept)) {
    throw new ResponseError(`the answer is not what the contract says: ${status} with ${type}`, context);
  }
}

/** The little of `/info` that the runtime acts on. */
export interface ServerInfo {
  version?: unknown;
  spec_version?: unknown;
  vector_formats?: unknown;
}

/**
 * The error for an answer that is no success; what cannot be read of it changes nothing.
 *
 * A route that the contract has and the server has not is said to be just that, with the server's version.
 */
export async function refusal(
  response: Response,
  limit: number,
  scope: Scope,
  id: string,
  core: { info(): Promise<ServerInfo | undefined> },
): Promise<APIStatusError> {
  const { status, headers } = response;
  const { context } = scope;
  const { scrub } = context;
  let problem: ProblemLike = {};
  try {
    const body = await text(response, limit, scope);
    problem = { detail: scrub(body).slice(0, SHOWN_CHARACTERS) };
    const parsed: unknown = /json/.test(headers.get("content-type") ?? "") && JSON.parse(body);
    if (isObject(parsed)) {
      const { code } = parsed as ProblemLike;
      // A code that is known is no key, even where a key happens to be a part of it.
      // Written anew, since it may have spelled the key with escapes.
      problem = { ...JSON.parse(scrub(JSON.stringify(parsed))), ...(isCode(code) && { code }) };
    }
  } catch {
    if (scope.signal.aborted) throw scope.signal.reason;
    // Whatever stood before the server answered in its own way; the status says enough.
  }
  let Class = classOf(status, problem.code);
  // The handshake itself must not wait for the handshake.
  if (problem.code === "route-not-found" && id !== "getInfo") {
    Class = NotSupportedByServerError;
    const version = (await scope.race(core.info()))?.version ?? "unknown";
    problem = { ...problem, detail: `the server (version ${version}) has no operation ${id}` };
  }
  return new Class(status, problem, {
    ...context,
    inDoubt: scope.wasInDoubt || !isRefusal(status, problem.code),
    isRetryable: isRetryableStatus(status, problem.code),
    retryAfter: retryAfter(headers),
  });
}
