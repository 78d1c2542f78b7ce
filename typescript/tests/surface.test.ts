import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dispatch } from "../conformance/generated/dispatch.js";
import * as browser from "../src/browser.js";
import * as free from "../src/functions.js";
import * as sdk from "../src/index.js";

const root = new URL("..", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as Record<string, never>;
const operations = Object.keys(dispatch);
const exported: Record<string, unknown> = { ...sdk };
const functions: Record<string, unknown> = { ...free };

const ERRORS = [
  "APIStatusError",
  "BadRequestError",
  "BatchAbortedError",
  "BatchPartialError",
  "CollectionExistsError",
  "CollectionNotFoundError",
  "ConfigurationError",
  "ConflictError",
  "ConnectionFailedError",
  "DeadlineExceededError",
  "DimensionMismatchError",
  "DuplicateIdError",
  "EmptyFilterError",
  "EmptyUpdateError",
  "ForbiddenError",
  "HeadersTooLargeError",
  "IdempotencyInProgressError",
  "IdempotencyKeyReusedError",
  "InternalError",
  "InternalServerError",
  "InvalidCursorError",
  "InvalidFilterError",
  "InvalidIdError",
  "InvalidRequestError",
  "LimitExceededError",
  "MalformedJsonError",
  "MalformedRequestError",
  "MethodNotAllowedError",
  "MisdirectedRequestError",
  "NotAcceptableError",
  "NotFiniteError",
  "NotFoundError",
  "NotSupportedByServerError",
  "OriginNotAllowedError",
  "PayloadTooLargeError",
  "PreconditionFailedError",
  "RateLimitedError",
  "RedirectError",
  "ResponseError",
  "RouteNotFoundError",
  "UnauthorizedError",
  "UnavailableError",
  "UnknownFieldError",
  "UnknownProviderError",
  "UnprocessableError",
  "UnsafeIntegerError",
  "UnsupportedMediaTypeError",
  "ValidationError",
  "ValidationFailedError",
  "VectorExistsError",
  "VectorNotFoundError",
  "VectorizerError",
  "VersionConflictError",
  "ZeroVectorError",
];

/** What browsers do not get. */
const SERVER = ["set-up.ts", "curl.ts", "index.ts", "functions.ts", "node.ts", "testing.ts"];

describe("the package", () => {
  it("exports its errors and three more names, in browsers too", () => {
    const names = [...ERRORS, "Paged", "SPEC_VERSION", "VectorizerClient"].sort();
    expect(Object.keys(sdk).sort()).toEqual(names);
    expect(Object.keys(browser).sort()).toEqual(names);
  });
  it("exports its operations as functions apart, and what is made of them", () => {
    const shortcuts = ["collectionExists", "countVectors", "getOrCreateCollection"];
    expect(Object.keys(free).sort()).toEqual([...operations, ...shortcuts, "Client", "createClient"].sort());
  });
  it("has every operation as a method and as a function with the same arguments", () => {
    expect(operations.length).toBe(23);
    const methods = Object.getOwnPropertyNames(sdk.VectorizerClient.prototype).filter(
      (name) => !["constructor", "withRawResponse"].includes(name),
    );
    expect(methods.sort()).toEqual([...operations].sort());
    for (const name of operations) {
      const method = sdk.VectorizerClient.prototype[name as sdk.OperationName];
      expect((functions[name] as { length: number }).length).toBe(method.length + 1);
    }
  });
  it("gives every error class its name, and one root", () => {
    for (const name of ERRORS) {
      const Class = exported[name] as { name: string; prototype: unknown };
      expect(Class.name).toBe(name);
      if (name !== "VectorizerError") expect(Class.prototype).toBeInstanceOf(sdk.VectorizerError);
    }
  });
  it("has no runtime dependencies, and the contract's version", () => {
    expect(manifest.dependencies).toBeUndefined();
    const optional = { "@opentelemetry/api": { optional: true } };
    expect(manifest.peerDependenciesMeta).toEqual(optional);
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(Object.keys(optional));
    expect(manifest.version).toBe(sdk.SPEC_VERSION);
  });
  it("is in JSR's manifest as it is in npm's, but for what imports a package by its name", () => {
    const jsr = JSON.parse(readFileSync(new URL("jsr.json", root), "utf8"));
    expect(jsr.version).toBe(manifest.version);
    expect(jsr.license).toBe(manifest.license);
    const npm = manifest.exports as unknown as Record<string, { import?: { default: string } }>;
    const entries = Object.keys(npm).filter(
      (name) => !["./node", "./otel", "./package.json", "./testing"].includes(name),
    );
    expect(jsr.exports).toEqual(
      Object.fromEntries(entries.map((name) => [name, npm[name]?.import?.default])),
    );
  });
  it("uses web standards only: nothing of Node in what browsers get", () => {
    const files = readdirSync(new URL("src", root), { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".ts") && !SERVER.includes(name),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const name of files) {
      const source = readFileSync(new URL(`src/${name}`, root), "utf8");
      expect(source, name).not.toMatch(/from "node:|require\(|\bprocess\.|\bBuffer\b|\bsetImmediate\b/);
    }
  });
  it("locks its tools without addresses", () => {
    for (const folder of ["", "runtimes/"]) {
      expect(readFileSync(new URL(`${folder}package-lock.json`, root), "utf8")).not.toMatch(/"resolved"/);
    }
  });
  it("has no circle of imports", () => {
    const directory = new URL("src/runtime/", root);
    const graph = new Map(
      readdirSync(directory).map((name) => {
        const source = readFileSync(new URL(name, directory), "utf8").replace(/import type [^;]*;/g, "");
        return [name, [...source.matchAll(/from "\.\/(\w+)\.js"/g)].map(([, target]) => `${target}.ts`)];
      }),
    );
    const visit = (name: string, path: string[]): void => {
      expect(path, "a circle").not.toContain(name);
      for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    };
    for (const name of graph.keys()) visit(name, []);
  });
  it("keeps written files short", () => {
    for (const directory of ["src/runtime", "conformance", "conformance/hosts"]) {
      for (const name of readdirSync(new URL(directory, root)).filter((file) => file.endsWith(".ts"))) {
        expect(
          readFileSync(new URL(`${directory}/${name}`, root), "utf8").split("\n").length,
          name,
        ).toBeLessThanOrEqual(250);
      }
    }
  });
});
