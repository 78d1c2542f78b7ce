import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { converse, program } from "./support/converse.js";
import { json, serve } from "./support/server.js";

describe("the conformance adapter (built: npm run build)", () => {
  it("describes itself, calls the client, and stops", async () => {
    await using server = await serve((response, _, { url }) => {
      if (url === "/health") json(response, { status: "ok" });
      else {
        response.writeHead(404, { "content-type": "application/problem+json" });
        response.end('{"code":"vector-not-found","detail":"no"}');
      }
    });
    const client = { base_url: server.url };
    const replies = await converse(
      [
        { id: "1", cmd: "start", protocol: 1 },
        { id: "2", cmd: "run", operation: "getHealth", arguments: {}, client },
        { id: "3", cmd: "run", operation: "deleteVector", arguments: { collection: "c", id: "v" }, client },
        {
          id: "4",
          cmd: "run",
          operation: "updateVector",
          arguments: { collection: "c", id: "v", vector: [{ $float: "nan" }] },
          client,
        },
        { id: "5", cmd: "run", operation: "getHealth", arguments: {}, client: { base_url: "nowhere" } },
        { id: "6", cmd: "run", operation: "flyAway", arguments: {}, client },
        { id: "7", cmd: "dance" },
        "{broken",
      ],
      8,
    );
    const byId = Object.fromEntries(replies.map((reply) => [String(reply.id), reply]));
    expect(byId["1"]).toMatchObject({
      type: "started",
      protocol: 1,
      language: "typescript",
      name: "vectorizer-client",
      artefact: createHash("sha256").update(readFileSync(program)).digest("hex"),
    });
    expect(byId["1"]?.operations).toHaveLength(23);
    expect(byId["2"]).toMatchObject({
      type: "ok",
      value: { status: "ok" },
      meta: { status: 200, attempts: 1 },
    });
    expect(byId["3"]).toMatchObject({
      type: "error",
      error: {
        class: "VectorNotFoundError",
        bases: ["NotFoundError", "APIStatusError", "VectorizerError"],
        kind: "status",
        status: 404,
      },
    });
    expect(byId["4"]).toMatchObject({ type: "error", error: { kind: "validation", attempts: 0 } });
    expect(byId["5"]).toMatchObject({ type: "error", error: { kind: "configuration" } });
    expect(byId["6"]).toMatchObject({ type: "skipped" });
    expect(byId["7"]).toMatchObject({ type: "errored" });
    expect(byId.null).toMatchObject({ type: "errored" });
  });

  it("tells the progress of a batch, calls by a copy, and has arrays", async () => {
    const seen: (string | undefined)[] = [];
    await using server = await serve((response, count, { headers }) => {
      seen.push(`${headers["x-a"]} ${headers["x-b"]}`);
      const results = [{ index: 0, id: "ab"[count], status: "deleted" }];
      json(response, { collection: "c", count: 1, deleted: 1, missing: 0, results });
    });
    const client = {
      base_url: server.url,
      headers: { "X-A": "1" },
      copy: { headers: { "X-B": "2" }, timeout: 5 },
    };
    const call = { batch_size: 1, concurrency: 1, progress: true };
    const rows = { $array: { type: "float64", items: [1, 0], shape: [1, 2] } };
    const zero = { $array: { type: "float64", items: [1, { $float: "nan" }] } };
    const at = { collection: "c" };
    const replies = await converse(
      [
        {
          id: "1",
          cmd: "run",
          operation: "batchDelete",
          arguments: { ...at, ids: ["a", "b"] },
          client,
          call,
        },
        { id: "2", cmd: "run", operation: "search", arguments: { ...at, vector: rows }, client },
        { id: "3", cmd: "run", operation: "search", arguments: { ...at, vector: zero }, client },
      ],
      3,
    );
    const byId = Object.fromEntries(replies.map((reply) => [String(reply.id), reply]));
    expect(byId["1"]).toMatchObject({
      value: { deleted: 2 },
      progress: [
        [1, 2],
        [2, 2],
      ],
    });
    expect(seen).toEqual(["1 2", "1 2"]);
    expect(byId["2"]).toMatchObject({ type: "skipped" });
    expect(byId["3"]).toMatchObject({ type: "error", error: { kind: "validation" } });
  });

  it("tells what the client's declarations show", async () => {
    const [told] = await converse([{ id: "1", cmd: "surface" }], 1);
    expect(told).toMatchObject({ type: "surface", language: "typescript", awaits: true });
    const methods = told?.methods as unknown as { name: string; operation?: string; parameters: object[] }[];
    const named = Object.fromEntries(methods.map((method) => [method.name, method]));
    expect(methods.filter(({ operation }) => operation)).toHaveLength(23);
    expect(Object.keys(named).filter((name) => /^[#_]|^(raw|execute|call|finish)$/.test(name))).toEqual([]);
    expect(named.withOptions?.operation).toBeNull();
    expect(named.updateVector?.operation).toBe("updateVector");
    expect(named.updateVector?.parameters).toEqual(
      expect.arrayContaining([
        { name: "id", kind: "positional", required: true },
        { name: "metadataMode", kind: "keyword", required: false },
        { name: "requestId", kind: "keyword", required: false },
      ]),
    );
  }, 60_000); // it starts a compiler
});
