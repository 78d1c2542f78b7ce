export { type OperationName, VectorizerClient } from "./generated/client.js";
export * from "./generated/errors.js";
export type * from "./generated/models.js";
export type * from "./generated/options.js";
export { SPEC_VERSION } from "./generated/version.js";
export type { RawResponse } from "./runtime/answer.js";
export type { Client } from "./runtime/client.js";
export {
  APIStatusError,
  BatchPartialError,
  ConfigurationError,
  ConnectionFailedError,
  DeadlineExceededError,
  InvalidRequestError,
  NotSupportedByServerError,
  RedirectError,
  ResponseError,
  ValidationError,
  VectorizerError,
} from "./runtime/errors.js";
export type { BatchOptions, CallOptions, KeyedOptions, Progress } from "./runtime/operation.js";
export type { ClientOptions, Fetch, ResponseEvent, RetryEvent } from "./runtime/options.js";
export { Paged } from "./runtime/pages.js";
export type { Raw } from "./runtime/raw.js";
export type { VectorInput } from "./runtime/types.js";
