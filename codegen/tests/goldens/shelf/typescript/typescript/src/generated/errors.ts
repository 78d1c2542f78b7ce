// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 404. */
export interface NotFoundError extends APIStatusError {}
/** 404. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>("NotFoundError", APIStatusError, 404);
/** `shelf-not-found`. */
export interface ShelfNotFoundError extends NotFoundError {}
/** `shelf-not-found`. */
export const ShelfNotFoundError = /* @__PURE__ */ errorClass<ShelfNotFoundError>(
  "ShelfNotFoundError",
  NotFoundError,
);
/** 409. */
export interface ConflictError extends APIStatusError {}
/** 409. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>("ConflictError", APIStatusError, 409);
/** `book-exists`. */
export interface BookExistsError extends ConflictError {}
/** `book-exists`. */
export const BookExistsError = /* @__PURE__ */ errorClass<BookExistsError>("BookExistsError", ConflictError);
