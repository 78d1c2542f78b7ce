import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { RetryPolicy } from "../src/extras.js";
import * as sdk from "../src/index.js";
import { createClient } from "../src/runtime/client.js";
import { secured } from "../src/runtime/secured.js";
import { type Reply, scripted, VECTOR } from "./support/fetch.js";

const CANARY = "canary-7f3a";
const quiet = { logger: { warn: () => {} } };

describe("the base URL", () => {
  it.each([
    "",
    "localhost:15002",
    "//h",
    "file:///etc/passwd",
    "ftp://h",
    `http://user:${CANARY}@h`,
    "http://user@h",
    `http://h?key=${CANARY}`,
    "http://h/#x",
    "http://",
    "http://[",
    null,
    5,
  ])("%j is refused without being shown", (base) => {
    const make = () => new sdk.VectorizerClient(base as string);
    expect(make).toThrow(sdk.ConfigurationError);
    expect(make).not.toThrow(CANARY);
  });
  it("without TLS and beyond this machine is warned of when there is a key", () => {
    const warn = vi.fn();
    const make = (url: string, apiKey?: string) =>
      new sdk.VectorizerClient(url, { apiKey, logger: { warn } });
    for (const url of [
      "https://h",
      "http://localhost:1",
      "http://127.0.0.1",
      "http://[::1]:5",
      "http://a.localhost",
    ])
      make(url, CANARY);
    make("http://example.com");
    expect(warn).not.toHaveBeenCalled();
    make("http://example.com/path", CANARY);
    expect(warn.mock.calls).toEqual([
      ["vectorizer-client: the apiKey goes to http://example.com without encryption"],
    ]);
  });
});

describe("a setting", () => {
  const WRONG: [string, unknown, string][] = [
    ...["timeout", "readTimeout"].flatMap((name) =>
      [0, -1, Number.NaN, "5", null, true, 1n, {}, new RetryPolicy()].map(
        (value): [string, unknown, string] => [
          name,
          value,
          `${name} must be a number of milliseconds above 0, got `,
        ],
      ),
    ),
    ...["retries", "maxResponseBytes"].flatMap((name) =>
      [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "2", null, true, 1n, {}, { nextDelay: 5 }].map(
        (value): [string, unknown, string] => [name, value, `${name} must be an integer, 0 or more, got `],
      ),
    ),
    ...[5, "node-fetch", {}].map((value): [string, unknown, string] => [
      "fetch",
      value,
      "fetch must be a function, got ",
    ]),
  ];
  it.each(WRONG)("of a client, %s, must not be %o", (name, value, message) => {
    const options = { [name]: value } as never;
    const refused = expect.objectContaining({
      name: "ConfigurationError",
      message: expect.stringContaining(message),
    });
    expect(() => new sdk.VectorizerClient("http://h", options)).toThrow(refused);
    expect(() => new sdk.VectorizerClient("http://h").withOptions(options)).toThrow(refused);
  });
  it.each(WRONG.filter(([name]) => /^(timeout|retries)$/.test(name)))(
    "of a call, %s, must not be %o, and nothing is sent",
    async (name, value, message) => {
      const { fetch, sent } = scripted([{ json: VECTOR }]);
      const client = new sdk.VectorizerClient("http://h", { fetch });
      for (const call of [
        client.getVector("c", "v", { [name]: value }),
        client.batchUpdate("c", [{ id: "a", text: "t" }], { [name]: value }),
      ])
        await expect(call).rejects.toMatchObject({
          name: "ConfigurationError",
          message: expect.stringContaining(message),
        });
      expect(sent).toEqual([]);
    },
  );
  it.each(["api_key", "apikey", "baseUrl", "constructor", "toString"])(
    "that no client has, %s, is refused",
    (name) => {
      const options = { [name]: CANARY } as never;
      const error = new sdk.ConfigurationError(`${name} is not an option`);
      expect(() => new sdk.VectorizerClient("http://h", options)).toThrow(error);
      expect(() => new sdk.VectorizerClient("http://h").withOptions(options)).toThrow(error);
    },
  );
  it.each([
    [CANARY, "string"],
    [null, "null"],
    [5, "5"],
  ])("must be a member of an object, not %j", (options, shown) => {
    expect(() => new sdk.VectorizerClient("http://h", options as never)).toThrow(
      new sdk.ConfigurationError(`options must be an object, got ${shown}`),
    );
  });
  it("that is undefined keeps its default; Infinity is no deadline", async () => {
    const { fetch } = scripted([{ json: { status: "ok" } }]);
    const client = new sdk.VectorizerClient("http://h", { fetch, timeout: undefined, retries: undefined });
    for (const timeout of [undefined, Number.POSITIVE_INFINITY, 2 ** 40])
      expect(await client.getHealth({ timeout })).toEqual({ status: "ok" });
  });
});

describe("headers", () => {
  it.each([`${CANARY}\r\nx: y`, `${CANARY}\n`, `\0${CANARY}`, `${CANARY}€`, `${CANARY}\u007f`])(
    "%j cannot be sent, and is not shown",
    async (value) => {
      const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
      for (const options of [{ apiKey: value }, { headers: { "x-secret": value } }]) {
        const make = () => new sdk.VectorizerClient("http://localhost", { fetch, ...options });
        expect(make).toThrow(sdk.ConfigurationError);
        expect(make).not.toThrow(CANARY);
      }
      const call = new sdk.VectorizerClient("http://localhost", { fetch }).getHealth({
        headers: { "x-secret": value },
      });
      await expect(call).rejects.toThrow(sdk.ConfigurationError);
      await expect(call).rejects.not.toThrow(CANARY);
      expect(sent).toEqual([]);
    },
  );
  it.each(["bad name", "", "é", "a:b", "a\n"])("the name %j cannot be sent", (name) => {
    expect(() => new sdk.VectorizerClient("http://h", { headers: { [name]: "x" } })).toThrow(
      sdk.ConfigurationError,
    );
  });
  it.each([
    ...["content-length", "Content-Type", "Host", "Authorization", "transfer-encoding", "connection"],
    ...["Accept", "Idempotency-KEY", "x-retry-count"],
  ])("%s is the client's own", async (name) => {
    const own = new sdk.ConfigurationError(`header "${name}" cannot be set`);
    expect(() => new sdk.VectorizerClient("http://h", { headers: { [name]: "x" } })).toThrow(own);
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    const client = new sdk.VectorizerClient("http://h", { fetch });
    await expect(client.getHealth({ headers: new Headers({ [name]: "x" }) })).rejects.toThrow(
      sdk.ConfigurationError,
    );
    expect(sent).toEqual([]);
  });
  it("of a call stand in place of what its arguments and the client say", async () => {
    const { fetch, sent } = scripted([{ status: 404 }]);
    const client = new sdk.VectorizerClient("http://h", { fetch, headers: { "If-Match": '"2"' } });
    await client
      .updateVector("c", "v", { text: "t", ifMatch: 3, headers: { "IF-Match": '"4"' } })
      .catch(() => {});
    await client.updateVector("c", "v", { text: "t", ifMatch: 3 }).catch(() => {});
    expect(sent.map(({ headers }) => headers.get("if-match"))).toEqual(['"4"', '"3"']);
  });
  it("an empty key is none that could be sent", () => {
    expect(() => new sdk.VectorizerClient("http://h", { apiKey: "" })).toThrow(sdk.ConfigurationError);
  });
  it.each(["Bearer k", "bearer k", "Bearer "])("the key %j is not a key alone", (apiKey) => {
    const make = () => new sdk.VectorizerClient("http://h", { apiKey });
    expect(make).toThrow("apiKey or VECTORIZER_API_KEY must be the key alone, as a header can carry it");
  });
  it.each(["Bearer", "Bearerk", "my Bearer k"])("the key %j is one", async (apiKey) => {
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    await new sdk.VectorizerClient("https://h", { fetch, apiKey }).getHealth();
    expect(sent[0]?.headers.get("authorization")).toBe(`Bearer ${apiKey}`);
  });
  it("of client and call add up, and what the client manages stays its own", async () => {
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    const client = new sdk.VectorizerClient("http://h", {
      fetch,
      ...quiet,
      apiKey: "k",
      headers: { "x-a": "1", "x-b": "1" },
    }).withOptions({ headers: { "x-c": "1" } });
    await client.getHealth({
      headers: { "X-B": "2", traceparent: "t", "x-request-id": "mine" },
    });
    const { headers } = sent[0] ?? { headers: new Headers() };
    expect(Object.fromEntries(headers)).toMatchObject({
      authorization: "Bearer k",
      "x-a": "1",
      "x-b": "2",
      "x-c": "1",
      traceparent: "t",
      "x-request-id": "mine",
      accept: "application/json, application/problem+json",
    });
  });
});

describe("of another kind", () => {
  it.each([{}, new AbortController(), 5])("a signal is refused, and no timer stays: %o", async (signal) => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    const { fetch, sent } = scripted([{ json: { status: "ok" } }]);
    const client = new sdk.VectorizerClient("http://localhost", { fetch });
    try {
      await expect(client.getHealth({ signal: signal as never })).rejects.toThrow(sdk.ValidationError);
      await expect(client.batchDelete("c", ["a"], { signal: signal as never })).rejects.toThrow(
        sdk.ValidationError,
      );
      expect([sent, timers.mock.calls]).toEqual([[], []]);
    } finally {
      timers.mockRestore();
    }
  });
});

describe("secrets", () => {
  it("are in nothing that people read: errors, logs, hooks, clients", async () => {
    const shown: unknown[] = [];
    const record = (...values: unknown[]) => void shown.push(...values);
    const secrets = {
      apiKey: `${CANARY}-key`,
      headers: { "x-other": `${CANARY}-header`, cookie: `${CANARY}-cookie` },
    };
    const replies = [
      { status: 503, problem: { code: "unavailable" }, headers: { "retry-after": "0" } },
      { status: 401, problem: { code: "unauthorized" } },
      { text: "<html>" },
      { status: 307, headers: { location: "http://elsewhere/" } },
      () => Promise.reject(new TypeError("fetch failed", { cause: new Error("reset") })),
      () => new Promise<never>(() => {}),
    ];
    for (const reply of replies) {
      const { fetch } = scripted([reply]);
      const client = new sdk.VectorizerClient("https://h", {
        fetch,
        ...secrets,
        timeout: 40,
        logger: { warn: record, debug: record },
        onResponse: record,
        onRetry: record,
      });
      record(client, client.withOptions({ retries: 1 }), client.withRawResponse);
      const error = (await client
        .updateVector("c", "v", { text: `${CANARY}-text`, headers: { "x-call": `${CANARY}-call` } })
        .catch((reason: unknown) => reason)) as sdk.VectorizerError;
      expect(error).toBeInstanceOf(sdk.VectorizerError);
      record(error, error.message, error.stack, error.cause, error.toJSON());
      const curl = error.asCurl() ?? "";
      expect(curl).toContain("authorization: ***");
      expect(curl).toContain("x-other: ***");
      // The body is in the command on purpose: it is what one asks for with asCurl().
      record(curl.replace(`${CANARY}-text`, ""));
    }
    const text = shown
      .map(
        (value) =>
          inspect(value, { depth: 20, showHidden: true }) + (JSON.stringify(value) ?? "") + String(value),
      )
      .join("\n");
    expect(text.length).toBeGreaterThan(5000);
    expect(text).not.toContain(CANARY);
  });
  it("that a server repeats are taken out", async () => {
    const apiKey = `${CANARY}-key`;
    const escaped = `\\u0063${apiKey.slice(1)}`;
    const replies: Reply[] = [
      {
        status: 400,
        text: `{"detail":"you sent ${apiKey}","title":"${escaped}","${apiKey}":[{"a":"${apiKey}"}]}`,
        headers: { "content-type": "application/problem+json", "x-request-id": apiKey },
      },
      { status: 500, text: `<html>${apiKey}` },
      { text: "x", headers: { "content-type": `text/${apiKey}` } },
      { status: 307, headers: { location: `http://${apiKey}.example.org/` } },
    ];
    for (const reply of replies) {
      const { fetch } = scripted([reply]);
      const error = await new sdk.VectorizerClient("https://h", { fetch, apiKey, retries: 0 })
        .getVector("c", "v")
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(sdk.VectorizerError);
      expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(apiKey);
    }
  });
  it("are in no cause of an error, wherever it holds them", async () => {
    const apiKey = `${CANARY}-key`;
    const cyclic = Object.assign(new Error("x"), { request: { self: {}, raw: `Bearer ${apiKey}` } });
    cyclic.request.self = cyclic;
    const broken = Object.defineProperty(new Error(apiKey), "a", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    const causes = [
      apiKey,
      new Error(`no route with ${apiKey}`),
      new Error("x", { cause: new Error(apiKey) }),
      new AggregateError([new Error(apiKey)]),
      Object.assign(new Error("x"), { headers: new Headers({ a: apiKey }) }),
      Object.assign(new Error("x"), { request: new Request("http://h", { headers: { a: apiKey } }) }),
      Object.assign(new Error("x"), { config: { [apiKey]: 1, all: new Map([["a", apiKey]]) } }),
      cyclic,
      broken,
    ];
    const thrown = async (cause: unknown, key: string) =>
      new sdk.VectorizerClient("https://h", { fetch: () => Promise.reject(cause), apiKey: key, retries: 0 })
        .getVector("c", "v")
        .then(
          () => expect.unreachable(),
          (reason: sdk.VectorizerError) => reason,
        );
    for (const cause of causes) {
      const error = await thrown(cause, apiKey);
      expect(error).toBeInstanceOf(sdk.ConnectionFailedError);
      expect(inspect(error, { depth: 20, showHidden: true }) + error.message).not.toContain(apiKey);
      expect(error.cause).toBeUndefined();
      expect((await thrown(cause, "another")).cause).toBe(cause);
    }
  });
  it("leave the text that a custom fetch throws as it is", async () => {
    const fetch = () => Promise.reject("the proxy is off");
    const call = new sdk.VectorizerClient("https://h", { fetch, retries: 0 }).getVector("c", "v");
    await expect(call).rejects.toThrow("no complete answer: the proxy is off");
  });
  it.each(['a"b-quoted', "a\\b-slashed", "a'b-single", '\\"both\\'])(
    "are taken out as they stand in JSON, in JSON in JSON, and in code: %s",
    async (apiKey) => {
      const once = JSON.stringify({ authorization: `Bearer ${apiKey}` });
      const forms = [apiKey, once, JSON.stringify(once), inspect(apiKey)];
      for (const form of forms) {
        const replies: Reply[] = [
          { status: 500, text: `<html>${form}` },
          { status: 400, problem: { code: "unknown-field", detail: form } },
        ];
        for (const reply of [...replies, () => Promise.reject(new TypeError(form))]) {
          const { fetch } = scripted([reply]);
          const error = (await new sdk.VectorizerClient("https://h", { fetch, apiKey, retries: 0 })
            .getVector("c", "v")
            .catch((reason: unknown) => reason)) as sdk.APIStatusError;
          const shown = [error.message, error.problem?.detail ?? "", String(error.cause)].join("\n");
          expect(shown).toContain("***");
          for (const part of ["quoted", "slashed", "single", "both"]) expect(shown).not.toContain(part);
        }
      }
    },
  );
  it.each(["e", "is", "not"])("of a few characters garble nothing that is told: %s", async (apiKey) => {
    const detail = "The vector is not there.";
    const { fetch } = scripted([{ status: 404, problem: { code: "vector-not-found", detail } }]);
    const client = new sdk.VectorizerClient("https://h", { fetch, apiKey });
    await expect(client.getVector("c", "v")).rejects.toThrow(`404 vector-not-found ${detail}`);
  });
  it("of operations are looked for in what is told where they are no short ones", () => {
    const auth = [{ key: { place: "header", name: "x-key", isDefault: true } }];
    const told = (apiKey: string) => {
      const { core } = secured(createClient("https://h", { apiKey }), { auth } as never);
      return core.scrub("The key is a key.");
    };
    expect(told("is a")).toBe("The key *** key.");
    expect(told("key")).toBe("The key is a key.");
  });
  it("that are part of a code do not change the error", async () => {
    const { fetch } = scripted([{ status: 404, problem: { code: "vector-not-found" } }]);
    const client = new sdk.VectorizerClient("https://h", { fetch, apiKey: "vector" });
    await expect(client.getVector("c", "v")).rejects.toThrow(sdk.VectorNotFoundError);
  });
  it("leave asCurl a command that can be run", async () => {
    const { fetch } = scripted([{ status: 500, text: "" }]);
    const client = new sdk.VectorizerClient("http://localhost:1", { fetch, retries: 0 });
    const error = (await client
      .updateVector("c", "it's", { text: "it's", headers: { "x-request-id": "r" }, idempotencyKey: "k" })
      .catch((reason: unknown) => reason)) as sdk.VectorizerError;
    expect(error.asCurl()).toBe(
      `curl -X PATCH 'http://localhost:1/collections/c/vectors/it'\\''s' -H 'x-request-id: r' -H 'accept: application/json, application/problem+json' -H 'content-type: application/json' -H 'idempotency-key: k' --data-raw '{"text":"it'\\''s"}'`,
    );
  });
});

describe("hooks", () => {
  it("see every answer, and raw calls give what is around the data", async () => {
    const events: sdk.ResponseEvent[] = [];
    const { fetch } = scripted([
      { json: { status: "ok" }, headers: { "x-request-id": "theirs", "x-more": "1" } },
    ]);
    const client = new sdk.VectorizerClient("http://h", { fetch, onResponse: (event) => events.push(event) });
    const raw = await client.withRawResponse.getHealth();
    expect(raw).toMatchObject({ data: { status: "ok" }, status: 200, requestId: "theirs", attempts: 1 });
    expect(raw.headers.get("x-more")).toBe("1");
    expect(raw.timings).toEqual([expect.any(Number)]);
    expect(events).toMatchObject([
      {
        operation: "getHealth",
        method: "GET",
        url: "http://h/health",
        status: 200,
        requestId: "theirs",
        attempts: 1,
      },
    ]);
  });
});
