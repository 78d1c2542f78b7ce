import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { base64Of, bytesOf } from "../conformance/base64.js";
import { lacks, runtime } from "../conformance/runtime.js";
import { decode, encode } from "../conformance/values.js";
import { converse, program } from "./support/converse.js";

// That the runtimes answer is shown on them, not here: `./run runtimes`.
describe("the adapter on another runtime", () => {
  it.each(["deno", "bun", "workerd", "chromium"])("says that %s is absent where it is", async (name) => {
    // Elsewhere, so that what is installed for this repository is not found; and with nothing in the PATH.
    const folder = mkdtempSync(join(tmpdir(), "adapter-"));
    cpSync(new URL("../dist", import.meta.url).pathname, join(folder, "dist"), { recursive: true });
    const words = [join(folder, "dist/conformance.js"), "--on", name];
    const start = { id: "1", cmd: "start", protocol: 1 };
    const [reply] = await converse([start], 1, words, { PATH: folder });
    rmSync(folder, { recursive: true });
    expect(reply).toMatchObject({
      id: "1",
      type: "absent",
      name: "vectorizer-client",
      language: "typescript",
      runtime: name,
    });
    expect(reply?.reason).toMatch(new RegExp(`no ${name}.*: (npm ci in typescript/runtimes|install)`));
  });
  it("says what it was given wrong", () => {
    for (const [words, message] of [
      [["--on", "netscape"], 'there is no runtime "netscape": deno, bun, workerd, chromium'],
      [["--on", "constructor"], 'there is no runtime "constructor"'],
      [["--on"], "usage:"],
      [["--off", "deno"], "usage:"],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    }
  });
});

describe("what the adapter knows of its runtime", () => {
  it("is that runtime's own name and version", () => {
    expect(runtime()).toBe(`Node ${process.version}`);
    // No adapter runs here, so nothing says how a request is shown as a command.
    expect(lacks(runtime())).toEqual(["broken-codings", "shown-requests"]);
  });
  it.each([
    [{ Deno: { version: { deno: "2.9.6" } } }, "Deno 2.9.6"],
    [{ Bun: { version: "1.4.5" } }, "Bun 1.4.5"],
    [{ navigator: { userAgent: "Cloudflare-Workers" } }, "workerd 2026-11-17"],
    [{ navigator: { userAgent: "Mozilla/5.0 … HeadlessChrome/156.0.0.0 Safari/537.36" } }, "Chromium 156"],
  ])("by %j it is %s, and lacks what that keeps to itself", (globals, name) => {
    for (const [key, value] of Object.entries(globals)) vi.stubGlobal(key, value);
    try {
      expect(runtime("2026-11-17")).toBe(name);
      expect(lacks(runtime("2026-11-17"))).toContain("lost-connections");
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("values across a bridge", () => {
  it.each([0, 1, 3, 8191, 8192, 8193, 30_000])("%d bytes are the same as base64 and back", (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7919) >> 3);
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(bytesOf(base64Of(bytes))).toEqual(bytes);
  });
  it("a vector that begins inside its buffer is itself and no more", () => {
    const inside = new Float32Array(new Float32Array([1, -0, 1e-45, 3]).buffer, 4, 2);
    expect(encode({ inside })).toBe('{"inside":{"$f32":"AAAAgAEAAAA="}}');
    expect(decode({ $f32: "AAAAgAEAAAA=" })).toEqual(inside);
  });
});
