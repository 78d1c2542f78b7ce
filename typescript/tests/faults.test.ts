import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as sdk from "../src/index.js";
import { VECTOR, WRITTEN } from "./support/fetch.js";
import { json, type Running, serve, serveRaw } from "./support/server.js";

const CALLS: Record<string, (client: sdk.VectorizerClient, options?: sdk.CallOptions) => Promise<unknown>> = {
  GET: (client, options) => client.getVector("c", "v", { vectorFormat: "json", ...options }),
  PUT: (client, options) => client.replaceVector("c", "v", { text: "t", ...options }),
  PATCH: (client, options) => client.updateVector("c", "v", { text: "t", ...options }),
  batch: (client, options) => client.batchUpdate("c", [{ id: "v", text: "t" }], options),
};
const GOOD: Record<string, unknown> = {
  GET: VECTOR,
  PUT: WRITTEN,
  PATCH: WRITTEN,
  batch: {
    collection: "c",
    count: 1,
    created: 0,
    updated: 1,
    unchanged: 0,
    failed: 0,
    aborted: 0,
    errors: [],
    atomic: false,
    results: [{ index: 0, id: "v", status: "updated", version: 2 }],
  },
};
const every = Object.keys(CALLS);

/** An address where nothing listens. */
async function closedPort(): Promise<string> {
  const { url, [Symbol.asyncDispose]: dispose } = await serve(() => {});
  await dispose();
  return url;
}

let running: Running | undefined;
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = undefined;
});

const clientOf = (url: string, options: sdk.ClientOptions = {}) =>
  new sdk.VectorizerClient(url, { timeout: 3000, ...options });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    (value) => expect.fail(`gave ${JSON.stringify(value)}`),
    (error: unknown) => error as sdk.APIStatusError,
  );
const head = (extra = "") => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${extra}\r\n`;

describe("a proxy that wants credentials", () => {
  it("is told as the proxy's of plain HTTP too", async () => {
    running = await serve((response) => {
      response.writeHead(407, { "proxy-authenticate": "Basic" });
      response.end("nope!");
    });
    const error = await failure(clientOf(running.url).updateVector("c", "v", { text: "t" }));
    expect(error).toBeInstanceOf(sdk.ConnectionFailedError);
    expect(error).toMatchObject({ attempts: 1, isRetryable: false, inDoubt: false });
    expect(error.message).toBe("no complete answer: the proxy refused: 407");
    expect(running.requests).toHaveLength(1);
  });
  it("is told as the proxy's, once, and nothing was sent", async () => {
    const tunnel = Object.assign(new Error("Proxy response (407) !== 200 when HTTP Tunneling"), {
      code: "UND_ERR_ABORTED",
    });
    const cause = new DOMException("Request was cancelled.", "AbortError");
    Object.defineProperty(cause, "cause", { value: tunnel });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const client = new sdk.VectorizerClient("http://localhost:15002", { fetch });
    const error = await failure(client.updateVector("c", "v", { text: "t" }));
    expect(error).toBeInstanceOf(sdk.ConnectionFailedError);
    expect(error).toMatchObject({ attempts: 1, isRetryable: false, inDoubt: false });
    expect(error.message).toContain("the proxy refused: 407");
  });
});

describe.each(every)("%s", (name) => {
  const call = CALLS[name] as (typeof CALLS)[string];
  const good = (response: ServerResponse) => json(response, GOOD[name]);

  it("refused connection: three attempts, then ConnectionFailedError", async () => {
    const error = await failure(call(clientOf(await closedPort())));
    expect(error).toBeInstanceOf(sdk.ConnectionFailedError);
    expect(error).toMatchObject({ attempts: 3, isRetryable: true });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["reset before an answer", (response) => response.socket?.resetAndDestroy()],
    ["end before an answer", (response) => response.socket?.end()],
    [
      "cut off amid the body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
        response.write('{"id":"v"', () => response.socket?.destroy());
      },
    ],
    [
      "cut off amid a chunked body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"id":"v"', () => response.socket?.destroy());
      },
    ],
    [
      "503",
      (response) => {
        response.writeHead(503, { "retry-after": "0" });
        response.end();
      },
    ],
    [
      "502 with HTML",
      (response) => {
        response.writeHead(502, { "content-type": "text/html", "retry-after": "0" });
        response.end("<html>");
      },
    ],
    [
      "429 with a date that has passed",
      (response) => {
        response.writeHead(429, { "retry-after": new Date(0).toUTCString() });
        response.end();
      },
    ],
  ])("%s, once: the next attempt gives the answer", async (_, fault) => {
    running = await serve((response, count) => (count === 0 ? fault(response) : good(response)));
    expect(await call(clientOf(running.url))).toMatchObject(GOOD[name] as object);
    const { requests } = running;
    expect(requests.length).toBe(2);
    expect(requests[1]?.headers["x-retry-count"]).toBe("1");
    expect(requests[1]?.headers["idempotency-key"]).toBe(requests[0]?.headers["idempotency-key"]);
    expect(requests[1]?.body).toBe(requests[0]?.body);
  });

  it("keeps to Retry-After", async () => {
    running = await serve((response, count) => {
      if (count) return good(response);
      response.writeHead(503, { "retry-after": "1" });
      response.end();
    });
    const started = performance.now();
    await call(clientOf(running.url));
    expect(performance.now() - started).toBeGreaterThanOrEqual(950);
  });

  it.each<[string, string]>([
    ["garbage", "soon"],
    ["a negative number", "-5"],
  ])("Retry-After that is %s: its own backoff", async (_, value) => {
    running = await serve((response, count) => {
      if (count) return good(response);
      response.writeHead(429, { "retry-after": value });
      response.end();
    });
    const started = performance.now();
    await call(clientOf(running.url));
    expect(performance.now() - started).toBeLessThan(900);
  });

  it("Retry-After of a billion seconds: fails at once", async () => {
    running = await serve((response) => {
      response.writeHead(503, { "retry-after": "1000000000" });
      response.end();
    });
    expect(await failure(call(clientOf(running.url)))).toMatchObject({ status: 503, attempts: 1 });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["before headers", () => {}],
    [
      "amid the body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write("{");
      },
    ],
    [
      "a byte at a time",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(timer));
      },
    ],
  ])("stall %s: the deadline bounds it all, and the socket is let go", async (_, fault) => {
    running = await serve(fault);
    const started = performance.now();
    const error = await failure(call(clientOf(running.url, { timeout: 200 })));
    expect(error).toBeInstanceOf(sdk.DeadlineExceededError);
    expect(performance.now() - started).toBeLessThan(600);
    const { open } = running;
    await expect.poll(() => open.size).toBe(0);
  });

  it("stall longer than readTimeout: another attempt", async () => {
    running = await serve((response, count) => {
      if (count) good(response);
    });
    expect(await call(clientOf(running.url, { readTimeout: 100 }))).toMatchObject(GOOD[name] as object);
    expect(running.requests.length).toBe(2);
  });

  it("slow, but never silent for longer than readTimeout: no fault", async () => {
    running = await serve((response) => {
      const text = JSON.stringify(GOOD[name]);
      response.writeHead(200, { "content-type": "application/json" });
      let at = 0;
      const timer = setInterval(() => {
        response.write(text.slice(at, at + 20));
        at += 20;
        if (at >= text.length) {
          clearInterval(timer);
          response.end();
        }
      }, 40);
    });
    expect(await call(clientOf(running.url, { readTimeout: 150 }))).toMatchObject(GOOD[name] as object);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["waiting for headers", () => {}],
    [
      "reading the body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write("{");
      },
    ],
    [
      "backing off",
      (response) => {
        response.writeHead(503, { "retry-after": "30" });
        response.end();
      },
    ],
  ])("cancelled while %s: ends at once with the signal's reason", async (_, fault) => {
    running = await serve(fault);
    const controller = new AbortController();
    const reason = new Error("enough");
    const call_ = failure(call(clientOf(running.url, { timeout: 60_000 }), { signal: controller.signal }));
    await expect.poll(() => running?.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    controller.abort(reason);
    const error = await call_;
    // A batch is rejected with a report, whatever its length.
    if (name !== "batch") expect(error).toBe(reason);
    else expect(error).toMatchObject({ name: "BatchPartialError", cause: reason, report: { unknown: 1 } });
    expect(performance.now() - started).toBeLessThan(100);
    expect(running.requests.length).toBe(1);
  });

  it("cancelled before it began: nothing is sent, and the reason is an AbortError by default", async () => {
    running = await serve(good);
    expect(await failure(call(clientOf(running.url), { signal: AbortSignal.abort() }))).toMatchObject({
      name: "AbortError",
    });
    expect(running.requests).toEqual([]);
  });

  it("a kept connection that the server has closed meanwhile does not show", async () => {
    running = await serve((response) => {
      response.setHeader("keep-alive", "timeout=60");
      good(response);
    });
    const client = clientOf(running.url);
    await call(client);
    for (const socket of running.open) socket.destroy();
    await call(client);
  });

  it.each<[string, string]>([
    ["HTML", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"],
    ["JSON that is cut off", `${head("Content-Length: 5\r\n")}{"id"`],
    ["bytes that are no UTF-8", `${head("Content-Length: 3\r\n")}"\xff"`],
    ["nothing", head("Content-Length: 0\r\n")],
  ])("%s with status 200: ResponseError, once", async (_, bytes) => {
    let count = 0;
    running = await serveRaw((socket) => {
      count++;
      socket.write(Buffer.from(bytes, "latin1"));
    });
    expect(await failure(call(clientOf(running.url)))).toBeInstanceOf(sdk.ResponseError);
    expect(count).toBe(1);
  });

  it("bytes that are no HTTP: ConnectionFailedError", async () => {
    running = await serveRaw((socket) => socket.end("hello\r\n\r\n"));
    expect(await failure(call(clientOf(running.url, { retries: 0 })))).toBeInstanceOf(
      sdk.ConnectionFailedError,
    );
  });

  it("a body without end: stops at the limit and lets the socket go", async () => {
    running = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(65536)));
        response.once("drain", more);
      };
      more();
    });
    const error = await failure(call(clientOf(running.url, { maxResponseBytes: 2 ** 20 })));
    expect(error.message).toBe("the answer is longer than 1048576 bytes");
    const { open } = running;
    await expect.poll(() => open.size).toBe(0);
  });

  it("a redirect to another origin: refused, and nothing goes there", async () => {
    const other = await serve(good);
    running = await serve((response) => {
      response.writeHead(307, { location: `${other.url}/x` });
      response.end();
    });
    const error = await failure(call(clientOf(running.url, { apiKey: "secret-canary" })));
    await other[Symbol.asyncDispose]();
    expect(error).toBeInstanceOf(sdk.RedirectError);
    expect(error.message).toContain(other.url);
    expect(other.requests).toEqual([]);
  });
});

describe("redirects", () => {
  it.each([307, 308])("%i inside the origin is followed for a GET", async (status) => {
    running = await serve((response, count) => {
      if (count) return json(response, VECTOR);
      response.writeHead(status, { location: "/elsewhere" });
      response.end();
    });
    expect(
      await clientOf(running.url, { apiKey: "k" }).getVector("c", "v", { vectorFormat: "json" }),
    ).toEqual(VECTOR);
    expect(running.requests[1]).toMatchObject({ url: "/elsewhere", headers: { authorization: "Bearer k" } });
  });
  it.each<[string, number, string]>([
    ["a loop", 307, "/again"],
    ["300 with an address", 300, "/x"],
    ["an address that is none", 307, "http://"],
    ["301", 301, "/x"],
    ["302", 302, "/x"],
    ["https to another scheme", 307, "ftp://127.0.0.1/"],
    ["a page in the file system", 307, "file:///etc/passwd"],
  ])("%s: RedirectError after at most four requests", async (_, status, location) => {
    running = await serve((response) => {
      response.writeHead(status, { location });
      response.end();
    });
    const error = await failure(clientOf(running.url).getVector("c", "v", { vectorFormat: "json" }));
    expect(error).toBeInstanceOf(sdk.RedirectError);
    expect(running.requests.length).toBeLessThanOrEqual(4);
  });
  it.each([300, 307, 308])("%i without a place is a ResponseError", async (status) => {
    running = await serve((response) => {
      response.writeHead(status, status === 308 ? { location: "" } : {});
      response.end();
    });
    const error = await failure(clientOf(running.url).getVector("c", "v", { vectorFormat: "json" }));
    expect(error).toBeInstanceOf(sdk.ResponseError);
    expect(error).toMatchObject({ message: "a redirect without a Location", isRetryable: false });
    expect(running.requests.length).toBe(1);
  });
  it("of a write are not followed, inside the origin either", async () => {
    running = await serve((response) => {
      response.writeHead(308, { location: "/x" });
      response.end();
    });
    expect(await failure(clientOf(running.url).updateVector("c", "v", { text: "t" }))).toBeInstanceOf(
      sdk.RedirectError,
    );
    expect(running.requests.length).toBe(1);
  });
});

it("a certificate that is wrong is not tried again", async () => {
  const cause = Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" });
  let count = 0;
  const fetch: sdk.Fetch = async () => {
    count++;
    throw new TypeError("fetch failed", { cause });
  };
  const error = await failure(new sdk.VectorizerClient("https://h", { fetch }).getHealth());
  expect(error).toMatchObject({ isRetryable: false, attempts: 1, name: "ConnectionFailedError" });
  expect(count).toBe(1);
});

it("a fetch that ignores its signal is left behind", async () => {
  const fetch: sdk.Fetch = () => new Promise(() => {});
  expect(
    await failure(new sdk.VectorizerClient("http://h", { fetch, timeout: 30 }).getHealth()),
  ).toBeInstanceOf(sdk.DeadlineExceededError);
});

describe("a cache between the client and the server", () => {
  const asked = async (): Promise<RequestInit> => {
    const inits: RequestInit[] = [];
    const fetch: sdk.Fetch = async (_, init) => {
      inits.push(init);
      return Response.json({ status: "ok" });
    };
    await new sdk.VectorizerClient("http://h", { fetch }).getHealth();
    expect(inits).toHaveLength(1);
    return inits[0] as RequestInit;
  };
  it("is not asked", async () => {
    expect(await asked()).toHaveProperty("cache", "no-store");
  });
  it("is not mentioned where the runtime knows no such option, and would throw at it", async () => {
    vi.stubGlobal("Request", class {});
    try {
      expect(await asked()).not.toHaveProperty("cache");
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

it("a fetch that throws at once is a failed connection", async () => {
  const fetch = (() => {
    throw new Error("boom");
  }) as sdk.Fetch;
  expect(
    await failure(new sdk.VectorizerClient("http://h", { fetch, retries: 0 }).getHealth()),
  ).toMatchObject({ message: "no complete answer: boom" });
});
