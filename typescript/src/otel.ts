// OpenTelemetry: a span for each operation and for each request that it takes. Needs `@opentelemetry/api` beside this package.
import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { SPEC_VERSION } from "./generated/version.js";
import type { Client } from "./runtime/client.js";
import { isCode } from "./runtime/errors.js";
import type { ClientOptions, Fetch } from "./runtime/options.js";
import type { Behind } from "./runtime/secured.js";

/** Settings of `instrument`. */
export interface InstrumentOptions {
  /** Where spans go, default the global one. */
  tracerProvider?: TracerProvider | undefined;
}

/** What can be traced: a client, of whichever entry of this package. */
export interface Traceable {
  withOptions(options: object): object;
}

const FAILED = 400;
/** In a client that is traced. */
const TRACED = Symbol.for("vectorizer-client.traced");
/** Lists that an answer may be. */
const LISTS = ["results", "vectors", "collections"];

/**
 * A copy of the client that makes spans, by the conventions for databases and HTTP; the client itself stays as it is. What a
 * span says holds no text, vector, metadata or key; ids are in the addresses of requests.
 *
 * @example
 * ```ts
 * const client = instrument(new VectorizerClient("http://localhost:15002"));
 * ```
 */
export function instrument<C extends Traceable>(client: C, { tracerProvider }: InstrumentOptions = {}): C {
  if (TRACED in client) throw new TypeError("client makes spans already");
  const tracer = (tracerProvider ?? trace).getTracer("vectorizer-client", SPEC_VERSION);
  const own = client as unknown as Client;
  const { fetch = globalThis.fetch } = own.core.settings;
  return inSpans(own.withOptions({ fetch: requesting(fetch, tracer) }), tracer) as unknown as C;
}

/** A client whose methods each make a span. */
function inSpans<C extends Client>(client: C, tracer: Tracer): C {
  const server = serverOf(client.core.baseUrl);
  return new Proxy(client, {
    has: (target, name) => name === TRACED || Reflect.has(target, name),
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "withRawResponse") return inSpans(value as Client, tracer);
      if (name === "withOptions")
        return ({ fetch, ...options }: ClientOptions) =>
          inSpans(
            target.withOptions({ ...options, ...(fetch && { fetch: requesting(fetch, tracer) }) }),
            tracer,
          );
      if (typeof value !== "function" || typeof name !== "string" || name === "constructor") return value;
      return (...args: unknown[]) =>
        called(
          () => started(tracer, name, args, server),
          () => value.apply(target, args),
        );
    },
  });
}

function started(tracer: Tracer, operation: string, [first, second]: unknown[], server: Attributes): Span {
  const collection = typeof first === "string" ? first : undefined;
  // One thing is no batch, and numbers are one vector.
  const size = Array.isArray(second) && typeof second[0] !== "number" ? second.length : 0;
  return tracer.startSpan(collection ? `${operation} ${collection}` : operation, {
    kind: SpanKind.CLIENT,
    attributes: {
      "db.system.name": "vectorizer",
      "db.operation.name": operation,
      ...(collection && { "db.collection.name": collection }),
      ...(size > 1 && { "db.operation.batch.size": size }),
      ...server,
    },
  });
}

/** What a method gives, in a span: at once where it is a promise, else as it is awaited or walked. */
function called(start: () => Span, act: () => unknown): unknown {
  const span = start();
  const given = context.with(trace.setSpan(context.active(), span), act);
  if (given instanceof Promise) return ended(span, given);
  const lazy = given as Partial<AsyncGenerator & PromiseLike<unknown> & { pages(): AsyncGenerator }>;
  if (!lazy?.[Symbol.asyncIterator]) {
    span.end();
    return given;
  }
  // Nothing was asked yet: what was begun is forgotten, and each walk has a span of its own.
  return new Proxy(lazy, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "pages") return () => walked(start, () => target.pages?.() as AsyncGenerator);
      if (name === Symbol.asyncIterator)
        return () => walked(start, () => target[Symbol.asyncIterator]?.() as AsyncGenerator);
      if (name === "then" && target.then)
        return (...then: Parameters<PromiseLike<unknown>["then"]>) =>
          (called(start, () => Promise.resolve(target)) as Promise<unknown>).then(...then);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function ended<T>(span: Span, given: Promise<T>): Promise<T> {
  try {
    const value = await given;
    const lists = LISTS.flatMap((name) => (value as Record<string, unknown[]> | undefined)?.[name] ?? []);
    // A report of a batch has results too, and counts them itself.
    if (lists.length && !("count" in (value as object)))
      span.setAttribute("db.response.returned_rows", lists.length);
    return value;
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

async function* walked(start: () => Span, open: () => AsyncGenerator): AsyncGenerator {
  const span = start();
  const inside = trace.setSpan(context.active(), span);
  const items = open();
  try {
    for (;;) {
      const { done, value } = await context.with(inside, () => items.next());
      if (done) return;
      yield value;
    }
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    await items.return(undefined);
    span.end();
  }
}

/** A fetch that makes a span of each request, to the head of its answer, and tells the server of it by `traceparent`. */
function requesting(fetch: Fetch, tracer: Tracer): Fetch {
  const { behind } = fetch as Partial<Behind>;
  const traced: Fetch = async (url, init) => {
    const { method = "GET", headers: own } = init;
    const headers = own as Record<string, string>;
    const resent = Number(headers["x-retry-count"] ?? 0);
    const attributes = {
      "http.request.method": method,
      // Without the query: a filter has values of the metadata in it.
      "url.full": url.split("?", 1)[0],
      ...(resent && { "http.request.resend_count": resent }),
      ...serverOf(url),
    };
    const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes });
    const inside = trace.setSpan(context.active(), span);
    const carrier = {};
    propagation.inject(inside, carrier);
    try {
      const sent = { ...init, headers: { ...carrier, ...headers } };
      const response = await context.with(inside, () => fetch(url, sent));
      span.setAttribute("http.response.status_code", response.status);
      if (response.status >= FAILED) {
        span.setAttribute("error.type", `${response.status}`);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      return response;
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  };
  return behind
    ? Object.assign(traced, { behind: (add) => requesting(behind(add), tracer) } as Behind)
    : traced;
}

function serverOf(url: string): Attributes {
  const { hostname, port } = new URL(url);
  return { "server.address": hostname, ...(port && { "server.port": Number(port) }) };
}

/** What kind of failure it is; its words may be the server's. */
function failed(span: Span, error: unknown): void {
  const { code, name, status } = (error ?? {}) as { code?: string; name?: string; status?: number };
  if (status) span.setAttribute("db.response.status_code", `${status}`);
  // A server may give any text as its code: only those of the contract are names of kinds.
  const kind = status && !isCode(code) ? status : code || name;
  span.setAttribute("error.type", `${kind || "_OTHER"}`);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
