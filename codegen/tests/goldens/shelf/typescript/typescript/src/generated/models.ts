// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { JsonObjectInput, VectorInput } from "../runtime/types.js";

export type Scalar = null | boolean | number | string | Date;

/** A new book, from a title or from numbers. */
export interface NewBook {
  /** 1 to 64 characters. */
  id?: string;
  /** As on the cover. At least 1 character. */
  title?: string;
  /** Numbers, or the base64 of their float32 bytes. */
  vector?: VectorInput;
}

export interface AddBooks {
  /** 1 to 100 items. */
  books: readonly NewBook[];
  /** Default `false`. */
  atomic?: boolean;
}

export interface UpdateBook {
  /** Null removes it. */
  title?: string | null;
  /** Numbers, or the base64 of their float32 bytes. */
  vector?: VectorInput;
  /** Default `"fiction"`. */
  genre?: Genre;
}

export type Genre = "fiction" | "essay";

export interface Book {
  id: string;
  title?: string;
  /** Numbers, or the base64 of their float32 bytes. */
  vector?: Float32Array;
  version: number;
  genre?: Genre;
}

export interface BookPage {
  books: Book[];
  next: string | null;
}

export interface Report {
  count: number;
  problems?: Problem[];
}

export interface Problem {
  code: ProblemCode;
  status: number;
  title: string;
}

export type ProblemCode = "shelf-not-found" | "book-exists";

/** The runtime's errors name it; this API does not. */
export type FieldError = unknown;
