import { describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { BASE, client, written } from "./support/call.js";
import { INFO, type Reply, scripted, VECTOR, WRITTEN } from "./support/fetch.js";

describe("vectors", () => {
  it("go and come as base64 when /info says so, which is read once", async () => {
    const {
      client: c,
      sent,
      handshakes,
    } = client([
      (request) => ({ json: request.method === "PATCH" ? WRITTEN : { ...VECTOR, vector: "AACAPwAAIMA=" } }),
    ]);
    await Promise.all([c.updateVector("c", "v", { vector: [1, -2.5] }), c.getVector("c", "v")]);
    const { vector } = await c.withOptions({ retries: 0 }).getVector("c", "v");
    expect(vector).toEqual(new Float32Array([1, -2.5]));
    expect(handshakes.length).toBe(1);
    expect(sent.map(({ path, body }) => [path, body])).toEqual(
      expect.arrayContaining([
        ["/collections/c/vectors/v", '{"vector":"AACAPwAAIMA="}'],
        ["/collections/c/vectors/v?vector_format=base64", ""],
      ]),
    );
  });
  it.each<[string, Reply]>([
    ["says nothing of base64", { json: { ...INFO, vector_formats: ["json"] } }],
    ["is missing", { status: 404, problem: { code: "route-not-found" } }],
    ["is broken", { text: "<html>" }],
    ["is something else", { json: { vector_formats: "base64" } }],
  ])("go as numbers where /info %s, which is asked once", async (_, info) => {
    const {
      client: c,
      sent,
      handshakes,
    } = client(
      [(request) => ({ json: request.method === "PATCH" ? WRITTEN : { ...VECTOR, vector: [1, 0.1] } })],
      {},
      info,
    );
    await c.updateVector("c", "v", { vector: [1, 0.1] });
    expect((await c.getVector("c", "v")).vector).toEqual(new Float32Array([1, 0.1]));
    expect(sent.map(({ path, body }) => path + body)).toEqual([
      '/collections/c/vectors/v{"vector":[1,0.100000001]}',
      "/collections/c/vectors/v",
    ]);
    expect(handshakes.length).toBe(1);
  });
  it("wait for no other call's question in Workers, where its answer may never come", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { fetch, handshakes } = scripted([written]);
    let isFirst = true;
    const c = new sdk.VectorizerClient(BASE, {
      fetch: (url, init) => {
        const isLost = isFirst;
        isFirst = false;
        return isLost ? new Promise(() => {}) : fetch(url, init);
      },
    });
    try {
      const lost = c.updateVector("c", "v", { vector: [1], timeout: 300 });
      await c.updateVector("c", "v", { vector: [2] });
      await c.updateVector("c", "v", { vector: [3] });
      expect(handshakes.length).toBe(1);
      await expect(lost).rejects.toThrow(sdk.DeadlineExceededError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
  it("are asked about again in Workers when the question asked again is lost too", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const now = vi.spyOn(performance, "now");
    const { fetch, sent } = scripted([written]);
    let questions = 0;
    const c = new sdk.VectorizerClient(BASE, {
      fetch: (url, init) => {
        if (!url.endsWith("/info")) return fetch(url, init);
        questions++;
        // The first is refused; the second belongs to a request that is dead before it is answered.
        if (questions === 1) return Promise.reject(new TypeError("refused"));
        return questions === 2 ? new Promise(() => {}) : fetch(url, init);
      },
    });
    try {
      await c.updateVector("c", "v", { vector: [1] });
      const start = performance.now();
      now.mockImplementation(() => start + 60_001);
      c.updateVector("c", "v", { vector: [2], timeout: 1000 }).catch(() => {});
      await c.updateVector("c", "v", { vector: [1] });
      expect(sent.map(({ body }) => body)).toEqual(['{"vector":[1]}', '{"vector":"AACAPw=="}']);
      expect(questions).toBe(3);
    } finally {
      now.mockRestore();
      vi.unstubAllGlobals();
    }
  });
  it("go as base64 once a server has said so, whatever comes of other questions", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { fetch, sent } = scripted([written]);
    let refuse: (reason: unknown) => void = () => {};
    const c = new sdk.VectorizerClient(BASE, {
      // The first question is still open when the second has its answer.
      fetch: (url, init) =>
        url.endsWith("/info") && refuse.length === 0
          ? new Promise((_, reject) => {
              refuse = reject;
            })
          : fetch(url, init),
    });
    try {
      const first = c.updateVector("c", "v", { vector: [1] });
      await c.updateVector("c", "v", { vector: [1] });
      refuse(new TypeError("reset"));
      await first;
      await c.updateVector("c", "v", { vector: [1] });
      expect(sent.map(({ body }) => body)).toEqual(Array(3).fill('{"vector":"AACAPw=="}'));
    } finally {
      vi.unstubAllGlobals();
    }
  });
  it("are asked about as the client that sends them would ask", async () => {
    const first = scripted([written], { status: 401, problem: { code: "unauthorized" } });
    const second = scripted([written]);
    const other = { authorization: "Bearer two", "x-tenant": "b" };
    const seen: sdk.ResponseEvent[] = [];
    const one = new sdk.VectorizerClient(BASE, { apiKey: "one", fetch: first.fetch });
    await one.updateVector("c", "v", { vector: [1] });
    const two = one.withOptions({
      apiKey: "two",
      headers: { "x-tenant": "b" },
      fetch: second.fetch,
      onResponse: (event) => seen.push(event),
    });
    await two.updateVector("c", "v", { vector: [1] });
    expect(second.handshakes.map(({ headers }) => Object.fromEntries(headers))).toEqual([
      expect.objectContaining(other),
    ]);
    expect(second.sent[0]?.body).toBe('{"vector":"AACAPw=="}');
    expect(seen.map(({ operation }) => operation)).toEqual(["getInfo", "updateVector"]);
    // What the server said of itself holds for whoever asks; what went wrong holds for those who ask alike.
    await one.updateVector("c", "v", { vector: [1] });
    expect(first.sent.map(({ body }) => body)).toEqual(['{"vector":[1]}', '{"vector":"AACAPw=="}']);
    expect([first.handshakes.length, second.handshakes.length]).toEqual([1, 1]);
  });
  it.each(["apiKey", "headers", "fetch"])(
    "are asked about anew by a client with another %s",
    async (name) => {
      const { fetch, handshakes } = scripted([written], { status: 401, problem: { code: "unauthorized" } });
      const c = new sdk.VectorizerClient(BASE, { fetch });
      await c.updateVector("c", "v", { vector: [1] });
      const others: sdk.ClientOptions = {
        apiKey: "two",
        headers: { "x-tenant": "b" },
        fetch: (url, init) => fetch(url, init),
      };
      const other = c.withOptions({ [name]: others[name as keyof sdk.ClientOptions] });
      await other.updateVector("c", "v", { vector: [1] });
      expect(handshakes.length).toBe(2);
    },
  );
  it.each([{ timeout: 100 }, { apiKey: undefined, headers: undefined }])(
    "are not asked about again by a copy that asks alike: %o",
    async (options) => {
      const { fetch, handshakes } = scripted([written], { status: 500 });
      const c = new sdk.VectorizerClient(BASE, { fetch });
      const writes = [c, c.withOptions(options), c.withRawResponse, c.withRawResponse];
      await Promise.all(writes.map((one) => one.updateVector("c", "v", { vector: [1] })));
      for (const one of writes) await one.updateVector("c", "v", { vector: [1] });
      expect(handshakes.length).toBe(1);
    },
  );
  it("are not prepared for where none travel", async () => {
    const { client: c, handshakes } = client([
      (request) => ({
        json:
          request.method === "PATCH"
            ? WRITTEN
            : request.method === "GET"
              ? { vectors: [], next_cursor: null }
              : { results: [] },
      }),
    ]);
    await c.updateVector("c", "v", { text: "t" });
    await c.listVectors("c");
    await c.search("c", { query: "q" });
    expect(handshakes).toEqual([]);
    await c.search("c", { query: "q", withVector: true });
    expect(handshakes.length).toBe(1);
  });
  it("come in the form that a call asks for", async () => {
    const { client: c, sent, handshakes } = client([{ json: { ...VECTOR, vector: [1] } }]);
    await c.getVector("c", "v", { vectorFormat: "json" });
    expect(sent[0]?.path).toBe("/collections/c/vectors/v?vector_format=json");
    expect(handshakes).toEqual([]);
  });
});
