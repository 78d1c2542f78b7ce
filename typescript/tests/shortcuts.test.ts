import { describe, expect, it } from "vitest";
import { collectionExists, countVectors, createClient, getOrCreateCollection } from "../src/functions.js";
import { CollectionExistsError, ForbiddenError } from "../src/index.js";
import { type Reply, type Script, scripted, VECTOR } from "./support/fetch.js";

const FOUND = {
  name: "c",
  dimension: 2,
  metric: "cosine",
  embedding: { provider: "hashing" },
  vector_count: 3,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};
const refused = (status: number, code: string): Reply => ({ status, problem: { code } });
const [THERE, MADE]: Reply[] = [{ json: FOUND }, { status: 201, json: FOUND }];
const [MISSING, EXISTS] = [refused(404, "collection-not-found"), refused(409, "collection-exists")];

function client(...script: (Script | undefined)[]) {
  const { fetch, sent } = scripted(script as Script[]);
  const methods = () => sent.map(({ method }) => method).join(" ");
  return { it: createClient("http://h", { fetch }), sent, methods };
}

describe("calls made of others", () => {
  it("tell whether there is a collection", async () => {
    expect(await collectionExists(client(THERE).it, "c")).toBe(true);
    expect(await collectionExists(client(MISSING).it, "c")).toBe(false);
    const { it: locked } = client(refused(403, "forbidden"));
    await expect(collectionExists(locked, "c")).rejects.toThrow(ForbiddenError);
  });
  it.each<[string, object, (Reply | undefined)[]]>([
    ["GET", {}, [THERE]],
    ["GET", { dimension: 2, metric: "cosine", embedding: { provider: "hashing" } }, [THERE]],
    ["GET POST", { dimension: 2 }, [MISSING, MADE]],
    ["GET POST GET", { dimension: 2 }, [MISSING, EXISTS, THERE]],
  ])("find a collection or make it: %s %j", async (wanted, options, script) => {
    const { it: its, methods } = client(...script);
    expect((await getOrCreateCollection(its, "c", options)).name).toBe("c");
    expect(methods()).toBe(wanted);
  });
  it.each<[object, string]>([
    [{ dimension: 3 }, "; dimension is 2, wanted 3"],
    [{ metric: "euclidean" }, "; metric is cosine, wanted euclidean"],
    [{ embedding: { provider: "other" } }, "; embedding.provider is hashing, wanted other"],
    [{ dimension: 3, metric: "cosine", embedding: {} }, "; dimension is 2, wanted 3"],
    [
      { dimension: 3, metric: "dot_product" },
      "; dimension is 2, wanted 3, metric is cosine, wanted dot_product",
    ],
  ])("do not take a collection of other settings, and say what differs: %j", async (options, said) => {
    const { it: its } = client(THERE, EXISTS, THERE);
    const error = await getOrCreateCollection(its, "c", options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CollectionExistsError);
    expect((error as Error).message.endsWith(`collection-exists${said}`)).toBe(true);
  });
  it("count vectors, all or what a filter matches", async () => {
    expect(await countVectors(client(THERE).it, "c")).toBe(3);
    const { it: its, sent } = client(
      { json: { vectors: [VECTOR, VECTOR], next_cursor: "n" } },
      { json: { vectors: [VECTOR], next_cursor: null } },
    );
    expect(await countVectors(its, "c", { filter: { a: 1 } })).toBe(3);
    expect(sent.every(({ path }) => /limit=1000&with_metadata=false/.test(path))).toBe(true);
  });
});
