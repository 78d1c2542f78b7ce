// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import * as read from "../runtime/read.js";
import type { Book, BookPage, Problem, Report } from "./models.js";

export const readBook: read.Reader<Book> = /* @__PURE__ */ read.object({
  id: read.string,
  "title?": read.string,
  "vector?": read.vector,
  version: read.positive,
  "genre?": read.string,
});

export const readBookPage: read.Reader<BookPage> = /* @__PURE__ */ read.object({
  books: /* @__PURE__ */ read.list(readBook),
  next: /* @__PURE__ */ read.nullable(read.string),
});

export const readProblem: read.Reader<Problem> = /* @__PURE__ */ read.object({
  code: read.string,
  status: read.integer,
  title: read.string,
});

export const readReport: read.Reader<Report> = /* @__PURE__ */ read.object({
  count: read.count,
  "problems?": /* @__PURE__ */ read.list(readProblem),
});
