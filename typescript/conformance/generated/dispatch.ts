// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

import type { VectorizerClient } from "../../src/index.js";
import type { Arguments, Dispatch } from "../dispatch.js";
import { eitherOf, optionsOf } from "../dispatch.js";

/** Every operation, from the protocol's arguments (wire names) to a call of the client. */
export const dispatch: Record<string, Dispatch> = {
  getHealth: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.getHealth({ ...optionsOf(given, []), ...call } as never),
  },
  getInfo: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.getInfo({ ...optionsOf(given, []), ...call } as never),
  },
  listCollections: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.listCollections({ ...optionsOf(given, []), ...call } as never),
  },
  createCollection: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.createCollection(given.name as never, { ...optionsOf(given, ["name"]), ...call } as never),
  },
  getCollection: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.getCollection(
        given.collection as never,
        { ...optionsOf(given, ["collection"]), ...call } as never,
      ),
  },
  deleteCollection: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.deleteCollection(
        given.collection as never,
        { ...optionsOf(given, ["collection"]), ...call } as never,
      ),
  },
  insertVector: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.insertVector(
        given.collection as never,
        { ...optionsOf(given, ["collection"]), ...call } as never,
      ),
  },
  batchInsert: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.batchInsert(
        given.collection as never,
        given.vectors as never,
        { ...optionsOf(given, ["collection", "vectors"]), ...call } as never,
      ),
  },
  listVectors: {
    kind: "pages",
    items: "vectors",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.listVectors(
        given.collection as never,
        { ...optionsOf(given, ["collection"]), ...call } as never,
      ),
  },
  getVector: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.getVector(
        given.collection as never,
        given.id as never,
        { ...optionsOf(given, ["collection", "id"]), ...call } as never,
      ),
  },
  replaceVector: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.replaceVector(
        given.collection as never,
        given.id as never,
        { ...optionsOf(given, ["collection", "id"]), ...call } as never,
      ),
  },
  updateVector: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.updateVector(
        given.collection as never,
        given.id as never,
        { ...optionsOf(given, ["collection", "id"]), ...call } as never,
      ),
  },
  deleteVector: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.deleteVector(
        given.collection as never,
        given.id as never,
        { ...optionsOf(given, ["collection", "id"]), ...call } as never,
      ),
  },
  batchUpdate: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.batchUpdate(
        given.collection as never,
        given.updates as never,
        { ...optionsOf(given, ["collection", "updates"]), ...call } as never,
      ),
  },
  upsertVectors: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.upsertVectors(
        given.collection as never,
        given.updates as never,
        { ...optionsOf(given, ["collection", "updates"]), ...call } as never,
      ),
  },
  batchDelete: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.batchDelete(
        given.collection as never,
        given.ids as never,
        { ...optionsOf(given, ["collection", "ids"]), ...call } as never,
      ),
  },
  deleteByFilter: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.deleteByFilter(
        given.collection as never,
        given.filter as never,
        { ...optionsOf(given, ["collection", "filter"]), ...call } as never,
      ),
  },
  updateByFilter: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.updateByFilter(
        given.collection as never,
        given.filter as never,
        given.metadata as never,
        { ...optionsOf(given, ["collection", "filter", "metadata"]), ...call } as never,
      ),
  },
  search: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.search(
        given.collection as never,
        ...eitherOf({ ...optionsOf(given, ["collection"]), ...call }, "query", "vector"),
      ),
  },
  batchSearch: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.batchSearch(
        given.collection as never,
        given.searches as never,
        { ...optionsOf(given, ["collection", "searches"]), ...call } as never,
      ),
  },
  exportVectors: {
    kind: "stream",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.exportVectors(
        given.collection as never,
        { ...optionsOf(given, ["collection"]), ...call } as never,
      ),
  },
  importVectors: {
    kind: "batch",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.importVectors(
        given.collection as never,
        given.records as never,
        { ...optionsOf(given, ["collection", "records"]), ...call } as never,
      ),
  },
  embed: {
    kind: "call",
    call: (client: VectorizerClient, given: Arguments, call: object) =>
      client.embed(given.texts as never, { ...optionsOf(given, ["texts"]), ...call } as never),
  },
};
