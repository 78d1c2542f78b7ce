import type { SentRequest } from "./request.js";

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
  /** A request as a curl command without secrets. */
  asCurl?(request: SentRequest): string;
}

export const host: Host = {};
