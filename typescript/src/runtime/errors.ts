import type { FieldError, ProblemCode } from "../generated/models.js";
import { host } from "./host.js";
import type { SentRequest } from "./request.js";

/** What is known about the call that failed. */
export interface ErrorContext {
  /** How many requests were sent for the call. */
  attempts?: number | undefined;
  requestId?: string | undefined;
  /** Whether the same call may succeed when it is tried again. */
  isRetryable?: boolean | undefined;
  /** What the server asked to wait, in milliseconds. */
  retryAfter?: number | undefined;
  request?: SentRequest | undefined;
  /** Whether the server may have done what was asked all the same. */
  inDoubt?: boolean | undefined;
  /** Takes the key out of what a server says. */
  scrub?: ((text: string) => string) | undefined;
  cause?: unknown;
}

/** The base of everything that this package throws, a cancelled call's own reason aside. */
export class VectorizerError extends Error {
  // Given, since minifiers rename classes.
  static override readonly name: string = "VectorizerError";

  /** By name: an application may have this package twice, as ESM and CJS, and both must know each other's errors. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    for (let it = value; isObject(it); it = Object.getPrototypeOf(it)) {
      const made = it.constructor as typeof VectorizerError | undefined;
      // biome-ignore lint/complexity/noThisInStatic: it is the class that is asked, of those that inherit this.
      const { name } = this;
      if (!made?.isVectorizerError) continue;
      // A refusal of what was sent is of the class of its status, and says the same as a refusal to send it; and whatever
      // ends a batch has its report, so that one class finds them all.
      if (
        made.name === name ||
        (name === "BatchPartialError" && (it as VectorizerError).report) ||
        (name === "InvalidRequestError" && [400, 422].includes((it as APIStatusError).status))
      )
        return true;
    }
    return false;
  }

  /** @internal Marks the classes of this package, whichever copy of it they come from. */
  static readonly isVectorizerError = true;
  /** How many requests were sent for the call; 0 when it was refused before sending. */
  declare readonly attempts: number;
  /** The `X-Request-Id` that names the call in the server's log. */
  declare readonly requestId: string | undefined;
  /** The HTTP status of the answer, where that is the failure. */
  declare readonly status: number | undefined;
  /** The problem code of the answer, where it has one; a newer server may give others. */
  declare readonly code: ProblemCode | undefined;
  /** Whether the same call may succeed when it is tried again. */
  declare readonly isRetryable: boolean;
  /** Of a batch: what became of each item, for `resume`. */
  declare readonly report?: unknown;
  /** Whether the server may have done what was asked all the same, if only in an earlier attempt. */
  declare readonly inDoubt: boolean;
  // Private, so that neither inspect nor JSON.stringify can show the caller's data or headers.
  readonly #request: SentRequest | undefined;

  constructor(message: string, { request, scrub = String, ...known }: ErrorContext = {}) {
    // A server's words may hold line breaks and terminal codes, which would forge lines of a log.
    super(scrub(message).replace(/\p{Cc}/gu, " "), known);
    this.#request = request;
    Object.assign(this, { name: new.target.name, attempts: 0, isRetryable: false, inDoubt: false }, known);
  }

  /**
   * The request as a curl command, with every header value that may be a secret replaced by `***`; undefined where none was
   * made, and in browsers, whose developer tools have the command.
   */
  asCurl(): string | undefined {
    return this.#request && host.asCurl?.(this.#request);
  }

  /** The error as plain data: what was raised and where, without the request's data. */
  toJSON(): Record<string, unknown> {
    // Own members only, which are all meant to be seen; `message` is own too, but not enumerable.
    return { ...(this as object), message: this.message };
  }
}

/** An argument is wrong, whoever found out: the client before it sent (`ValidationError`), or the server (400, 422). */
export class InvalidRequestError extends VectorizerError {
  static override readonly name: string = "InvalidRequestError";
}

/** An argument that cannot be sent; nothing was sent. */
export class ValidationError extends InvalidRequestError {
  static override readonly name: string = "ValidationError";
}

/** A setting of the client or of a call that cannot work. */
export class ConfigurationError extends VectorizerError {
  static override readonly name: string = "ConfigurationError";
}

/** No complete answer came: refused, reset, cut off, or not resolved. */
export class ConnectionFailedError extends VectorizerError {
  static override readonly name: string = "ConnectionFailedError";
}

/** The call's deadline passed, or the server sent nothing for too long. */
export class DeadlineExceededError extends VectorizerError {
  static override readonly name: string = "DeadlineExceededError";
}

/** The server answered with a redirect that is not followed. */
export class RedirectError extends VectorizerError {
  static override readonly name: string = "RedirectError";
}

/** The answer is not what the contract says. */
export class ResponseError extends VectorizerError {
  static override readonly name: string = "ResponseError";
}

/**
 * A batch was cut short, or items of it failed; `report` says which, and can be passed back as `resume`. The cause is what
 * ended the batch, or the first request that was refused; `itemErrors` of "vectorizer-client/extras" has the items' own.
 *
 * Where nothing can have been done, what is thrown is that failure itself, of its own class and an instance of this one too.
 */
export class BatchPartialError<Report = unknown> extends VectorizerError {
  static override readonly name: string = "BatchPartialError";
  /** Its `unknown` items were sent and never answered, and may have been applied; `not_sent` ones were not sent. */
  declare readonly report: Report & { readonly unknown?: number; readonly not_sent?: number };

  constructor(message: string, report: Report, context?: ErrorContext) {
    super(message, context);
    Object.defineProperty(this, "report", { value: report });
  }
}

/** What is wrong in words: of a problem its detail or title, of errors of other APIs what stands in their place. */
// biome-ignore lint/suspicious/noExplicitAny: it may be anything.
const said = (value: any): string | undefined =>
  typeof value === "string"
    ? value
    : value && said(value.detail ?? value.message ?? value.error ?? value.msg ?? value.title ?? value[0]);

/** What an answer that is no success says of itself (RFC 9457). */
export interface ProblemLike {
  code?: string;
  title?: string;
  detail?: string;
  errors?: { pointer: string; code: string; detail: string }[];
  limit?: number;
  report?: unknown;
  [extension: string]: unknown;
}

/** An answer with a status that is no success. */
export class APIStatusError extends VectorizerError {
  declare readonly status: number;
  /** Where the request is wrong, as JSON Pointers. */
  declare readonly errors: FieldError[];
  /** The problem document; `{detail}` with at most 1 KiB of the text when the answer was none. */
  declare readonly problem: ProblemLike;
  /** What the server asked to wait before trying again, in milliseconds. */
  declare readonly retryAfter: number | undefined;

  constructor(status: number, problem: ProblemLike, context: ErrorContext = {}) {
    // Whoever stands before the server may say anything here.
    const code = typeof problem.code === "string" ? problem.code : undefined;
    super([status, code, said(problem)].filter(Boolean).join(" "), context);
    Object.assign(this, {
      status,
      code,
      errors: Array.isArray(problem.errors) ? problem.errors.filter(isObject) : [],
      problem,
    });
  }
}

/** The server does not have this operation; the message names the server's version. */
export class NotSupportedByServerError extends APIStatusError {
  static override readonly name: string = "NotSupportedByServerError";
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What a message says of a value that is not taken: its kind or, where that is short, the value itself. */
export const shown = (value: unknown): string =>
  /^(string|function|bigint)$/.test(typeof value)
    ? typeof value
    : isObject(value)
      ? (value.constructor?.name ?? "object")
      : String(value);

/** Refuses a value that is not what it must be. */
export function mustBe(at: string, expected: string, value: unknown, Class = ValidationError): never {
  throw new Class(`${at} must be ${expected}, got ${shown(value)}`);
}

type StatusErrorClass = typeof APIStatusError;

/** Classes by status and by name, as far as the program has them: a bundler drops those that nobody names. */
const classes = new Map<unknown, StatusErrorClass>();

/** The name that the class of a problem code has. */
const nameOf = (code: unknown): unknown =>
  typeof code === "string" &&
  /^[a-z\d-]+$/.test(code) &&
  `-${code.replace(/-error$/, "")}-error`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Makes the class of a status or, where none is given, of the problem code that it is named after; the generated code lists them all. */
export function errorClass<E>(
  name: string,
  Base: unknown,
  status?: number,
): abstract new (
  ...args: never[]
) => E {
  const Class = class extends (Base as StatusErrorClass) {
    // Minifiers rename classes; what people read must not change with them.
    static override readonly name = name;
  };
  classes.set(status ?? name, Class);
  return Class as never;
}

/** Whether a text is a problem code of the contract's. */
export const isCode = (text: unknown): boolean => classes.has(nameOf(text));

/** The status that a problem code goes with. */
export function statusOf(code: unknown): number | undefined {
  const specific = classes.get(nameOf(code));
  const of = [...classes].find(
    ([key, Class]) => typeof key === "number" && specific?.prototype instanceof Class,
  );
  return of?.[0] as number | undefined;
}

/** The class of a code, as long as the code goes with the status; else the status's. */
export function classOf(status: number, code: unknown): StatusErrorClass {
  const general = classes.get(status) ?? APIStatusError;
  const specific = classes.get(nameOf(code));
  return specific?.prototype instanceof general ? specific : general;
}
