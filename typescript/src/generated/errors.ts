// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 400. */
export interface BadRequestError extends APIStatusError {}
/** 400. */
export const BadRequestError = /* @__PURE__ */ errorClass<BadRequestError>(
  400,
  APIStatusError,
  "BadRequestError",
);
/** `malformed-request`. */
export interface MalformedRequestError extends BadRequestError {}
/** `malformed-request`. */
export const MalformedRequestError = /* @__PURE__ */ errorClass<MalformedRequestError>(
  "malformed-request",
  BadRequestError,
);
/** `malformed-json`. */
export interface MalformedJsonError extends BadRequestError {}
/** `malformed-json`. */
export const MalformedJsonError = /* @__PURE__ */ errorClass<MalformedJsonError>(
  "malformed-json",
  BadRequestError,
);
/** `invalid-cursor`. */
export interface InvalidCursorError extends BadRequestError {}
/** `invalid-cursor`. */
export const InvalidCursorError = /* @__PURE__ */ errorClass<InvalidCursorError>(
  "invalid-cursor",
  BadRequestError,
);
/** 401. */
export interface UnauthorizedError extends APIStatusError {}
/** 401. */
export const UnauthorizedError = /* @__PURE__ */ errorClass<UnauthorizedError>(
  401,
  APIStatusError,
  "UnauthorizedError",
);
/** 403. */
export interface ForbiddenError extends APIStatusError {}
/** 403. */
export const ForbiddenError = /* @__PURE__ */ errorClass<ForbiddenError>(
  403,
  APIStatusError,
  "ForbiddenError",
);
/** 404. */
export interface NotFoundError extends APIStatusError {}
/** 404. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>(404, APIStatusError, "NotFoundError");
/** `route-not-found`. */
export interface RouteNotFoundError extends NotFoundError {}
/** `route-not-found`. */
export const RouteNotFoundError = /* @__PURE__ */ errorClass<RouteNotFoundError>(
  "route-not-found",
  NotFoundError,
);
/** `collection-not-found`. */
export interface CollectionNotFoundError extends NotFoundError {}
/** `collection-not-found`. */
export const CollectionNotFoundError = /* @__PURE__ */ errorClass<CollectionNotFoundError>(
  "collection-not-found",
  NotFoundError,
);
/** `vector-not-found`. */
export interface VectorNotFoundError extends NotFoundError {}
/** `vector-not-found`. */
export const VectorNotFoundError = /* @__PURE__ */ errorClass<VectorNotFoundError>(
  "vector-not-found",
  NotFoundError,
);
/** 405. */
export interface MethodNotAllowedError extends APIStatusError {}
/** 405. */
export const MethodNotAllowedError = /* @__PURE__ */ errorClass<MethodNotAllowedError>(
  405,
  APIStatusError,
  "MethodNotAllowedError",
);
/** 406. */
export interface NotAcceptableError extends APIStatusError {}
/** 406. */
export const NotAcceptableError = /* @__PURE__ */ errorClass<NotAcceptableError>(
  406,
  APIStatusError,
  "NotAcceptableError",
);
/** 409. */
export interface ConflictError extends APIStatusError {}
/** 409. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>(409, APIStatusError, "ConflictError");
/** `collection-exists`. */
export interface CollectionExistsError extends ConflictError {}
/** `collection-exists`. */
export const CollectionExistsError = /* @__PURE__ */ errorClass<CollectionExistsError>(
  "collection-exists",
  ConflictError,
);
/** `vector-exists`. */
export interface VectorExistsError extends ConflictError {}
/** `vector-exists`. */
export const VectorExistsError = /* @__PURE__ */ errorClass<VectorExistsError>(
  "vector-exists",
  ConflictError,
);
/** `idempotency-in-progress`. */
export interface IdempotencyInProgressError extends ConflictError {}
/** `idempotency-in-progress`. */
export const IdempotencyInProgressError = /* @__PURE__ */ errorClass<IdempotencyInProgressError>(
  "idempotency-in-progress",
  ConflictError,
);
/** 412. */
export interface PreconditionFailedError extends APIStatusError {}
/** 412. */
export const PreconditionFailedError = /* @__PURE__ */ errorClass<PreconditionFailedError>(
  412,
  APIStatusError,
  "PreconditionFailedError",
);
/** `version-conflict`. */
export interface VersionConflictError extends PreconditionFailedError {}
/** `version-conflict`. */
export const VersionConflictError = /* @__PURE__ */ errorClass<VersionConflictError>(
  "version-conflict",
  PreconditionFailedError,
);
/** 413. */
export interface PayloadTooLargeError extends APIStatusError {}
/** 413. */
export const PayloadTooLargeError = /* @__PURE__ */ errorClass<PayloadTooLargeError>(
  413,
  APIStatusError,
  "PayloadTooLargeError",
);
/** 415. */
export interface UnsupportedMediaTypeError extends APIStatusError {}
/** 415. */
export const UnsupportedMediaTypeError = /* @__PURE__ */ errorClass<UnsupportedMediaTypeError>(
  415,
  APIStatusError,
  "UnsupportedMediaTypeError",
);
/** 422. */
export interface UnprocessableError extends APIStatusError {}
/** 422. */
export const UnprocessableError = /* @__PURE__ */ errorClass<UnprocessableError>(
  422,
  APIStatusError,
  "UnprocessableError",
);
/** `validation-failed`. */
export interface ValidationFailedError extends UnprocessableError {}
/** `validation-failed`. */
export const ValidationFailedError = /* @__PURE__ */ errorClass<ValidationFailedError>(
  "validation-failed",
  UnprocessableError,
);
/** `unknown-field`. */
export interface UnknownFieldError extends UnprocessableError {}
/** `unknown-field`. */
export const UnknownFieldError = /* @__PURE__ */ errorClass<UnknownFieldError>(
  "unknown-field",
  UnprocessableError,
);
/** `invalid-id`. */
export interface InvalidIdError extends UnprocessableError {}
/** `invalid-id`. */
export const InvalidIdError = /* @__PURE__ */ errorClass<InvalidIdError>("invalid-id", UnprocessableError);
/** `dimension-mismatch`. */
export interface DimensionMismatchError extends UnprocessableError {}
/** `dimension-mismatch`. */
export const DimensionMismatchError = /* @__PURE__ */ errorClass<DimensionMismatchError>(
  "dimension-mismatch",
  UnprocessableError,
);
/** `not-finite`. */
export interface NotFiniteError extends UnprocessableError {}
/** `not-finite`. */
export const NotFiniteError = /* @__PURE__ */ errorClass<NotFiniteError>("not-finite", UnprocessableError);
/** `zero-vector`. */
export interface ZeroVectorError extends UnprocessableError {}
/** `zero-vector`. */
export const ZeroVectorError = /* @__PURE__ */ errorClass<ZeroVectorError>("zero-vector", UnprocessableError);
/** `unsafe-integer`. */
export interface UnsafeIntegerError extends UnprocessableError {}
/** `unsafe-integer`. */
export const UnsafeIntegerError = /* @__PURE__ */ errorClass<UnsafeIntegerError>(
  "unsafe-integer",
  UnprocessableError,
);
/** `limit-exceeded`. */
export interface LimitExceededError extends UnprocessableError {}
/** `limit-exceeded`. */
export const LimitExceededError = /* @__PURE__ */ errorClass<LimitExceededError>(
  "limit-exceeded",
  UnprocessableError,
);
/** `duplicate-id`. */
export interface DuplicateIdError extends UnprocessableError {}
/** `duplicate-id`. */
export const DuplicateIdError = /* @__PURE__ */ errorClass<DuplicateIdError>(
  "duplicate-id",
  UnprocessableError,
);
/** `empty-update`. */
export interface EmptyUpdateError extends UnprocessableError {}
/** `empty-update`. */
export const EmptyUpdateError = /* @__PURE__ */ errorClass<EmptyUpdateError>(
  "empty-update",
  UnprocessableError,
);
/** `invalid-filter`. */
export interface InvalidFilterError extends UnprocessableError {}
/** `invalid-filter`. */
export const InvalidFilterError = /* @__PURE__ */ errorClass<InvalidFilterError>(
  "invalid-filter",
  UnprocessableError,
);
/** `empty-filter`. */
export interface EmptyFilterError extends UnprocessableError {}
/** `empty-filter`. */
export const EmptyFilterError = /* @__PURE__ */ errorClass<EmptyFilterError>(
  "empty-filter",
  UnprocessableError,
);
/** `unknown-provider`. */
export interface UnknownProviderError extends UnprocessableError {}
/** `unknown-provider`. */
export const UnknownProviderError = /* @__PURE__ */ errorClass<UnknownProviderError>(
  "unknown-provider",
  UnprocessableError,
);
/** `idempotency-key-reused`. */
export interface IdempotencyKeyReusedError extends UnprocessableError {}
/** `idempotency-key-reused`. */
export const IdempotencyKeyReusedError = /* @__PURE__ */ errorClass<IdempotencyKeyReusedError>(
  "idempotency-key-reused",
  UnprocessableError,
);
/** `batch-aborted`. */
export interface BatchAbortedError extends UnprocessableError {}
/** `batch-aborted`. */
export const BatchAbortedError = /* @__PURE__ */ errorClass<BatchAbortedError>(
  "batch-aborted",
  UnprocessableError,
);
/** 429. */
export interface RateLimitedError extends APIStatusError {}
/** 429. */
export const RateLimitedError = /* @__PURE__ */ errorClass<RateLimitedError>(
  429,
  APIStatusError,
  "RateLimitedError",
);
/** 431. */
export interface HeadersTooLargeError extends APIStatusError {}
/** 431. */
export const HeadersTooLargeError = /* @__PURE__ */ errorClass<HeadersTooLargeError>(
  431,
  APIStatusError,
  "HeadersTooLargeError",
);
/** 500. */
export interface InternalServerError extends APIStatusError {}
/** 500. */
export const InternalServerError = /* @__PURE__ */ errorClass<InternalServerError>(
  500,
  APIStatusError,
  "InternalServerError",
);
/** `internal-error`. */
export interface InternalError extends InternalServerError {}
/** `internal-error`. */
export const InternalError = /* @__PURE__ */ errorClass<InternalError>("internal-error", InternalServerError);
/** 503. */
export interface UnavailableError extends APIStatusError {}
/** 503. */
export const UnavailableError = /* @__PURE__ */ errorClass<UnavailableError>(
  503,
  APIStatusError,
  "UnavailableError",
);
