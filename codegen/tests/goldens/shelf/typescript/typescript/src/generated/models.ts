// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { components } from "./schema.js";

export type Scalar = components["schemas"]["Scalar"];

/** A new book, from a title or from numbers. */
export type NewBook = components["schemas"]["NewBook"];

export type AddBooks = components["schemas"]["AddBooks"];

export type UpdateBook = components["schemas"]["UpdateBook"];

export type Genre = components["schemas"]["Genre"];

export type Book = components["schemas"]["Book"];

export type BookPage = components["schemas"]["BookPage"];

export type Report = components["schemas"]["Report"];

export type Problem = components["schemas"]["Problem"];

export type ProblemCode = components["schemas"]["ProblemCode"];
