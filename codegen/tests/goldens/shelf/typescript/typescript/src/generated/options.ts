// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { BatchOptions, CallOptions, KeyedOptions } from "../runtime/operation.js";
import type * as models from "./models.js";
import type { JsonObjectInput, VectorInput } from "../runtime/types.js";

/** Options of `listBooks`. */
export interface ListBooksOptions extends CallOptions {
  /** At least 1 character. */
  cursor?: string | undefined;
  /** 1 to 100. Default `10`. */
  limit?: number | undefined;
  /** ids */
  ids?: (Iterable<string> & object) | undefined;
  /** filter */
  filter?: { [name: string]: models.Scalar } | undefined;
  /** Default `"json"`. */
  vectorFormat?: "json" | "base64" | undefined;
  /** Default `false`. */
  withVector?: boolean | undefined;
}

/** Options of `addBooks`. */
export interface AddBooksOptions extends BatchOptions<models.Report> {
  /** Default `false`. */
  atomic?: boolean | undefined;
}

/** Options of `addAllBooks`. */
export interface AddAllBooksOptions extends BatchOptions<models.Report> {}

/** Options of `updateBook`. */
export interface UpdateBookOptions extends KeyedOptions {
  /** If-Match */
  ifMatch?: number | string | undefined;
  /** Null removes it. */
  title?: string | null | undefined;
  /** Numbers, or the base64 of their float32 bytes. */
  vector?: VectorInput | undefined;
  /** Default `"fiction"`. */
  genre?: models.Genre | undefined;
}

/** Options of `deleteBook`. */
export interface DeleteBookOptions extends CallOptions {}

/** Options of `importBooks`. */
export interface ImportBooksOptions extends BatchOptions<models.Report> {
  /** Default `false`. */
  upsert?: boolean | undefined;
}

/** Options of `exportBooks`. */
export interface ExportBooksOptions extends CallOptions {}
