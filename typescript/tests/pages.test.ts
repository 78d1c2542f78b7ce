import { describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";
import { type Reply, type Script, scripted, VECTOR } from "./support/fetch.js";
import { collectGarbage } from "./support/memory.js";

const page = (ids: string[], next_cursor: string | null): Reply => ({
  json: { vectors: ids.map((id) => ({ ...VECTOR, id })), next_cursor },
});
const clientOf = (script: Script[], options: sdk.ClientOptions = {}) => {
  const { fetch, sent } = scripted(script);
  return { client: new sdk.VectorizerClient("http://localhost", { fetch, retries: 0, ...options }), sent };
};
async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe("a listing", () => {
  it("walks its items over all pages, empty ones too", async () => {
    const { client, sent } = clientOf([page(["a", "b"], "x y"), page([], "z"), page(["c"], null)]);
    expect((await all(client.listVectors("c", { limit: 2 }))).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(sent.map(({ path }) => path.split("?")[1])).toEqual([
      "limit=2",
      "limit=2&cursor=x%20y",
      "limit=2&cursor=z",
    ]);
  });
  it("gives pages", async () => {
    const { client } = clientOf([page(["a"], "x"), page(["b"], null)]);
    expect((await all(client.listVectors("c").pages())).map(({ vectors }) => vectors.length)).toEqual([1, 1]);
  });
  it("awaited gives the first page, raw with what is around it", async () => {
    const { client, sent } = clientOf([page(["a"], "x")]);
    expect(await client.listVectors("c", { cursor: "w" })).toMatchObject({ next_cursor: "x" });
    expect(await client.withRawResponse.listVectors("c")).toMatchObject({
      status: 200,
      attempts: 1,
      data: { next_cursor: "x" },
    });
    expect(sent.length).toBe(2);
  });
  it("sends nothing before it is asked, and no more pages than are asked for", async () => {
    const { client, sent } = clientOf([page(["a", "b"], "x")]);
    const listing = client.listVectors("c");
    expect(sent.length).toBe(0);
    for await (const { id } of listing) if (id === "b") break;
    expect(sent.length).toBe(1);
  });
  it("does not follow a server that repeats itself for ever", async () => {
    const { client, sent } = clientOf([page(["a"], "x")]);
    await expect(all(client.listVectors("c"))).rejects.toThrow(sdk.ResponseError);
    expect(sent.length).toBe(2);
  });
  it("rejects where the call fails", async () => {
    const { client } = clientOf([{ status: 404, problem: { code: "collection-not-found" } }]);
    await expect(client.listVectors("c")).rejects.toThrow(sdk.CollectionNotFoundError);
    await expect(all(client.listVectors("c"))).rejects.toThrow(sdk.CollectionNotFoundError);
    await expect(client.listVectors("")).rejects.toThrow(sdk.ValidationError);
  });
  it("whose cursors go round is an error, not an endless walk", async () => {
    const { client, sent } = clientOf([
      page(["a"], "x"),
      page(["b"], "y"),
      page(["c"], "x"),
      page(["d"], "y"),
    ]);
    await expect(all(client.listVectors("c"))).rejects.toThrow("same cursor");
    expect(sent.length).toBe(3);
  });
});

describe("an export", () => {
  const ndjson =
    (pieces: (string | Uint8Array)[], onCancel = () => {}) =>
    async () => {
      const waiting = pieces.map((piece) =>
        typeof piece === "string" ? new TextEncoder().encode(piece) : piece,
      );
      const body = new ReadableStream(
        {
          pull: (controller) => {
            const next = waiting.shift();
            if (next) controller.enqueue(next);
            else controller.close();
          },
          cancel: onCancel,
        },
        { highWaterMark: 0 },
      );
      return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
    };
  const line = (id: string, more: object = {}) => JSON.stringify({ ...VECTOR, id, ...more });

  it("gives its records one by one, however the bytes are cut", async () => {
    const text = `${line("ä😀", { metadata: { a: "\u2028\u0085" }, vector: "AACAPw==" })}\n\r\n${line("b", { vector: [2] })}\n${line("c")}`;
    for (const size of [1, 2, 3, 7, 1000]) {
      const bytes = new TextEncoder().encode(text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      const { client } = clientOf([ndjson(pieces)]);
      const records = await all(client.exportVectors("c"));
      expect(records.map(({ id, vector }) => [id, vector && Array.from(vector)])).toEqual([
        ["ä😀", [1]],
        ["b", [2]],
        ["c", undefined],
      ]);
    }
  });
  it("of nothing gives nothing", async () => {
    const { client } = clientOf([ndjson([])]);
    expect(await all(client.exportVectors("c"))).toEqual([]);
  });
  it.each<[string, (string | Uint8Array)[]]>([
    ["that is no JSON", ["{]\n"]],
    ["that is cut off", [`${line("a")}\n{"id":`]],
    ["of another shape", ["[]\n"]],
    ["that is no UTF-8", [new Uint8Array([0xff, 0x0a])]],
    ["without end", Array.from({ length: 30 }, () => " ".repeat(100))],
  ])("with a line %s is a ResponseError", async (_, pieces) => {
    const { client } = clientOf([ndjson(pieces)], { maxResponseBytes: 1000 });
    await expect(all(client.exportVectors("c"))).rejects.toThrow(sdk.ResponseError);
  });
  it("may be longer than one answer may be", async () => {
    const { client } = clientOf(
      [ndjson(Array.from({ length: 100 }, (_, index) => `${line(`v${index}`)}\n`))],
      { maxResponseBytes: 500 },
    );
    expect((await all(client.exportVectors("c"))).length).toBe(100);
  });
  it("keeps nothing of what it gave", async () => {
    const pieces: WeakRef<Uint8Array>[] = [];
    const body = new ReadableStream({
      pull: (controller) => {
        const piece = new TextEncoder().encode(`${line(`v${pieces.length}`)}\n`);
        pieces.push(new WeakRef(piece));
        controller.enqueue(piece);
      },
    });
    const { client } = clientOf([
      async () => new Response(body, { headers: { "content-type": "application/x-ndjson" } }),
    ]);
    for await (const { id } of client.exportVectors("c")) {
      if (id !== "v200") continue;
      await collectGarbage();
      expect(pieces.filter((piece) => piece.deref()).length).toBeLessThan(50);
      return;
    }
    expect.fail("the records end too early");
  });
  it("lets go of the connection when the loop is left", async () => {
    let isCancelled = false;
    const { client } = clientOf([
      ndjson([`${line("a")}\n`, `${line("b")}\n`], () => {
        isCancelled = true;
      }),
    ]);
    for await (const { id } of client.exportVectors("c")) if (id === "a") break;
    expect(isCancelled).toBe(true);
  });
  it("ends with its deadline, and with its signal", async () => {
    const stalled = async () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode(`${line("a")}\n`)),
        }),
        { headers: { "content-type": "application/x-ndjson" } },
      );
    const { client } = clientOf([stalled]);
    await expect(all(client.exportVectors("c", { timeout: 50 }))).rejects.toThrow(sdk.DeadlineExceededError);
    await expect(all(client.withOptions({ readTimeout: 50 }).exportVectors("c"))).rejects.toThrow(
      sdk.DeadlineExceededError,
    );
    await expect(all(client.exportVectors("c", { signal: AbortSignal.timeout(50) }))).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });
});
