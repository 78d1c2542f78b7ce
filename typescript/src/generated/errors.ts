// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 400 Bad Request. */
export interface BadRequestError extends APIStatusError {
  readonly status: 400;
}
/** 400 Bad Request. */
export const BadRequestError = /* @__PURE__ */ errorClass<BadRequestError>(
  "BadRequestError",
  APIStatusError,
  400,
);
/** 400 `malformed-request`: Malformed request. */
export interface MalformedRequestError extends BadRequestError {
  readonly code: "malformed-request";
}
/** 400 `malformed-request`: Malformed request. */
export const MalformedRequestError = /* @__PURE__ */ errorClass<MalformedRequestError>(
  "MalformedRequestError",
  BadRequestError,
);
/** 400 `malformed-json`: Malformed JSON. */
export interface MalformedJsonError extends BadRequestError {
  readonly code: "malformed-json";
}
/** 400 `malformed-json`: Malformed JSON. */
export const MalformedJsonError = /* @__PURE__ */ errorClass<MalformedJsonError>(
  "MalformedJsonError",
  BadRequestError,
);
/** 400 `invalid-cursor`: Invalid cursor. */
export interface InvalidCursorError extends BadRequestError {
  readonly code: "invalid-cursor";
}
/** 400 `invalid-cursor`: Invalid cursor. */
export const InvalidCursorError = /* @__PURE__ */ errorClass<InvalidCursorError>(
  "InvalidCursorError",
  BadRequestError,
);
/** 401 Unauthorized. */
export interface UnauthorizedError extends APIStatusError {
  readonly status: 401;
}
/** 401 Unauthorized. */
export const UnauthorizedError = /* @__PURE__ */ errorClass<UnauthorizedError>(
  "UnauthorizedError",
  APIStatusError,
  401,
);
/** 403 Forbidden. */
export interface ForbiddenError extends APIStatusError {
  readonly status: 403;
}
/** 403 Forbidden. */
export const ForbiddenError = /* @__PURE__ */ errorClass<ForbiddenError>(
  "ForbiddenError",
  APIStatusError,
  403,
);
/** 403 `origin-not-allowed`: Origin not allowed. */
export interface OriginNotAllowedError extends ForbiddenError {
  readonly code: "origin-not-allowed";
}
/** 403 `origin-not-allowed`: Origin not allowed. */
export const OriginNotAllowedError = /* @__PURE__ */ errorClass<OriginNotAllowedError>(
  "OriginNotAllowedError",
  ForbiddenError,
);
/** 404 Not Found. */
export interface NotFoundError extends APIStatusError {
  readonly status: 404;
}
/** 404 Not Found. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>("NotFoundError", APIStatusError, 404);
/** 404 `route-not-found`: Route not found. */
export interface RouteNotFoundError extends NotFoundError {
  readonly code: "route-not-found";
}
/** 404 `route-not-found`: Route not found. */
export const RouteNotFoundError = /* @__PURE__ */ errorClass<RouteNotFoundError>(
  "RouteNotFoundError",
  NotFoundError,
);
/** 404 `collection-not-found`: Collection not found. */
export interface CollectionNotFoundError extends NotFoundError {
  readonly code: "collection-not-found";
}
/** 404 `collection-not-found`: Collection not found. */
export const CollectionNotFoundError = /* @__PURE__ */ errorClass<CollectionNotFoundError>(
  "CollectionNotFoundError",
  NotFoundError,
);
/** 404 `vector-not-found`: Vector not found. */
export interface VectorNotFoundError extends NotFoundError {
  readonly code: "vector-not-found";
}
/** 404 `vector-not-found`: Vector not found. */
export const VectorNotFoundError = /* @__PURE__ */ errorClass<VectorNotFoundError>(
  "VectorNotFoundError",
  NotFoundError,
);
/** 405 Method Not Allowed. */
export interface MethodNotAllowedError extends APIStatusError {
  readonly status: 405;
}
/** 405 Method Not Allowed. */
export const MethodNotAllowedError = /* @__PURE__ */ errorClass<MethodNotAllowedError>(
  "MethodNotAllowedError",
  APIStatusError,
  405,
);
/** 406 Not Acceptable. */
export interface NotAcceptableError extends APIStatusError {
  readonly status: 406;
}
/** 406 Not Acceptable. */
export const NotAcceptableError = /* @__PURE__ */ errorClass<NotAcceptableError>(
  "NotAcceptableError",
  APIStatusError,
  406,
);
/** 409 Conflict. */
export interface ConflictError extends APIStatusError {
  readonly status: 409;
}
/** 409 Conflict. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>("ConflictError", APIStatusError, 409);
/** 409 `collection-exists`: Collection exists. */
export interface CollectionExistsError extends ConflictError {
  readonly code: "collection-exists";
}
/** 409 `collection-exists`: Collection exists. */
export const CollectionExistsError = /* @__PURE__ */ errorClass<CollectionExistsError>(
  "CollectionExistsError",
  ConflictError,
);
/** 409 `vector-exists`: Vector exists. */
export interface VectorExistsError extends ConflictError {
  readonly code: "vector-exists";
}
/** 409 `vector-exists`: Vector exists. */
export const VectorExistsError = /* @__PURE__ */ errorClass<VectorExistsError>(
  "VectorExistsError",
  ConflictError,
);
/** 409 `idempotency-in-progress`: Request in progress. */
export interface IdempotencyInProgressError extends ConflictError {
  readonly code: "idempotency-in-progress";
}
/** 409 `idempotency-in-progress`: Request in progress. */
export const IdempotencyInProgressError = /* @__PURE__ */ errorClass<IdempotencyInProgressError>(
  "IdempotencyInProgressError",
  ConflictError,
);
/** 412 Precondition Failed. */
export interface PreconditionFailedError extends APIStatusError {
  readonly status: 412;
}
/** 412 Precondition Failed. */
export const PreconditionFailedError = /* @__PURE__ */ errorClass<PreconditionFailedError>(
  "PreconditionFailedError",
  APIStatusError,
  412,
);
/** 412 `version-conflict`: Version conflict. */
export interface VersionConflictError extends PreconditionFailedError {
  readonly code: "version-conflict";
}
/** 412 `version-conflict`: Version conflict. */
export const VersionConflictError = /* @__PURE__ */ errorClass<VersionConflictError>(
  "VersionConflictError",
  PreconditionFailedError,
);
/** 413 Request Entity Too Large. */
export interface PayloadTooLargeError extends APIStatusError {
  readonly status: 413;
}
/** 413 Request Entity Too Large. */
export const PayloadTooLargeError = /* @__PURE__ */ errorClass<PayloadTooLargeError>(
  "PayloadTooLargeError",
  APIStatusError,
  413,
);
/** 415 Unsupported Media Type. */
export interface UnsupportedMediaTypeError extends APIStatusError {
  readonly status: 415;
}
/** 415 Unsupported Media Type. */
export const UnsupportedMediaTypeError = /* @__PURE__ */ errorClass<UnsupportedMediaTypeError>(
  "UnsupportedMediaTypeError",
  APIStatusError,
  415,
);
/** 421 Misdirected Request. */
export interface MisdirectedRequestError extends APIStatusError {
  readonly status: 421;
}
/** 421 Misdirected Request. */
export const MisdirectedRequestError = /* @__PURE__ */ errorClass<MisdirectedRequestError>(
  "MisdirectedRequestError",
  APIStatusError,
  421,
);
/** 422 Unprocessable Entity. */
export interface UnprocessableError extends APIStatusError {
  readonly status: 422;
}
/** 422 Unprocessable Entity. */
export const UnprocessableError = /* @__PURE__ */ errorClass<UnprocessableError>(
  "UnprocessableError",
  APIStatusError,
  422,
);
/** 422 `validation-failed`: Validation failed. */
export interface ValidationFailedError extends UnprocessableError {
  readonly code: "validation-failed";
}
/** 422 `validation-failed`: Validation failed. */
export const ValidationFailedError = /* @__PURE__ */ errorClass<ValidationFailedError>(
  "ValidationFailedError",
  UnprocessableError,
);
/** 422 `unknown-field`: Unknown field. */
export interface UnknownFieldError extends UnprocessableError {
  readonly code: "unknown-field";
}
/** 422 `unknown-field`: Unknown field. */
export const UnknownFieldError = /* @__PURE__ */ errorClass<UnknownFieldError>(
  "UnknownFieldError",
  UnprocessableError,
);
/** 422 `invalid-id`: Invalid id. */
export interface InvalidIdError extends UnprocessableError {
  readonly code: "invalid-id";
}
/** 422 `invalid-id`: Invalid id. */
export const InvalidIdError = /* @__PURE__ */ errorClass<InvalidIdError>(
  "InvalidIdError",
  UnprocessableError,
);
/** 422 `dimension-mismatch`: Dimension mismatch. */
export interface DimensionMismatchError extends UnprocessableError {
  readonly code: "dimension-mismatch";
}
/** 422 `dimension-mismatch`: Dimension mismatch. */
export const DimensionMismatchError = /* @__PURE__ */ errorClass<DimensionMismatchError>(
  "DimensionMismatchError",
  UnprocessableError,
);
/** 422 `not-finite`: Not finite. */
export interface NotFiniteError extends UnprocessableError {
  readonly code: "not-finite";
}
/** 422 `not-finite`: Not finite. */
export const NotFiniteError = /* @__PURE__ */ errorClass<NotFiniteError>(
  "NotFiniteError",
  UnprocessableError,
);
/** 422 `zero-vector`: Zero vector. */
export interface ZeroVectorError extends UnprocessableError {
  readonly code: "zero-vector";
}
/** 422 `zero-vector`: Zero vector. */
export const ZeroVectorError = /* @__PURE__ */ errorClass<ZeroVectorError>(
  "ZeroVectorError",
  UnprocessableError,
);
/** 422 `unsafe-integer`: Unsafe integer. */
export interface UnsafeIntegerError extends UnprocessableError {
  readonly code: "unsafe-integer";
}
/** 422 `unsafe-integer`: Unsafe integer. */
export const UnsafeIntegerError = /* @__PURE__ */ errorClass<UnsafeIntegerError>(
  "UnsafeIntegerError",
  UnprocessableError,
);
/** 422 `limit-exceeded`: Limit exceeded. */
export interface LimitExceededError extends UnprocessableError {
  readonly code: "limit-exceeded";
}
/** 422 `limit-exceeded`: Limit exceeded. */
export const LimitExceededError = /* @__PURE__ */ errorClass<LimitExceededError>(
  "LimitExceededError",
  UnprocessableError,
);
/** 422 `duplicate-id`: Duplicate id. */
export interface DuplicateIdError extends UnprocessableError {
  readonly code: "duplicate-id";
}
/** 422 `duplicate-id`: Duplicate id. */
export const DuplicateIdError = /* @__PURE__ */ errorClass<DuplicateIdError>(
  "DuplicateIdError",
  UnprocessableError,
);
/** 422 `empty-update`: Empty update. */
export interface EmptyUpdateError extends UnprocessableError {
  readonly code: "empty-update";
}
/** 422 `empty-update`: Empty update. */
export const EmptyUpdateError = /* @__PURE__ */ errorClass<EmptyUpdateError>(
  "EmptyUpdateError",
  UnprocessableError,
);
/** 422 `invalid-filter`: Invalid filter. */
export interface InvalidFilterError extends UnprocessableError {
  readonly code: "invalid-filter";
}
/** 422 `invalid-filter`: Invalid filter. */
export const InvalidFilterError = /* @__PURE__ */ errorClass<InvalidFilterError>(
  "InvalidFilterError",
  UnprocessableError,
);
/** 422 `empty-filter`: Empty filter. */
export interface EmptyFilterError extends UnprocessableError {
  readonly code: "empty-filter";
}
/** 422 `empty-filter`: Empty filter. */
export const EmptyFilterError = /* @__PURE__ */ errorClass<EmptyFilterError>(
  "EmptyFilterError",
  UnprocessableError,
);
/** 422 `unknown-provider`: Unknown embedding provider. */
export interface UnknownProviderError extends UnprocessableError {
  readonly code: "unknown-provider";
}
/** 422 `unknown-provider`: Unknown embedding provider. */
export const UnknownProviderError = /* @__PURE__ */ errorClass<UnknownProviderError>(
  "UnknownProviderError",
  UnprocessableError,
);
/** 422 `idempotency-key-reused`: Idempotency key reused. */
export interface IdempotencyKeyReusedError extends UnprocessableError {
  readonly code: "idempotency-key-reused";
}
/** 422 `idempotency-key-reused`: Idempotency key reused. */
export const IdempotencyKeyReusedError = /* @__PURE__ */ errorClass<IdempotencyKeyReusedError>(
  "IdempotencyKeyReusedError",
  UnprocessableError,
);
/** 422 `batch-aborted`: Batch aborted. */
export interface BatchAbortedError extends UnprocessableError {
  readonly code: "batch-aborted";
}
/** 422 `batch-aborted`: Batch aborted. */
export const BatchAbortedError = /* @__PURE__ */ errorClass<BatchAbortedError>(
  "BatchAbortedError",
  UnprocessableError,
);
/** 429 Too Many Requests. */
export interface RateLimitedError extends APIStatusError {
  readonly status: 429;
}
/** 429 Too Many Requests. */
export const RateLimitedError = /* @__PURE__ */ errorClass<RateLimitedError>(
  "RateLimitedError",
  APIStatusError,
  429,
);
/** 431 Request Header Fields Too Large. */
export interface HeadersTooLargeError extends APIStatusError {
  readonly status: 431;
}
/** 431 Request Header Fields Too Large. */
export const HeadersTooLargeError = /* @__PURE__ */ errorClass<HeadersTooLargeError>(
  "HeadersTooLargeError",
  APIStatusError,
  431,
);
/** 500 Internal Server Error. */
export interface InternalServerError extends APIStatusError {
  readonly status: 500;
}
/** 500 Internal Server Error. */
export const InternalServerError = /* @__PURE__ */ errorClass<InternalServerError>(
  "InternalServerError",
  APIStatusError,
  500,
);
/** 500 `internal-error`: Internal server error. */
export interface InternalError extends InternalServerError {
  readonly code: "internal-error";
}
/** 500 `internal-error`: Internal server error. */
export const InternalError = /* @__PURE__ */ errorClass<InternalError>("InternalError", InternalServerError);
/** 503 Service Unavailable. */
export interface UnavailableError extends APIStatusError {
  readonly status: 503;
}
/** 503 Service Unavailable. */
export const UnavailableError = /* @__PURE__ */ errorClass<UnavailableError>(
  "UnavailableError",
  APIStatusError,
  503,
);
