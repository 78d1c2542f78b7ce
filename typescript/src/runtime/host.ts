import type { SentRequest } from "./request.js";

/** Why a request was not answered. */
export interface Failure {
  /** The error's class, where an answer came that cannot be decoded. */
  Class?: new (
    message: string,
    context: object,
  ) => Error;
  /** Whether it may pass. */
  isRetryable?: boolean;
  /** Whether the server may have done what was asked; not where nothing was sent. */
  inDoubt?: boolean;
  /** What happened, where something says more than what was thrown. */
  why?: string;
}

/** A batch that goes on where an earlier one ended, or begins. */
export interface Resumed {
  /** What is settled, as a report. */
  earlier: Record<string, unknown>;
  /** Whether the item with this index is not sent again; throws at one that may not be. */
  isSettled(index: number, item?: unknown): boolean;
  /** Gives a request what its key is made with, in place of its number. */
  name(outcome: object): void;
}

/** What there is beyond a browser where a program runs; the package's entry for everything else fills it in. */
export interface Host {
  /** The environment's variables. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The bytes of floats as little-endian base64, faster than `btoa`. */
  toBase64?(bytes: Uint8Array<ArrayBuffer>): string;
  /** Makes a vector or a report short on the console. */
  shorten?(value: object): void;
  /** Looks after a client that was made. */
  watch?(client: object): void;
  /** Tells a logger of an answer. */
  log?(
    logger: { debug?(message: string): unknown } | undefined,
    sent: SentRequest,
    answer: { status: number; attempts: number; requestId: string },
  ): void;
  /** A signal that follows the caller's. */
  follow?(signal: AbortSignal): AbortSignal;
  /** Checks a report that is to be resumed; `vectorizer-client/extras` brings it too. */
  resumed?(
    given: unknown,
    operation: object,
    values: Readonly<Record<string, unknown>>,
    source: unknown,
  ): Resumed;
  /** Puts the caller's indexes into the pointers of an answer to one request of a batch; `vectorizer-client/extras` brings it too. */
  place?(outcome: object, list: string): void;
  /** What messages say of a batch's report: its counts, and its first failure; `vectorizer-client/extras` brings it too. */
  summary?(report: object): [counts: string, first: string];
  /** What messages say before the place of an item of a batch: where it was read, if from a file. */
  from?(item: unknown): string | undefined;
  /** Throws at an answer that is not the server's; browsers give none. */
  came?(answer: Response | undefined): void;
  /** What a failed connection tells; browsers tell nothing. */
  failure?(thrown: unknown, wasInDoubt: boolean): Failure;
  /** Where a redirect leads that is followed; throws where that is nowhere. Browsers hide it, and follow none. */
  redirected?(response: Response, method: string, url: string, hops: number, context: object): string;
  /** All that a console shows of a value, and more. */
  words?(value: unknown): string;
  /** A request as a curl command without secrets. */
  asCurl?(request: SentRequest): string;
  /** What fetch is told too: a browser would answer a read from what it kept, or ask with an If-None-Match of its own. */
  readonly asks: RequestInit;
  /** Bytes of numbers of four that came, in the other order, where memory is not little-endian. */
  swap?(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /** Whether what one request waits for may never come to another one that waits for it too, as in Workers. */
  readonly isApart?: boolean;
}

export const host: Host = { asks: { cache: "no-store" } };
