import type { Writer } from "./encode.js";
import type { lines } from "./ndjson.js";
import type { HeadersInput, Hook, Retries } from "./options.js";
import type { QueryWriter } from "./query.js";
import type { Reader } from "./read.js";

/** Where the credential of a security scheme goes. */
export interface Scheme {
  readonly place: "header" | "query" | "cookie";
  readonly name: string;
  /** What stands before it. */
  readonly prefix?: string;
  /** Whether it is a user and a password, sent as base64 of `user:password`. */
  readonly isBasic?: true;
  /** Whether it is what an `apiKey` that is text is for. */
  readonly isDefault?: true;
}

/** The schemes that are sent together, by name; one of several alternatives. */
export type Schemes = Readonly<Record<string, Scheme>>;

/** One operation of the contract, as the generated code describes it to the runtime. Members are arguments in snake case. */
export interface Operation<T> {
  readonly id: string;
  /** Method and path, with `{name}` where a path parameter goes. */
  readonly route: string;
  /** The arguments that come before the options, in order. */
  readonly positional?: readonly string[];
  /** How arguments become text that a path or a header carries and are none. */
  readonly texts?: Readonly<Record<string, (value: unknown, at: string) => string>>;
  /** How each query parameter is written. */
  readonly query?: Readonly<Record<string, QueryWriter>>;
  /** The header that an argument goes into. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How each member of the JSON body is written; absent where there is no body. */
  readonly body?: Readonly<Record<string, Writer>>;
  /** Whether a body without members is not sent. */
  readonly optionalBody?: true;
  /** What may be split over several requests. */
  readonly batch?: {
    /** The body member; empty where the body is NDJSON. */
    readonly items: string;
    /** The argument's name, where it is another. */
    readonly argument?: string;
    readonly maxItems: number;
    readonly write: Writer;
    /** What is answered to no items: a report, to which failures can be added, has a count. */
    readonly nothing: Readonly<Record<string, unknown>>;
    /** The body's type, when it is not JSON. */
    readonly type?: string;
  };
  /** Whether an Idempotency-Key makes it safe to send again. */
  readonly idempotencyKey?: true;
  /** Set where nothing makes it safe to send again. */
  readonly neverRetried?: true;
  /** Whether it gives vectors unless told otherwise, so that it matters how they travel. */
  readonly givesVectors?: true;
  /** How its pages chain: the answer's list, the answer's cursor, and the parameter that takes it. */
  readonly pages?: { readonly items: string; readonly cursor: string; readonly parameter: string };
  /** Members of the answer that repeat a path parameter, with its name. */
  readonly echo?: Readonly<Record<string, string>>;
  /** Statuses of success, when they are more or other than 200. */
  readonly success?: readonly number[];
  /** Answers of single statuses that are read otherwise, or have no content. */
  readonly by?: Readonly<Record<number, Pick<Operation<unknown>, "success" | "read" | "accept" | "parse">>>;
  /** The credentials that it is sent with, in alternatives, where those are not the client's one key. */
  readonly auth?: readonly Schemes[];
  /** Reads the answer; absent where it has no content. */
  readonly read?: Reader<T>;
  /** Parses the answer, where that needs more than JSON.parse. */
  readonly parse?: (source: string) => unknown;
  /** The answer's type, when it is not JSON. */
  readonly accept?: string;
  /** Reads the answer as lines, `read` then being of one of them. */
  readonly stream?: typeof lines;
}

/** Options of one call; they win over the client's. */
export interface CallOptions {
  /** Cancels the call at once, in a backoff sleep too; it then rejects with the signal's reason; a batch, with a report whose cause it is. */
  signal?: AbortSignal | undefined;
  /** Total deadline in milliseconds: attempts, sleeps and reading the answer; of each request of a batch. Infinity for none. */
  timeout?: number | undefined;
  /** How many times to try again, 0 for never; or a `RetryPolicy`. */
  retries?: Retries | undefined;
  /** Extra headers. */
  headers?: HeadersInput | undefined;
  /** The `X-Request-Id` to send instead of a fresh one. */
  requestId?: string | undefined;
}

/** Options of a call that an Idempotency-Key makes safe to send again. */
export interface KeyedOptions extends CallOptions {
  /** 1 to 255 visible ASCII characters that name this logical call; made when absent. */
  idempotencyKey?: string | undefined;
}

/** A report in the small form that `compact` of "vectorizer-client/extras" gives. */
export type Saved<Report> = Omit<Report, "results"> & {
  readonly left: readonly (readonly [number, number])[];
};

/** Options of a call that sends many items. */
export interface BatchOptions<Report> extends KeyedOptions {
  /** Whether a report with failures is thrown as a BatchPartialError, default true. */
  raiseOnPartial?: boolean | undefined;
  /** Whether the report lists every item, default true; otherwise those that are not done. Counts are kept either way. */
  keepResults?: boolean | undefined;
  /** The most items of one request, default 500. An atomic batch is one request all the same. */
  batchSize?: number | undefined;
  /** How many requests run at once, default 4. */
  concurrency?: number | undefined;
  /** The report of an earlier call with the same items, saved as JSON or not: only what is not done is sent. */
  resume?: Report | Saved<Report> | undefined;
  /** Called after each request, and waited for; a failure of it ends the batch. */
  onProgress?: Hook<Progress> | undefined;
}

/** How far a batch is. */
export interface Progress {
  /** Items that are answered for. */
  readonly done: number;
  /** Of these, the ones that failed. */
  readonly failed: number;
  /** All items, where the input knows its length. */
  readonly total: number | undefined;
}
