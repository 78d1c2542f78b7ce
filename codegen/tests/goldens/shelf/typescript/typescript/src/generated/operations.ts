// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

// A description of each operation, which the runtime carries out. Wire names are kept; functions that write and read values
// are named one by one, so that a bundler leaves out what a program does not use.

import { lines } from "../runtime/ndjson.js";
import type { Operation } from "../runtime/operation.js";
import * as queries from "../runtime/query.js";
import * as write from "../runtime/encode.js";
import * as read from "../runtime/read.js";
import type * as models from "./models.js";
import { readBookPage, readReport, readBook } from "./readers.js";

export const listBooks: Operation<models.BookPage> = {
  id: "listBooks",
  route: "GET /shelves/{shelf}/books",
  query: {
    cursor: queries.plain,
    limit: queries.plain,
    ids: queries.many,
    filter: queries.json,
    vector_format: queries.plain,
    with_vector: queries.plain,
  },
  pages: { items: "books", cursor: "next", parameter: "cursor" },
  read: readBookPage,
};

export const addBooks: Operation<models.Report> = {
  id: "addBooks",
  route: "POST /shelves/{shelf}/books",
  body: { atomic: write.json },
  batch: {
    items: "books",
    maxItems: 100,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    nothing: { count: 0 },
  },
  idempotencyKey: true,
  read: readReport,
};

export const updateBook: Operation<models.Book> = {
  id: "updateBook",
  route: "PATCH /shelves/{shelf}/books/{id}",
  headers: { if_match: "If-Match" },
  body: { title: write.json, vector: write.vector, genre: write.json },
  idempotencyKey: true,
  echo: { id: "id" },
  read: readBook,
};

export const deleteBook: Operation<void> = {
  id: "deleteBook",
  route: "DELETE /shelves/{shelf}/books/{id}",
  success: [204],
};

export const importBooks: Operation<models.Report> = {
  id: "importBooks",
  route: "POST /shelves/{shelf}/import",
  query: { upsert: queries.plain },
  batch: {
    items: "",
    maxItems: 100,
    write: /* @__PURE__ */ write.object({ vector: write.vector }),
    argument: "records",
    nothing: { count: 0 },
    type: "application/x-ndjson",
  },
  idempotencyKey: true,
  read: readReport,
};

export const exportBooks: Operation<models.Book> = {
  id: "exportBooks",
  route: "GET /shelves/{shelf}/export",
  read: readBook,
  accept: "application/x-ndjson",
  stream: lines,
};
