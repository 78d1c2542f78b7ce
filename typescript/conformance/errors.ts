import * as sdk from "../src/index.js";
import {
  APIStatusError,
  BatchPartialError,
  ConfigurationError,
  ConnectionFailedError,
  DeadlineExceededError,
  NotSupportedByServerError,
  RedirectError,
  ResponseError,
  ValidationError,
  VectorizerError,
} from "../src/index.js";
import { answered } from "./values.js";

const KINDS = [
  [ValidationError, "validation"],
  [ConfigurationError, "configuration"],
  [ConnectionFailedError, "connection"],
  [DeadlineExceededError, "timeout"],
  [RedirectError, "redirect"],
  [ResponseError, "response"],
  [NotSupportedByServerError, "not-supported"],
  [APIStatusError, "status"],
  // What ended a batch before anything was done is one of these too.
  [BatchPartialError, "batch-partial"],
] as const;

/** What the client has, kept by naming them: a bundler would leave out the error classes that nothing else names. */
export const surface = [...Object.keys(sdk), ...Object.getOwnPropertyNames(sdk.VectorizerClient.prototype)];

/** An error of the client in the protocol's words. */
export function describe(error: unknown, { aborted, reason }: AbortSignal): Record<string, unknown> {
  // A cancelled call rejects with whatever the signal holds; a DOMException's code is a number.
  const it = error as Partial<APIStatusError> & { name?: string; message?: string; report?: unknown };
  const report = it.problem?.report ?? it.report;
  return {
    class: it.name ?? typeof error,
    bases: bases(error),
    kind:
      aborted && (!(error instanceof VectorizerError) || error.cause === reason)
        ? "cancelled"
        : (KINDS.find(([Class]) => error instanceof Class)?.[1] ?? "other"),
    status: it.status ?? null,
    code: typeof it.code === "string" ? it.code : null,
    message: it.message ?? String(error),
    request_id: it.requestId ?? null,
    attempts: it.attempts ?? 0,
    retryable: it.isRetryable ?? false,
    in_doubt: it.inDoubt ?? null,
    text: textOf(it.problem),
    ...(report === undefined ? {} : { report: answered(report) }),
    ...(it.errors?.length ? { errors: it.errors } : {}),
    ...(error instanceof VectorizerError
      ? { shown: `${JSON.stringify(error)}\n${error.asCurl()}\n${behind(error.cause)}` }
      : {}),
  };
}

/** What a console shows of what led to an error. */
const behind = (thrown: unknown, depth = 4): string =>
  typeof thrown === "object" && thrown
    ? Object.getOwnPropertyNames(depth ? thrown : {})
        .map((name) => behind(thrown[name as never], depth - 1))
        .join("\n")
    : String(thrown);

/** What a problem is made of where the answer was none. */
function textOf(problem: object | undefined): string | null {
  const { detail, ...others } = (problem ?? {}) as { detail?: unknown };
  const isText = typeof detail === "string" && !Object.keys(others).length && !detail.includes("***");
  return isText ? detail : null;
}

function bases(error: unknown): string[] {
  const names: string[] = [];
  let prototype = Object.getPrototypeOf(Object.getPrototypeOf(Object(error)));
  for (
    ;
    prototype && prototype !== Error.prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    names.push(prototype.constructor.name);
  }
  return names;
}
