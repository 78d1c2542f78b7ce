// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 400. */
export interface BadRequestError extends APIStatusError {}
/** 400. */
export const BadRequestError = /* @__PURE__ */ errorClass<BadRequestError>(
  400,
  "BadRequestError",
  APIStatusError,
);
/** `malformed-request`. */
export interface MalformedRequestError extends BadRequestError {}
/** `malformed-request`. */
export const MalformedRequestError = /* @__PURE__ */ errorClass<MalformedRequestError>(
  "malformed-request",
  "MalformedRequestError",
  BadRequestError,
);
/** `malformed-json`. */
export interface MalformedJsonError extends BadRequestError {}
/** `malformed-json`. */
export const MalformedJsonError = /* @__PURE__ */ errorClass<MalformedJsonError>(
  "malformed-json",
  "MalformedJsonError",
  BadRequestError,
);
/** `invalid-cursor`. */
export interface InvalidCursorError extends BadRequestError {}
/** `invalid-cursor`. */
export const InvalidCursorError = /* @__PURE__ */ errorClass<InvalidCursorError>(
  "invalid-cursor",
  "InvalidCursorError",
  BadRequestError,
);
/** 401. */
export interface UnauthorizedError extends APIStatusError {}
/** 401. */
export const UnauthorizedError = /* @__PURE__ */ errorClass<UnauthorizedError>(
  401,
  "UnauthorizedError",
  APIStatusError,
);
/** 403. */
export interface ForbiddenError extends APIStatusError {}
/** 403. */
export const ForbiddenError = /* @__PURE__ */ errorClass<ForbiddenError>(
  403,
  "ForbiddenError",
  APIStatusError,
);
/** 404. */
export interface NotFoundError extends APIStatusError {}
/** 404. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>(404, "NotFoundError", APIStatusError);
/** `route-not-found`. */
export interface RouteNotFoundError extends NotFoundError {}
/** `route-not-found`. */
export const RouteNotFoundError = /* @__PURE__ */ errorClass<RouteNotFoundError>(
  "route-not-found",
  "RouteNotFoundError",
  NotFoundError,
);
/** `collection-not-found`. */
export interface CollectionNotFoundError extends NotFoundError {}
/** `collection-not-found`. */
export const CollectionNotFoundError = /* @__PURE__ */ errorClass<CollectionNotFoundError>(
  "collection-not-found",
  "CollectionNotFoundError",
  NotFoundError,
);
/** `vector-not-found`. */
export interface VectorNotFoundError extends NotFoundError {}
/** `vector-not-found`. */
export const VectorNotFoundError = /* @__PURE__ */ errorClass<VectorNotFoundError>(
  "vector-not-found",
  "VectorNotFoundError",
  NotFoundError,
);
/** 405. */
export interface MethodNotAllowedError extends APIStatusError {}
/** 405. */
export const MethodNotAllowedError = /* @__PURE__ */ errorClass<MethodNotAllowedError>(
  405,
  "MethodNotAllowedError",
  APIStatusError,
);
/** 406. */
export interface NotAcceptableError extends APIStatusError {}
/** 406. */
export const NotAcceptableError = /* @__PURE__ */ errorClass<NotAcceptableError>(
  406,
  "NotAcceptableError",
  APIStatusError,
);
/** 409. */
export interface ConflictError extends APIStatusError {}
/** 409. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>(409, "ConflictError", APIStatusError);
/** `collection-exists`. */
export interface CollectionExistsError extends ConflictError {}
/** `collection-exists`. */
export const CollectionExistsError = /* @__PURE__ */ errorClass<CollectionExistsError>(
  "collection-exists",
  "CollectionExistsError",
  ConflictError,
);
/** `vector-exists`. */
export interface VectorExistsError extends ConflictError {}
/** `vector-exists`. */
export const VectorExistsError = /* @__PURE__ */ errorClass<VectorExistsError>(
  "vector-exists",
  "VectorExistsError",
  ConflictError,
);
/** `idempotency-in-progress`. */
export interface IdempotencyInProgressError extends ConflictError {}
/** `idempotency-in-progress`. */
export const IdempotencyInProgressError = /* @__PURE__ */ errorClass<IdempotencyInProgressError>(
  "idempotency-in-progress",
  "IdempotencyInProgressError",
  ConflictError,
);
/** 412. */
export interface PreconditionFailedError extends APIStatusError {}
/** 412. */
export const PreconditionFailedError = /* @__PURE__ */ errorClass<PreconditionFailedError>(
  412,
  "PreconditionFailedError",
  APIStatusError,
);
/** `version-conflict`. */
export interface VersionConflictError extends PreconditionFailedError {}
/** `version-conflict`. */
export const VersionConflictError = /* @__PURE__ */ errorClass<VersionConflictError>(
  "version-conflict",
  "VersionConflictError",
  PreconditionFailedError,
);
/** 413. */
export interface PayloadTooLargeError extends APIStatusError {}
/** 413. */
export const PayloadTooLargeError = /* @__PURE__ */ errorClass<PayloadTooLargeError>(
  413,
  "PayloadTooLargeError",
  APIStatusError,
);
/** 415. */
export interface UnsupportedMediaTypeError extends APIStatusError {}
/** 415. */
export const UnsupportedMediaTypeError = /* @__PURE__ */ errorClass<UnsupportedMediaTypeError>(
  415,
  "UnsupportedMediaTypeError",
  APIStatusError,
);
/** 422. */
export interface UnprocessableError extends APIStatusError {}
/** 422. */
export const UnprocessableError = /* @__PURE__ */ errorClass<UnprocessableError>(
  422,
  "UnprocessableError",
  APIStatusError,
);
/** `validation-failed`. */
export interface ValidationFailedError extends UnprocessableError {}
/** `validation-failed`. */
export const ValidationFailedError = /* @__PURE__ */ errorClass<ValidationFailedError>(
  "validation-failed",
  "ValidationFailedError",
  UnprocessableError,
);
/** `unknown-field`. */
export interface UnknownFieldError extends UnprocessableError {}
/** `unknown-field`. */
export const UnknownFieldError = /* @__PURE__ */ errorClass<UnknownFieldError>(
  "unknown-field",
  "UnknownFieldError",
  UnprocessableError,
);
/** `invalid-id`. */
export interface InvalidIdError extends UnprocessableError {}
/** `invalid-id`. */
export const InvalidIdError = /* @__PURE__ */ errorClass<InvalidIdError>(
  "invalid-id",
  "InvalidIdError",
  UnprocessableError,
);
/** `dimension-mismatch`. */
export interface DimensionMismatchError extends UnprocessableError {}
/** `dimension-mismatch`. */
export const DimensionMismatchError = /* @__PURE__ */ errorClass<DimensionMismatchError>(
  "dimension-mismatch",
  "DimensionMismatchError",
  UnprocessableError,
);
/** `not-finite`. */
export interface NotFiniteError extends UnprocessableError {}
/** `not-finite`. */
export const NotFiniteError = /* @__PURE__ */ errorClass<NotFiniteError>(
  "not-finite",
  "NotFiniteError",
  UnprocessableError,
);
/** `zero-vector`. */
export interface ZeroVectorError extends UnprocessableError {}
/** `zero-vector`. */
export const ZeroVectorError = /* @__PURE__ */ errorClass<ZeroVectorError>(
  "zero-vector",
  "ZeroVectorError",
  UnprocessableError,
);
/** `unsafe-integer`. */
export interface UnsafeIntegerError extends UnprocessableError {}
/** `unsafe-integer`. */
export const UnsafeIntegerError = /* @__PURE__ */ errorClass<UnsafeIntegerError>(
  "unsafe-integer",
  "UnsafeIntegerError",
  UnprocessableError,
);
/** `limit-exceeded`. */
export interface LimitExceededError extends UnprocessableError {}
/** `limit-exceeded`. */
export const LimitExceededError = /* @__PURE__ */ errorClass<LimitExceededError>(
  "limit-exceeded",
  "LimitExceededError",
  UnprocessableError,
);
/** `duplicate-id`. */
export interface DuplicateIdError extends UnprocessableError {}
/** `duplicate-id`. */
export const DuplicateIdError = /* @__PURE__ */ errorClass<DuplicateIdError>(
  "duplicate-id",
  "DuplicateIdError",
  UnprocessableError,
);
/** `empty-update`. */
export interface EmptyUpdateError extends UnprocessableError {}
/** `empty-update`. */
export const EmptyUpdateError = /* @__PURE__ */ errorClass<EmptyUpdateError>(
  "empty-update",
  "EmptyUpdateError",
  UnprocessableError,
);
/** `invalid-filter`. */
export interface InvalidFilterError extends UnprocessableError {}
/** `invalid-filter`. */
export const InvalidFilterError = /* @__PURE__ */ errorClass<InvalidFilterError>(
  "invalid-filter",
  "InvalidFilterError",
  UnprocessableError,
);
/** `empty-filter`. */
export interface EmptyFilterError extends UnprocessableError {}
/** `empty-filter`. */
export const EmptyFilterError = /* @__PURE__ */ errorClass<EmptyFilterError>(
  "empty-filter",
  "EmptyFilterError",
  UnprocessableError,
);
/** `unknown-provider`. */
export interface UnknownProviderError extends UnprocessableError {}
/** `unknown-provider`. */
export const UnknownProviderError = /* @__PURE__ */ errorClass<UnknownProviderError>(
  "unknown-provider",
  "UnknownProviderError",
  UnprocessableError,
);
/** `idempotency-key-reused`. */
export interface IdempotencyKeyReusedError extends UnprocessableError {}
/** `idempotency-key-reused`. */
export const IdempotencyKeyReusedError = /* @__PURE__ */ errorClass<IdempotencyKeyReusedError>(
  "idempotency-key-reused",
  "IdempotencyKeyReusedError",
  UnprocessableError,
);
/** `batch-aborted`. */
export interface BatchAbortedError extends UnprocessableError {}
/** `batch-aborted`. */
export const BatchAbortedError = /* @__PURE__ */ errorClass<BatchAbortedError>(
  "batch-aborted",
  "BatchAbortedError",
  UnprocessableError,
);
/** 429. */
export interface RateLimitedError extends APIStatusError {}
/** 429. */
export const RateLimitedError = /* @__PURE__ */ errorClass<RateLimitedError>(
  429,
  "RateLimitedError",
  APIStatusError,
);
/** 431. */
export interface HeadersTooLargeError extends APIStatusError {}
/** 431. */
export const HeadersTooLargeError = /* @__PURE__ */ errorClass<HeadersTooLargeError>(
  431,
  "HeadersTooLargeError",
  APIStatusError,
);
/** 500. */
export interface InternalServerError extends APIStatusError {}
/** 500. */
export const InternalServerError = /* @__PURE__ */ errorClass<InternalServerError>(
  500,
  "InternalServerError",
  APIStatusError,
);
/** `internal-error`. */
export interface InternalErrorError extends InternalServerError {}
/** `internal-error`. */
export const InternalErrorError = /* @__PURE__ */ errorClass<InternalErrorError>(
  "internal-error",
  "InternalErrorError",
  InternalServerError,
);
/** 503. */
export interface UnavailableError extends APIStatusError {}
/** 503. */
export const UnavailableError = /* @__PURE__ */ errorClass<UnavailableError>(
  503,
  "UnavailableError",
  APIStatusError,
);
