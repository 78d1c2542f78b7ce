import { text } from "./body.js";
import {
  type APIStatusError,
  classOf,
  type ErrorContext,
  type ProblemLike,
  ResponseError,
} from "./errors.js";
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
const isTooDeep = (value: unknown, depth = MAX_DEPTH): boolean =>
  isObject(value) && (!depth || Object.values(value).some((item) => isTooDeep(item, depth - 1)));

const isObject = (value: unknown): value is ProblemLike => typeof value === "object" && value !== null;

/** Parses JSON and reads it by the contract; a failure is a ResponseError, whatever is wrong. */
export function parse<T>(
  operation: Operation<T>,
  source: string,
  values: Record<string, unknown>,
  context: ErrorContext,
): T {
  let why = "is not JSON";
  try {
    const value: unknown = JSON.parse(source);
    why = `is nested deeper than ${MAX_DEPTH}`;
    if (isTooDeep(value)) throw value;
    why = "";
    const result = operation.read?.(value, "") as T & Record<string, unknown>;
    // An answer about another vector or collection than the one named is never data.
    for (const name in operation.lines ? {} : values) {
      why = `is about another ${name}`;
      const got = result[operation.echo?.[name] ?? name];
      if (operation.route.includes(`{${name}}`) && typeof got === "string" && got !== values[name])
        throw value;
    }
    return result;
  } catch (error) {
    throw new ResponseError(`the answer ${why || (error as Error).message}`, context);
  }
}

/** Checks that a success is one of the contract's, in the form that it says. */
export function check(
  { ok = [200], read, lines }: Operation<unknown>,
  { status, headers }: Response,
  context: ErrorContext,
): void {
  const type = headers.get("content-type") ?? "no type";
  const [isJson, isLines] = /^application\/(x-nd)?json\b/i.exec(type) ?? [];
  if (!ok.includes(status) || (read && !(isJson && !isLines === !lines))) {
    throw new ResponseError(`the answer is not what the contract says: ${status} with ${type}`, context);
  }
}

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
    const parsed: unknown = /json/.test(headers.get("content-type") ?? "") && JSON.parse(body);
    if (isObject(parsed)) problem = parsed;
  } catch {
    if (scope.signal.aborted) throw scope.signal.reason;
    // Whatever stood before the server answered in its own way; the status says enough.
  }
  return new (classOf(status, problem.code))(status, problem, {
    ...context,
    isRetryable: isRetryableStatus(status, problem.code),
    retryAfter: retryAfter(headers, Date.now()),
  });
}
