import {
  type APIStatusError,
  classOf,
  type ErrorContext,
  type ProblemLike,
  ResponseError,
} from "./errors.js";
import { text } from "./exchange.js";
import type { Operation } from "./operation.js";
import { isRetryableStatus, retryAfter } from "./retry.js";
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
  /** Milliseconds from the call to the end of the answer. */
  readonly elapsed: number;
}

const MAX_DEPTH = 100;
const SHOWN_CHARACTERS = 1024;

/** Whether JSON is nested so deeply that walking it could overflow a caller's stack. */
function isTooDeep(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  // Vectors are most of an answer, and hold numbers only.
  if (Array.isArray(value) && typeof value[0] === "number") return false;
  return !depth || Object.values(value).some((item) => isTooDeep(item, depth - 1));
}

/** Parses JSON and reads it by the contract; a failure is a ResponseError, whatever is wrong. */
export function parse<T>(
  operation: Operation<T>,
  source: string,
  values: Record<string, unknown>,
  context: ErrorContext,
): T {
  try {
    const value: unknown = JSON.parse(source);
    if (isTooDeep(value)) throw new ResponseError(`the answer is nested deeper than ${MAX_DEPTH}`);
    const result = operation.read?.(value, "") as T;
    // An answer about another vector or collection than the one named is never data.
    for (const name of operation.lines ? [] : (operation.path.match(/\w+(?=\})/g) ?? [])) {
      const got = (result as Record<string, unknown>)[name];
      if (typeof got === "string" && got !== values[name])
        throw new ResponseError(`the answer is about another ${name}`);
    }
    return result;
  } catch (error) {
    throw new ResponseError(
      error instanceof ResponseError ? error.message : "the answer is not JSON",
      context,
    );
  }
}

/** Checks that a success is one of the contract's, in the form that it says. */
export function expected(operation: Operation<unknown>, response: Response, context: ErrorContext): void {
  const type = response.headers.get("content-type") ?? "";
  if (!operation.ok.includes(response.status)) {
    throw new ResponseError(
      `the answer has status ${response.status}, which the contract does not know`,
      context,
    );
  }
  if (
    operation.read &&
    !(operation.lines ? /^application\/x-ndjson\b/i : /^application\/json\b/i).test(type)
  ) {
    throw new ResponseError(
      `the answer is ${type || "of no type"}, not ${operation.lines ? "NDJSON" : "JSON"}`,
      context,
    );
  }
}

const isObject = (value: unknown): value is ProblemLike => typeof value === "object" && value !== null;

/** The error for an answer that is no success; what cannot be read of it changes nothing. */
export async function refusal(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
): Promise<APIStatusError> {
  const { status, headers } = response;
  let problem: ProblemLike = {};
  try {
    const body = await text(response, limit, scope, context);
    problem = { detail: body.slice(0, SHOWN_CHARACTERS) };
    const parsed: unknown = JSON.parse(body);
    if (/json/.test(headers.get("content-type") ?? "") && isObject(parsed)) problem = parsed;
  } catch {
    if (scope.signal.aborted) throw scope.signal.reason;
    // Whatever stood before the server answered in its own way; the status says enough.
  }
  return new (classOf(status, problem.code))(status, problem, {
    ...context,
    retryable: isRetryableStatus(status, problem.code),
    retryAfter: retryAfter(headers, Date.now()),
  });
}
