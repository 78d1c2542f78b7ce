// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
import type { VectorInput } from "../runtime/types.js";

export interface paths {
  "/shelves/{shelf}/books": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    /**
     * List books
     * @description Page by page.
     */
    get: operations["listBooks"];
    put?: never;
    /** Add many books */
    post: operations["addBooks"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/shelves/{shelf}/books/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
        id: components["schemas"]["Id"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Delete a book */
    delete: operations["deleteBook"];
    options?: never;
    head?: never;
    /**
     * Update a book
     * @description Changes only what it names.
     */
    patch: operations["updateBook"];
    trace?: never;
  };
  "/shelves/{shelf}/import": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Import books */
    post: operations["importBooks"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/shelves/{shelf}/export": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Export books */
    get: operations["exportBooks"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Id: string;
    Scalar: null | boolean | number | string;
    /** @description Numbers, or the base64 of their float32 bytes. */
    VectorData: VectorInput;
    /** @description A new book, from a title or from numbers. */
    NewBook: {
      id?: components["schemas"]["Id"];
      /** @description As on the cover. */
      title?: string;
      vector?: components["schemas"]["VectorData"];
    };
    AddBooks: {
      books: components["schemas"]["NewBook"][];
      /** @default false */
      atomic?: boolean;
    };
    UpdateBook: {
      /** @description Null removes it. */
      title?: string | null;
      vector?: components["schemas"]["VectorData"];
      genre?: components["schemas"]["Genre"];
    };
    /**
     * @default fiction
     * @enum {string}
     */
    Genre: "fiction" | "essay";
    Book: {
      id: components["schemas"]["Id"];
      title?: string;
      vector?: Float32Array;
      version: number;
      genre?: components["schemas"]["Genre"];
    };
    BookPage: {
      books: components["schemas"]["Book"][];
      next: string | null;
    };
    Report: {
      count: number;
      problems?: components["schemas"]["Problem"][];
    };
    Problem: {
      code: components["schemas"]["ProblemCode"];
      status: number;
      title: string;
    };
    /** @enum {string} */
    ProblemCode: "shelf-not-found" | "book-exists";
  };
  responses: {
    /** @description No such shelf. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: {
    /**
     * @description The shelf's name.
     * @example fiction
     */
    Shelf: string;
    IdempotencyKey: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listBooks: {
    parameters: {
      query?: {
        cursor?: string;
        /** @example 5 */
        limit?: number;
        ids?: components["schemas"]["Id"][];
        filter?: string;
        vector_format?: "json" | "base64";
        with_vector?: boolean;
      };
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BookPage"];
        };
      };
      404: components["responses"]["NotFound"];
    };
  };
  addBooks: {
    parameters: {
      query?: never;
      header?: {
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
      };
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AddBooks"];
      };
    };
    responses: {
      /** @description What became of them. */
      200: {
        headers: {
          /** @description A stored answer. */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Report"];
        };
      };
      404: components["responses"]["NotFound"];
      /** @description One of them exists. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteBook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
        id: components["schemas"]["Id"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      404: components["responses"]["NotFound"];
    };
  };
  updateBook: {
    parameters: {
      query?: never;
      header?: {
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
        "If-Match"?: string;
      };
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
        id: components["schemas"]["Id"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["UpdateBook"];
      };
    };
    responses: {
      /** @description The book. */
      200: {
        headers: {
          /** @example "1" */
          ETag: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Book"];
        };
      };
      404: components["responses"]["NotFound"];
    };
  };
  importBooks: {
    parameters: {
      query?: {
        upsert?: boolean;
      };
      header?: {
        "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
      };
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": components["schemas"]["NewBook"];
      };
    };
    responses: {
      /** @description What became of them. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Report"];
        };
      };
    };
  };
  exportBooks: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The shelf's name.
         * @example fiction
         */
        shelf: components["parameters"]["Shelf"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A book a line. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": components["schemas"]["Book"];
        };
      };
    };
  };
}
