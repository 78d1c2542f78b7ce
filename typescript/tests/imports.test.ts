import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The modules of src, from what users import down to what all stand on: each imports only from lines below its own. */
const LAYERS = `
  extras node otel testing
  index functions hooked
  set-up browser browser-functions
  generated/client generated/functions
  runtime/raw
  place redirected resumed runtime/batch runtime/pages runtime/secured runtime/special runtime/stream runtime/whole
  runtime/chunks runtime/report
  runtime/run
  runtime/client
  runtime/call
  generated/operations generated/options runtime/answer runtime/draft
  runtime/operation
  runtime/ndjson
  generated/readers runtime/body runtime/query
  runtime/exact
  runtime/encode runtime/exchange runtime/read
  generated/errors runtime/float32 runtime/options runtime/scope
  runtime/errors
  curl generated/models runtime/host runtime/retry
  generated/policy generated/version runtime/request runtime/types
`;

const SRC = join(dirname(fileURLToPath(import.meta.url)), "../src");
const layers = LAYERS.trim()
  .split("\n")
  .map((line) => line.trim().split(" "));
const layerOf = new Map(layers.flatMap((names, layer) => names.map((name) => [name, layer] as const)));
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replaceAll("\\", "/").replace(/\.ts$/, ""));

/** The imports and re-exports of a text, types too, as modules of src. */
function imported(name: string, text: string): string[] {
  const found = text.matchAll(/\bfrom "(\.[^"]+)\.js"|\bimport\("(\.[^"]+)\.js"\)/g);
  return [...found].map((match) => posix.join(posix.dirname(name), match[1] ?? match[2] ?? ""));
}

/** The arrows of a module that do not lead down. */
function upward(name: string, text: string): string[] {
  const own = layerOf.get(name) ?? -1;
  return imported(name, text)
    .filter((other) => (layerOf.get(other) ?? -1) <= own)
    .map((other) => `${name} imports ${other}`);
}

describe("imports", () => {
  it("has a layer for every module", () => {
    expect([...layerOf.keys()].sort()).toEqual(files.sort());
  });

  it.each(files)("lead down from %s", (name) => {
    expect(upward(name, readFileSync(join(SRC, `${name}.ts`), "utf8"))).toEqual([]);
  });

  it("are seen when they lead up, or to the side", () => {
    const text =
      'import type { Call } from "./call.js";\nexport * from "../generated/client.js";\nimport("./scope.js")';
    expect(upward("runtime/scope", text)).toEqual([
      "runtime/scope imports runtime/call",
      "runtime/scope imports generated/client",
      "runtime/scope imports runtime/scope",
    ]);
  });
});
