// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

/** In all, the first included. */
export const ATTEMPTS = 4;
export const RETRY_STATUSES: readonly number[] = [429, 503];
export const RETRY_CODES: readonly unknown[] = ["book-exists"];
/** Before attempt n+1 a random wait of up to min(CAP_MS, BASE_MS × 2^(n−1)). */
export const BASE_MS = 125;
export const CAP_MS = 2000;
/** A longer Retry-After ends the call. */
export const RETRY_AFTER_CAP_MS = 30000;
/** The tokens that a client begins with and holds at most. */
export const BUDGET = 50;
export const RETRY_COST = 5;
export const TIMEOUT_COST = 10;
export const SUCCESS_REFUND = 1;
/** The server's address where none is given. */
export const DEFAULT_URL = "http://localhost:8080";
/** What a client proves who it is with. */
export type ApiKey = string;
/** Whether it can be nothing but a text. */
export const IS_TEXT = true;
/** What is no key: nothing, and what has the word before it that the client puts there. */
export const NO_KEY = /^(Bearer .*)?$/i;
/** The header that a key is sent in. */
export const keyHeader = (key: ApiKey): Record<string, string> => ({ authorization: `Bearer ${key}` });
/** The form in which vectors are asked for where a server offers it. */
export const PACKED_VECTORS = "base64";
