// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 400. */
export interface BadRequestError extends APIStatusError {}
/** 400. */
export const BadRequestError = /* @__PURE__ */ errorClass<BadRequestError>(
  "BadRequestError",
  APIStatusError,
  400,
);
/** `malformed-request`. */
export interface MalformedRequestError extends BadRequestError {}
/** `malformed-request`. */
export const MalformedRequestError = /* @__PURE__ */ errorClass<MalformedRequestError>(
  "MalformedRequestError",
  BadRequestError,
);
/** `malformed-json`. */
export interface MalformedJsonError extends BadRequestError {}
/** `malformed-json`. */
export const MalformedJsonError = /* @__PURE__ */ errorClass<MalformedJsonError>(
  "MalformedJsonError",
  BadRequestError,
);
/** `invalid-cursor`. */
export interface InvalidCursorError extends BadRequestError {}
/** `invalid-cursor`. */
export const InvalidCursorError = /* @__PURE__ */ errorClass<InvalidCursorError>(
  "InvalidCursorError",
  BadRequestError,
);
/** 401. */
export interface UnauthorizedError extends APIStatusError {}
/** 401. */
export const UnauthorizedError = /* @__PURE__ */ errorClass<UnauthorizedError>(
  "UnauthorizedError",
  APIStatusError,
  401,
);
/** 403. */
export interface ForbiddenError extends APIStatusError {}
/** 403. */
export const ForbiddenError = /* @__PURE__ */ errorClass<ForbiddenError>(
  "ForbiddenError",
  APIStatusError,
  403,
);
/** 404. */
export interface NotFoundError extends APIStatusError {}
/** 404. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>("NotFoundError", APIStatusError, 404);
/** `route-not-found`. */
export interface RouteNotFoundError extends NotFoundError {}
/** `route-not-found`. */
export const RouteNotFoundError = /* @__PURE__ */ errorClass<RouteNotFoundError>(
  "RouteNotFoundError",
  NotFoundError,
);
/** `collection-not-found`. */
export interface CollectionNotFoundError extends NotFoundError {}
/** `collection-not-found`. */
export const CollectionNotFoundError = /* @__PURE__ */ errorClass<CollectionNotFoundError>(
  "CollectionNotFoundError",
  NotFoundError,
);
/** `vector-not-found`. */
export interface VectorNotFoundError extends NotFoundError {}
/** `vector-not-found`. */
export const VectorNotFoundError = /* @__PURE__ */ errorClass<VectorNotFoundError>(
  "VectorNotFoundError",
  NotFoundError,
);
/** 405. */
export interface MethodNotAllowedError extends APIStatusError {}
/** 405. */
export const MethodNotAllowedError = /* @__PURE__ */ errorClass<MethodNotAllowedError>(
  "MethodNotAllowedError",
  APIStatusError,
  405,
);
/** 406. */
export interface NotAcceptableError extends APIStatusError {}
/** 406. */
export const NotAcceptableError = /* @__PURE__ */ errorClass<NotAcceptableError>(
  "NotAcceptableError",
  APIStatusError,
  406,
);
/** 409. */
export interface ConflictError extends APIStatusError {}
/** 409. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>("ConflictError", APIStatusError, 409);
/** `collection-exists`. */
export interface CollectionExistsError extends ConflictError {}
/** `collection-exists`. */
export const CollectionExistsError = /* @__PURE__ */ errorClass<CollectionExistsError>(
  "CollectionExistsError",
  ConflictError,
);
/** `vector-exists`. */
export interface VectorExistsError extends ConflictError {}
/** `vector-exists`. */
export const VectorExistsError = /* @__PURE__ */ errorClass<VectorExistsError>(
  "VectorExistsError",
  ConflictError,
);
/** `idempotency-in-progress`. */
export interface IdempotencyInProgressError extends ConflictError {}
/** `idempotency-in-progress`. */
export const IdempotencyInProgressError = /* @__PURE__ */ errorClass<IdempotencyInProgressError>(
  "IdempotencyInProgressError",
  ConflictError,
);
/** 412. */
export interface PreconditionFailedError extends APIStatusError {}
/** 412. */
export const PreconditionFailedError = /* @__PURE__ */ errorClass<PreconditionFailedError>(
  "PreconditionFailedError",
  APIStatusError,
  412,
);
/** `version-conflict`. */
export interface VersionConflictError extends PreconditionFailedError {}
/** `version-conflict`. */
export const VersionConflictError = /* @__PURE__ */ errorClass<VersionConflictError>(
  "VersionConflictError",
  PreconditionFailedError,
);
/** 413. */
export interface PayloadTooLargeError extends APIStatusError {}
/** 413. */
export const PayloadTooLargeError = /* @__PURE__ */ errorClass<PayloadTooLargeError>(
  "PayloadTooLargeError",
  APIStatusError,
  413,
);
/** 415. */
export interface UnsupportedMediaTypeError extends APIStatusError {}
/** 415. */
export const UnsupportedMediaTypeError = /* @__PURE__ */ errorClass<UnsupportedMediaTypeError>(
  "UnsupportedMediaTypeError",
  APIStatusError,
  415,
);
/** 422. */
export interface UnprocessableError extends APIStatusError {}
/** 422. */
export const UnprocessableError = /* @__PURE__ */ errorClass<UnprocessableError>(
  "UnprocessableError",
  APIStatusError,
  422,
);
/** `validation-failed`. */
export interface ValidationFailedError extends UnprocessableError {}
/** `validation-failed`. */
export const ValidationFailedError = /* @__PURE__ */ errorClass<ValidationFailedError>(
  "ValidationFailedError",
  UnprocessableError,
);
/** `unknown-field`. */
export interface UnknownFieldError extends UnprocessableError {}
/** `unknown-field`. */
export const UnknownFieldError = /* @__PURE__ */ errorClass<UnknownFieldError>(
  "UnknownFieldError",
  UnprocessableError,
);
/** `invalid-id`. */
export interface InvalidIdError extends UnprocessableError {}
/** `invalid-id`. */
export const InvalidIdError = /* @__PURE__ */ errorClass<InvalidIdError>(
  "InvalidIdError",
  UnprocessableError,
);
/** `dimension-mismatch`. */
export interface DimensionMismatchError extends UnprocessableError {}
/** `dimension-mismatch`. */
export const DimensionMismatchError = /* @__PURE__ */ errorClass<DimensionMismatchError>(
  "DimensionMismatchError",
  UnprocessableError,
);
/** `not-finite`. */
export interface NotFiniteError extends UnprocessableError {}
/** `not-finite`. */
export const NotFiniteError = /* @__PURE__ */ errorClass<NotFiniteError>(
  "NotFiniteError",
  UnprocessableError,
);
/** `zero-vector`. */
export interface ZeroVectorError extends UnprocessableError {}
/** `zero-vector`. */
export const ZeroVectorError = /* @__PURE__ */ errorClass<ZeroVectorError>(
  "ZeroVectorError",
  UnprocessableError,
);
/** `unsafe-integer`. */
export interface UnsafeIntegerError extends UnprocessableError {}
/** `unsafe-integer`. */
export const UnsafeIntegerError = /* @__PURE__ */ errorClass<UnsafeIntegerError>(
  "UnsafeIntegerError",
  UnprocessableError,
);
/** `limit-exceeded`. */
export interface LimitExceededError extends UnprocessableError {}
/** `limit-exceeded`. */
export const LimitExceededError = /* @__PURE__ */ errorClass<LimitExceededError>(
  "LimitExceededError",
  UnprocessableError,
);
/** `duplicate-id`. */
export interface DuplicateIdError extends UnprocessableError {}
/** `duplicate-id`. */
export const DuplicateIdError = /* @__PURE__ */ errorClass<DuplicateIdError>(
  "DuplicateIdError",
  UnprocessableError,
);
/** `empty-update`. */
export interface EmptyUpdateError extends UnprocessableError {}
/** `empty-update`. */
export const EmptyUpdateError = /* @__PURE__ */ errorClass<EmptyUpdateError>(
  "EmptyUpdateError",
  UnprocessableError,
);
/** `invalid-filter`. */
export interface InvalidFilterError extends UnprocessableError {}
/** `invalid-filter`. */
export const InvalidFilterError = /* @__PURE__ */ errorClass<InvalidFilterError>(
  "InvalidFilterError",
  UnprocessableError,
);
/** `empty-filter`. */
export interface EmptyFilterError extends UnprocessableError {}
/** `empty-filter`. */
export const EmptyFilterError = /* @__PURE__ */ errorClass<EmptyFilterError>(
  "EmptyFilterError",
  UnprocessableError,
);
/** `unknown-provider`. */
export interface UnknownProviderError extends UnprocessableError {}
/** `unknown-provider`. */
export const UnknownProviderError = /* @__PURE__ */ errorClass<UnknownProviderError>(
  "UnknownProviderError",
  UnprocessableError,
);
/** `idempotency-key-reused`. */
export interface IdempotencyKeyReusedError extends UnprocessableError {}
/** `idempotency-key-reused`. */
export const IdempotencyKeyReusedError = /* @__PURE__ */ errorClass<IdempotencyKeyReusedError>(
  "IdempotencyKeyReusedError",
  UnprocessableError,
);
/** `batch-aborted`. */
export interface BatchAbortedError extends UnprocessableError {}
/** `batch-aborted`. */
export const BatchAbortedError = /* @__PURE__ */ errorClass<BatchAbortedError>(
  "BatchAbortedError",
  UnprocessableError,
);
/** 429. */
export interface RateLimitedError extends APIStatusError {}
/** 429. */
export const RateLimitedError = /* @__PURE__ */ errorClass<RateLimitedError>(
  "RateLimitedError",
  APIStatusError,
  429,
);
/** 431. */
export interface HeadersTooLargeError extends APIStatusError {}
/** 431. */
export const HeadersTooLargeError = /* @__PURE__ */ errorClass<HeadersTooLargeError>(
  "HeadersTooLargeError",
  APIStatusError,
  431,
);
/** 500. */
export interface InternalServerError extends APIStatusError {}
/** 500. */
export const InternalServerError = /* @__PURE__ */ errorClass<InternalServerError>(
  "InternalServerError",
  APIStatusError,
  500,
);
/** `internal-error`. */
export interface InternalError extends InternalServerError {}
/** `internal-error`. */
export const InternalError = /* @__PURE__ */ errorClass<InternalError>("InternalError", InternalServerError);
/** 503. */
export interface UnavailableError extends APIStatusError {}
/** 503. */
export const UnavailableError = /* @__PURE__ */ errorClass<UnavailableError>(
  "UnavailableError",
  APIStatusError,
  503,
);
