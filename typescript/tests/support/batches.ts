import { expect } from "vitest";
import * as sdk from "../../src/index.js";
import { type Reply, type Script, type Sent, scripted } from "./fetch.js";

export const clientOf = (script: Script[], options: sdk.ClientOptions = {}) => {
  const { fetch, sent, handshakes } = scripted(script);
  return {
    client: new sdk.VectorizerClient("http://localhost", { fetch, retries: 0, ...options }),
    sent,
    handshakes,
  };
};

interface Item {
  id: string;
}
export const itemsOf = (request: Sent): Item[] =>
  request.path.includes("import")
    ? request.body.split("\n").map((line) => JSON.parse(line) as Item)
    : (JSON.parse(request.body) as { updates: Item[] }).updates;

/** A server that updates everything but ids which begin with "bad". */
export const answer = (request: Sent): Reply => {
  const items = itemsOf(request);
  const results = items.map(({ id }, index) =>
    id.startsWith("bad")
      ? {
          index,
          id,
          status: "failed",
          error: { code: "vector-not-found", status: 404, title: "t", detail: "d" },
        }
      : { index, id, status: "updated", version: 2 },
  );
  const errors = results.flatMap(({ index, id, status }) =>
    status === "failed" ? [{ index, id, code: "vector-not-found", detail: "d" }] : [],
  );
  const counts = { created: 0, updated: items.length - errors.length, unchanged: 0, failed: errors.length };
  if (request.path.includes("import"))
    return { json: { collection: "c", count: items.length, ...counts, errors } };
  return {
    json: { collection: "c", count: items.length, ...counts, aborted: 0, errors, atomic: false, results },
  };
};
export const many = (count: number, bad: (index: number) => boolean = () => false) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${bad(index) ? "bad" : "v"}${index}`,
    metadata: { index },
  }));
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("gave something"),
    (error: unknown) => error as sdk.BatchPartialError<sdk.BatchReport & Record<string, number>>,
  );

/** As few requests as the contract allows. */
export const LONG = { batchSize: 10_000 };
