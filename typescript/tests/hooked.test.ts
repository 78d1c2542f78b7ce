import { describe, expect, it, vi } from "vitest";
import { type AroundHook, type Attempt, hooked } from "../src/extras.js";
import * as functions from "../src/functions.js";
import * as sdk from "../src/index.js";
import { instrument } from "../src/otel.js";
import { createClient } from "../src/runtime/client.js";
import { secured } from "../src/runtime/secured.js";
import { response, type Script, scripted, VECTOR, WRITTEN } from "./support/fetch.js";

const KEY = "canary";

function client(script: Script[], hooks: AroundHook[], options: sdk.ClientOptions = {}) {
  const { fetch, sent } = scripted(script);
  const made = new sdk.VectorizerClient("https://a.example/p", { fetch, apiKey: KEY, ...options });
  return { client: hooked(made, hooks), plain: made, sent };
}

// Of a contract with several schemes a key may be an object.
vi.mock("../src/generated/policy.js", async (original) => ({
  ...(await original<object>()),
  IS_TEXT: false,
}));

describe("hooks", () => {
  it("stand around each attempt, the first outermost, and see no key", async () => {
    const order: string[] = [];
    const seen: Attempt[] = [];
    const named =
      (name: string): AroundHook =>
      async (attempt, next) => {
        seen.push(attempt);
        order.push(`${name} ${attempt.attempt}`);
        const answer = await next(attempt);
        order.push(`${answer.status} ${name}`);
        return answer;
      };
    const {
      client: c,
      plain,
      sent,
    } = client([{ status: 503 }, { json: WRITTEN }], [named("outer"), named("inner")]);
    await c.updateVector("c", "v", { metadata: {} });
    expect(order).toEqual([
      ...["outer 1", "inner 1", "503 inner", "503 outer"],
      ...["outer 2", "inner 2", "200 inner", "200 outer"],
    ]);
    expect(seen[0]).toMatchObject({
      method: "PATCH",
      url: "https://a.example/p/collections/c/vectors/v",
      body: '{"metadata":{}}',
    });
    expect(JSON.stringify(seen)).not.toContain(KEY);
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual(Array(2).fill(`Bearer ${KEY}`));
    await plain.updateVector("c", "v", { metadata: {} });
    expect(order).toHaveLength(8);
  });
  it("see no credentials of an operation of its own", async () => {
    const seen: unknown[] = [];
    const see: AroundHook = (attempt, next) => {
      seen.push(attempt);
      return next(attempt);
    };
    const keys = { h: KEY, q: `${KEY}?`, c: KEY, b: ["user", KEY] };
    const { fetch, sent } = scripted([{ json: {} }]);
    const made = createClient("https://a.example", { fetch, apiKey: keys as never });
    const twice = instrument(hooked(hooked(made, [see]), [see]));
    const auth = {
      h: { place: "header", name: "x-key" },
      q: { place: "query", name: "key" },
      c: { place: "cookie", name: "sid" },
      b: { place: "header", name: "x-basic", isBasic: true },
    } as const;
    await secured(twice, { auth: [auth] } as never).core.settings.fetch?.("https://a.example/x", {
      headers: { accept: "application/json" },
    });
    expect(seen).toHaveLength(2);
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${KEY}|${btoa(`user:${KEY}`)}`));
    expect(sent[0]?.url).toBe(`https://a.example/x?key=${KEY}%3F`);
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      ...{ accept: "application/json", cookie: `sid=${KEY}` },
      ...{ "x-key": KEY, "x-basic": btoa(`user:${KEY}`) },
    });
  });
  it("may change what is sent, and answer by themselves", async () => {
    const traced: AroundHook = (attempt, next) =>
      next({ ...attempt, headers: { ...attempt.headers, traceparent: "00-1" } });
    const { client: c, sent } = client([{ json: VECTOR }], [traced]);
    await c.withOptions({ timeout: 5000 }).getVector("c", "v");
    expect(sent[0]?.headers.get("traceparent")).toBe("00-1");
    const cached = client([], [async () => response({ json: VECTOR })]);
    expect((await cached.client.getVector("c", "v")).id).toBe("v");
    expect(cached.sent).toEqual([]);
  });
  it("throw what the call throws, once", async () => {
    const mine = new RangeError("mine");
    let calls = 0;
    const { client: c, sent } = client(
      [{ json: VECTOR }],
      [
        async () => {
          calls++;
          throw mine;
        },
      ],
    );
    await expect(c.deleteVector("c", "v")).rejects.toBe(mine);
    expect([calls, sent.length]).toEqual([1, 0]);
  });
  it("leave failures of the network as they are: tried again, and told as such", async () => {
    let calls = 0;
    const broken = () => {
      throw new TypeError("fetch failed");
    };
    const counting: AroundHook = (attempt, next) => {
      calls++;
      return next(attempt);
    };
    const { client: c } = client([broken], [counting], { retries: 1 });
    await expect(c.deleteVector("c", "v")).rejects.toBeInstanceOf(sdk.ConnectionFailedError);
    expect(calls).toBe(2);
  });
  it.each([undefined, null, {}, "x"])("must give an answer, not %j", async (given) => {
    const { client: c } = client([{ json: VECTOR }], [async () => given as never]);
    await expect(c.getVector("c", "v")).rejects.toThrow(
      /^a hook must give the answer that next gave it, got/,
    );
  });
  it.each<[string, (answer: Response) => unknown]>([
    ["to its end", (answer) => answer.text()],
    ["while the call goes on", (answer) => void answer.text()],
    ["in part", (answer) => answer.body?.getReader().read()],
  ])("must not read the answer's body %s, which is said at once", async (_, read) => {
    const reading: AroundHook = async (attempt, next) => {
      const answer = await next(attempt);
      await read(answer);
      return answer;
    };
    const { client: c, sent } = client([{ json: WRITTEN }], [(attempt, next) => next(attempt), reading]);
    const failure = c.updateVector("c", "v", { metadata: {} });
    await expect(failure).rejects.toThrow("the hook read the answer's body");
    await expect(failure).rejects.toBeInstanceOf(sdk.ConfigurationError);
    expect(sent).toHaveLength(1);
  });
  it("may read a clone of the answer", async () => {
    let text = "";
    const reading: AroundHook = async (attempt, next) => {
      const answer = await next(attempt);
      text = await answer.clone().text();
      return answer;
    };
    const { client: c } = client([{ json: VECTOR }], [reading]);
    expect((await c.getVector("c", "v")).id).toBe("v");
    expect(JSON.parse(text)).toEqual(VECTOR);
  });
  it.each([undefined, {}, [3]])("are a list of functions, not %j", (hooks) => {
    expect(() => client([], hooks as never)).toThrow("hooks must be a list of functions");
  });
  it("stand around the free functions, too", async () => {
    const { fetch } = scripted([{ json: VECTOR }]);
    const seen: string[] = [];
    const c = hooked(functions.createClient("https://a.example", { fetch }), [
      (attempt, next) => {
        seen.push(attempt.method);
        return next(attempt);
      },
    ]);
    await functions.getVector(c, "c", "v", { withVector: false });
    expect(seen).toEqual(["GET"]);
  });
});
