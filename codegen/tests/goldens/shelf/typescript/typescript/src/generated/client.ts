// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import { batch } from "../runtime/batch.js";
import { call } from "../runtime/call.js";
import { Client } from "../runtime/client.js";
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
import { type Raw, raw } from "../runtime/raw.js";

/** The name of every operation. */
export type OperationName =
  | "listBooks"
  | "addBooks"
  | "addAllBooks"
  | "updateBook"
  | "deleteBook"
  | "importBooks"
  | "exportBooks";

/**
 * A client with every operation as a method.
 *
 * @example
 * ```ts
 * const client = new VectorizerClient("http://localhost:15002");
 * ```
 */
export class VectorizerClient extends Client {
  /** The same client, whose calls give status, headers, request id and timing beside the data. */
  get withRawResponse(): Raw<VectorizerClient, OperationName> {
    return raw(this) as unknown as Raw<VectorizerClient, OperationName>;
  }

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
  listBooks(shelf: string, options?: ListBooksOptions): Paged<models.BookPage, models.Book> {
    return new Paged(this, operation.listBooks, { shelf }, options);
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
  addBooks(
    shelf: string,
    books: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
    options?: AddBooksOptions,
  ): Promise<models.Report> {
    return batch(this, operation.addBooks, { shelf }, books, options);
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
  addAllBooks(
    shelf: string,
    books: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
    options?: AddAllBooksOptions,
  ): Promise<models.Report> {
    return batch(this, { ...operation.addBooks, id: "addAllBooks" }, { shelf, atomic: true }, books, options);
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
  updateBook(
    shelf: string,
    id: string,
    ...given:
      | [genreOrOptions?: models.Genre | VectorInput | UpdateBookOptions | undefined]
      | [genre: models.Genre | VectorInput, options: Omit<UpdateBookOptions, "genre" | "vector"> | undefined]
  ): Promise<models.Book> {
    return call(this, operation.updateBook, { shelf, id }, queries.either(given, "genre", "vector"));
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
  deleteBook(shelf: string, id: string, options?: DeleteBookOptions): Promise<void> {
    return call(this, operation.deleteBook, { shelf, id }, options);
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
  importBooks(
    shelf: string,
    records: Iterable<models.NewBook> | AsyncIterable<models.NewBook>,
    options?: ImportBooksOptions,
  ): Promise<models.Report> {
    return batch(this, operation.importBooks, { shelf }, records, options);
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
  exportBooks(shelf: string, options?: ExportBooksOptions): AsyncGenerator<models.Book, void, void> {
    return stream(this, operation.exportBooks, { shelf }, options);
  }
}
