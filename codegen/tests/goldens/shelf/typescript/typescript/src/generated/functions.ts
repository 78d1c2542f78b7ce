// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

// Every operation as a function, so that a bundle holds only what a program calls.

import { batch } from "../runtime/batch.js";
import { call } from "../runtime/call.js";
import type { Client } from "../runtime/client.js";
import { Paged } from "../runtime/pages.js";
import * as queries from "../runtime/query.js";
import { stream } from "../runtime/stream.js";
import type { JsonObjectInput, VectorInput } from "../runtime/types.js";
import type * as models from "./models.js";
import * as operation from "./operations.js";
import type {
  ListBooksOptions,
  AddBooksOptions,
  AddAllBooksOptions,
  UpdateBookOptions,
  DeleteBookOptions,
  ImportBooksOptions,
  ExportBooksOptions,
} from "./options.js";

/**
 * List books.
 *
 * Page by page.
 *
 * `for await` walks the items over all pages; `.pages()` gives pages; `await` gives the first page.
 *
 * `GET /shelves/{shelf}/books`, `listBooks` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @throws {@link ShelfNotFoundError} 404 `shelf-not-found`: Shelf not found.
 * @example
 * ```ts
 * for await (const item of client.listBooks("fiction")) console.log(item.id);
 * ```
 */
export function listBooks(
  client: Client,
  shelf: string,
  options?: ListBooksOptions,
): Paged<models.BookPage, models.Book> {
  return new Paged(client, operation.listBooks, { shelf }, options);
}

/**
 * Add many books.
 *
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /shelves/{shelf}/books`, `addBooks` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @param books - books
 * @throws {@link ShelfNotFoundError} 404 `shelf-not-found`: Shelf not found.
 * @throws {@link BookExistsError} 409 `book-exists`: Book exists.
 * @example
 * ```ts
 * const answer = await client.addBooks("fiction", [{ title: "Ficciones" }]);
 * ```
 */
export function addBooks(
  client: Client,
  shelf: string,
  books: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
  options?: AddBooksOptions,
): Promise<models.Report> {
  return batch(client, operation.addBooks, { shelf }, books, options);
}

/**
 * Add all books or none.
 *
 * The same as `addBooks` with `atomic: true`.
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /shelves/{shelf}/books`, `addBooks` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @param books - books
 * @throws {@link ShelfNotFoundError} 404 `shelf-not-found`: Shelf not found.
 * @throws {@link BookExistsError} 409 `book-exists`: Book exists.
 * @example
 * ```ts
 * const answer = await client.addAllBooks("fiction", [{ title: "Ficciones" }]);
 * ```
 */
export function addAllBooks(
  client: Client,
  shelf: string,
  books: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
  options?: AddAllBooksOptions,
): Promise<models.Report> {
  return batch(client, { ...operation.addBooks, id: "addAllBooks" }, { shelf, atomic: true }, books, options);
}

/**
 * Update a book.
 *
 * Changes only what it names.
 *
 * `PATCH /shelves/{shelf}/books/{id}`, `updateBook` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @param id - 1 to 64 characters.
 * @throws {@link ShelfNotFoundError} 404 `shelf-not-found`: Shelf not found.
 */
export function updateBook(
  client: Client,
  shelf: string,
  id: string,
  ...given:
    | [genreOrOptions?: models.Genre | VectorInput | UpdateBookOptions | undefined]
    | [genre: models.Genre | VectorInput, options: Omit<UpdateBookOptions, "genre" | "vector"> | undefined]
): Promise<models.Book> {
  return call(client, operation.updateBook, { shelf, id }, queries.either(given, "genre", "vector"));
}

/**
 * Delete a book.
 *
 *
 * `DELETE /shelves/{shelf}/books/{id}`, `deleteBook` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @param id - 1 to 64 characters.
 */
export function deleteBook(
  client: Client,
  shelf: string,
  id: string,
  options?: DeleteBookOptions,
): Promise<void> {
  return call(client, operation.deleteBook, { shelf, id }, options);
}

/**
 * Import books.
 *
 *
 * Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;
 * `timeout` is of each request.
 *
 * `POST /shelves/{shelf}/import`, `importBooks` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @param records - A new book, from a title or from numbers.
 * @example
 * ```ts
 * const answer = await client.importBooks("fiction", [{}]);
 * ```
 */
export function importBooks(
  client: Client,
  shelf: string,
  records: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
  options?: ImportBooksOptions,
): Promise<models.Report> {
  return batch(client, operation.importBooks, { shelf }, records, options);
}

/**
 * Export books.
 *
 *
 * `GET /shelves/{shelf}/export`, `exportBooks` in `openapi.yaml`.
 *
 * @param shelf - The shelf's name. It matches `^[a-z]{1,20}$`.
 * @example
 * ```ts
 * for await (const record of client.exportBooks("fiction")) console.log(record.id);
 * ```
 */
export function exportBooks(
  client: Client,
  shelf: string,
  options?: ExportBooksOptions,
): AsyncGenerator<models.Book, void, void> {
  return stream(client, operation.exportBooks, { shelf }, options);
}
