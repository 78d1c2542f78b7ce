// Fails when the client, or one operation alone, outgrows what it has reached: what a user's bundler would ship, gzipped.
// The goal is smaller and is not met; it is printed beside the figure, so that nobody takes the limit for it.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KIB = 1024;
const PACKAGE = fileURLToPath(new URL("../dist/index.js", import.meta.url));
/** `goal` is what the design asks for; `limit` is what is reached, and must not be outgrown. */
const BUDGETS = [
  { name: "the whole client", goal: 8 * KIB, limit: 11.5 * KIB, source: "export * from PACKAGE" },
  {
    name: "updateVector alone",
    goal: 4 * KIB,
    limit: 6.5 * KIB,
    source:
      "import { createClient, updateVector } from PACKAGE; globalThis.use = [createClient, updateVector]",
  },
];

let failed = false;
for (const { name, limit, goal, source } of BUDGETS) {
  const { outputFiles } = await build({
    stdin: { contents: source.replace("PACKAGE", JSON.stringify(PACKAGE)), resolveDir: "." },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  const verdict = bytes <= limit ? "ok" : "TOO LARGE";
  failed ||= bytes > limit;
  const beyond = bytes > goal ? `, ${bytes - goal} beyond the goal of ${goal}` : "";
  console.log(`${verdict.padEnd(10)}${name.padEnd(20)}${bytes} of ${limit} bytes gzipped${beyond}`);
}
process.exitCode = failed ? 1 : 0;
