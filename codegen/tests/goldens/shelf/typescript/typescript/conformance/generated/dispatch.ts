// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { VectorizerClient } from "../../src/index.js";
import type { Arguments, Dispatch } from "../dispatch.js";
import { eitherOf, optionsOf } from "../dispatch.js";

/** Every operation, from the protocol's arguments (wire names) to a call of the client. */
export const dispatch: Record<string, Dispatch> = {
  listBooks: {
    kind: "pages",
    items: "books",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.listBooks(given.shelf as never, { ...optionsOf(given, ["shelf"]), ...call } as never),
  },
  addBooks: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.addBooks(
        given.shelf as never,
        given.books as never,
        { ...optionsOf(given, ["shelf", "books"]), ...call } as never,
      ),
  },
  addAllBooks: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.addAllBooks(
        given.shelf as never,
        given.books as never,
        { ...optionsOf(given, ["shelf", "books"]), ...call } as never,
      ),
  },
  updateBook: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.updateBook(
        given.shelf as never,
        given.id as never,
        ...eitherOf({ ...optionsOf(given, ["shelf", "id"]), ...call }, "genre", "vector"),
      ),
  },
  deleteBook: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.deleteBook(
        given.shelf as never,
        given.id as never,
        { ...optionsOf(given, ["shelf", "id"]), ...call } as never,
      ),
  },
  importBooks: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.importBooks(
        given.shelf as never,
        given.records as never,
        { ...optionsOf(given, ["shelf", "records"]), ...call } as never,
      ),
  },
  exportBooks: {
    kind: "stream",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.exportBooks(given.shelf as never, { ...optionsOf(given, ["shelf"]), ...call } as never),
  },
};
