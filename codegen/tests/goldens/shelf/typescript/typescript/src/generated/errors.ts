// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { APIStatusError, errorClass } from "../runtime/errors.js";

/** 404 Not Found. */
export interface NotFoundError extends APIStatusError {
  readonly status: 404;
}
/** 404 Not Found. */
export const NotFoundError = /* @__PURE__ */ errorClass<NotFoundError>("NotFoundError", APIStatusError, 404);
/** 404 `shelf-not-found`: Shelf not found. */
export interface ShelfNotFoundError extends NotFoundError {
  readonly code: "shelf-not-found";
}
/** 404 `shelf-not-found`: Shelf not found. */
export const ShelfNotFoundError = /* @__PURE__ */ errorClass<ShelfNotFoundError>(
  "ShelfNotFoundError",
  NotFoundError,
);
/** 409 Conflict. */
export interface ConflictError extends APIStatusError {
  readonly status: 409;
}
/** 409 Conflict. */
export const ConflictError = /* @__PURE__ */ errorClass<ConflictError>("ConflictError", APIStatusError, 409);
/** 409 `book-exists`: Book exists. */
export interface BookExistsError extends ConflictError {
  readonly code: "book-exists";
}
/** 409 `book-exists`: Book exists. */
export const BookExistsError = /* @__PURE__ */ errorClass<BookExistsError>("BookExistsError", ConflictError);
