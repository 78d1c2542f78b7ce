import process from "node:process";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { scripted, VECTOR, WRITTEN } from "./support/fetch.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("an environment without URL.canParse, as of jest with jsdom", () => {
  it("checks addresses too", () => {
    const canParse = vi.spyOn(URL, "canParse").mockImplementation(() => {
      throw new TypeError("URL.canParse is not a function");
    });
    expect(() => new sdk.VectorizerClient("http://h/a/")).not.toThrow();
    for (const wrong of ["h", "ftp://h", "http://h/?a", "http://u:p@h", ""])
      expect(() => new sdk.VectorizerClient(wrong)).toThrow(sdk.ConfigurationError);
    canParse.mockRestore();
  });
});

describe("headers", () => {
  const given: [string, sdk.ClientOptions["headers"]][] = [
    ["an object", { "X-Tenant": "a" }],
    ["Headers", new Headers({ "X-Tenant": "a" })],
    ["a Map", new Map([["X-Tenant", "a"]])],
    ["pairs", [["X-Tenant", "a"]]],
  ];
  it.each(given)("that are %s are sent, of a client, of a copy and of a call", async (_, headers) => {
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    await new sdk.VectorizerClient("http://h", { fetch, headers }).getHealth();
    await new sdk.VectorizerClient("http://h", { fetch, headers })
      .withOptions({ headers: { b: "c" } })
      .getHealth();
    await new sdk.VectorizerClient("http://h", { fetch }).withOptions({ headers }).getHealth();
    await new sdk.VectorizerClient("http://h", { fetch }).getHealth({ headers });
    expect(sent.map((request) => request.headers.get("x-tenant"))).toEqual(["a", "a", "a", "a"]);
    expect(sent[1]?.headers.get("b")).toBe("c");
  });
  it.each<[string, unknown]>([
    ["text", "x-tenant: a"],
    ["null", null],
    ["a number", 5],
    ["a value that is undefined", { "x-a": undefined }],
    ["a value that is a number", { "x-a": 1 }],
    ["a pair without a value", [["x-a"]]],
  ])("that are %s are refused before anything is sent", async (_, headers) => {
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    const options = { fetch, headers } as never;
    expect(() => new sdk.VectorizerClient("http://h", options)).toThrow(sdk.ConfigurationError);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    await expect(client.getHealth({ headers } as never)).rejects.toThrow(sdk.ConfigurationError);
    expect(sent).toEqual([]);
  });
});

describe("a runtime without Request", () => {
  it("is served by the fetch that it gives", async () => {
    const { fetch } = scripted([{ json: WRITTEN }]);
    vi.stubGlobal("Request", undefined);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    expect((await client.updateVector("c", "v", { metadata: { a: 1 } })).status).toBe("updated");
  });
});

describe("an environment that may not be read", () => {
  it("is an empty one", async () => {
    const env = new Proxy(
      {},
      {
        get() {
          throw new Error("requires env access");
        },
      },
    );
    vi.stubGlobal("process", { ...process, env });
    const fresh = await import("../src/index.js");
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    await new fresh.VectorizerClient(undefined, { fetch }).getHealth();
    expect(sent[0]?.url).toBe("http://localhost:15002/health");
  });
});

describe("a browser", () => {
  it("follows no redirect: it hides where one leads", async () => {
    const browser = await import("../src/browser.js");
    const { fetch, sent } = scripted([{ status: 307, headers: { location: "/elsewhere" } }]);
    const call = new browser.VectorizerClient("http://h", { fetch }).getHealth();
    await expect(call).rejects.toThrow(browser.RedirectError);
    await expect(call).rejects.toThrow("a redirect is not followed");
    expect(sent).toHaveLength(1);
  });
});

describe("a machine whose memory is not little-endian", () => {
  it.each([[Buffer], [undefined]])("sends and reads vectors as all do; with %s", async (buffer) => {
    vi.stubGlobal(
      "Uint16Array",
      class {
        buffer = Uint8Array.of(0, 1).buffer;
      },
    );
    vi.stubGlobal("Buffer", buffer);
    const fresh = await import("../src/index.js");
    vi.unstubAllGlobals();
    const given = Float32Array.of(1, -2.5);
    // As such a machine would hold them.
    const swapped = new Float32Array(new Uint8Array(given.buffer.slice(0)).buffer);
    const view = new DataView(swapped.buffer);
    for (const at of [0, 4]) view.setUint32(at, view.getUint32(at), true);
    const packed = { ...VECTOR, vector: "AACAPwAAIMA=" };
    const { fetch, sent } = scripted([{ json: WRITTEN }, { json: packed }]);
    const client = new fresh.VectorizerClient("http://h", { fetch });
    await client.updateVector("c", "v", { vector: swapped });
    expect(sent[0]?.body).toBe('{"vector":"AACAPwAAIMA="}');
    const { vector } = await client.getVector("c", "v");
    expect([...(vector as Float32Array)]).toEqual([...swapped]);
  });
});

describe("one signal for many calls", () => {
  it("is no leak, ends all of them, and is let go", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const add = vi.spyOn(signal, "addEventListener");
    const warned = vi.fn();
    process.on("warning", warned);
    const { fetch } = scripted([() => new Promise<Response>(() => {})]);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    const calls = Array.from({ length: 60 }, () => client.getHealth({ signal }));
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort(new Error("enough"));
    const ends = await Promise.allSettled(calls);
    process.off("warning", warned);
    expect(ends.every((end) => end.status === "rejected" && end.reason.message === "enough")).toBe(true);
    expect(warned).not.toHaveBeenCalled();
    expect(add).not.toHaveBeenCalled();
  });
});

describe("two copies of the package", () => {
  it("know each other's errors, by class", async () => {
    vi.resetModules();
    const other = await import("../src/index.js");
    expect(other.VectorizerError).not.toBe(sdk.VectorizerError);
    const { fetch } = scripted([{ status: 404, problem: { code: "vector-not-found" } }]);
    const client = new other.VectorizerClient("http://h", { fetch });
    const error = await client.getVector("c", "v").catch((reason: unknown) => reason);
    for (const Class of [sdk.VectorNotFoundError, sdk.NotFoundError, sdk.APIStatusError, sdk.VectorizerError])
      expect(error instanceof Class, Class.name).toBe(true);
    for (const Class of [
      sdk.ConflictError,
      sdk.CollectionNotFoundError,
      sdk.ValidationError,
      sdk.ResponseError,
    ])
      expect(error instanceof Class, Class.name).toBe(false);
  });
  it("take nothing else for an error of theirs", () => {
    class NotFoundError extends Error {}
    for (const value of [
      new NotFoundError(),
      { name: "NotFoundError" },
      null,
      undefined,
      "NotFoundError",
      sdk.NotFoundError,
    ])
      expect((value as unknown) instanceof sdk.NotFoundError).toBe(false);
  });
  it("tell an application's own class from the one that it extends", () => {
    class Mine extends sdk.ValidationError {}
    expect(new Mine("m")).toBeInstanceOf(sdk.ValidationError);
    expect(new sdk.ValidationError("m") instanceof Mine).toBe(false);
    expect(new Mine("m").name).toBe("Mine");
  });
});
