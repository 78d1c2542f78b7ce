import type { SentRequest } from "./request.js";

/** Why a request was not answered. */
export interface Failure {
  /** Whether the other side is not who it must be. */
  isUntrusted?: boolean;
  /** Whether nothing was sent. */
  isUnsent?: boolean;
}

/** What there is beyond a browser where a program runs; the package's entry for everything else fills it in. */
export interface Host {
  /** The environment's variables. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Bytes as base64, faster than `btoa`. */
  toBase64?(bytes: Uint8Array): string;
  /** Makes a vector or a report short on the console. */
  shorten?(value: object): void;
  /** Looks after a client that was made. */
  watch?(client: object): void;
  /** A signal that follows the caller's. */
  follow?(signal: AbortSignal): AbortSignal;
  /** What the code of a failed connection tells; browsers tell nothing. */
  failure?(code: string): Failure;
  /** A request as a curl command without secrets. */
  asCurl?(request: SentRequest): string;
}

export const host: Host = {};
