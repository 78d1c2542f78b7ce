// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 404. */
export interface NotFoundError extends APIStatusError {}
/** 404. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>(404, APIStatusError, "NotFoundError");
/** `shelf-not-found`. */
export interface ShelfNotFoundError extends NotFoundError {}
/** `shelf-not-found`. */
export const ShelfNotFoundError = /* @__PURE__ */ errorClass<ShelfNotFoundError>(
  "shelf-not-found",
  NotFoundError,
);
/** 409. */
export interface ConflictError extends APIStatusError {}
/** 409. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>(409, APIStatusError, "ConflictError");
/** `book-exists`. */
export interface BookExistsError extends ConflictError {}
/** `book-exists`. */
export const BookExistsError = /* @__PURE__ */ errorClass<BookExistsError>("book-exists", ConflictError);
