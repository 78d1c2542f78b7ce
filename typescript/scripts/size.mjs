// Fails when the client, or one operation alone, is larger than its limit: what a user's bundler would ship, gzipped.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KIB = 1024;
const PACKAGE = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const BUDGETS = [
  { name: "the whole client", limit: 12 * KIB, source: "export * from PACKAGE" },
  {
    name: "updateVector alone",
    limit: 7 * KIB,
    source:
      "import { createClient, updateVector } from PACKAGE; globalThis.use = [createClient, updateVector]",
  },
];

let failed = false;
for (const { name, limit, source } of BUDGETS) {
  const { outputFiles } = await build({
    stdin: { contents: source.replace("PACKAGE", JSON.stringify(PACKAGE)), resolveDir: "." },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  failed ||= bytes > limit;
  const verdict = bytes <= limit ? "ok" : "TOO LARGE";
  console.log(`${verdict.padEnd(10)}${name.padEnd(20)}${bytes} of ${limit} bytes gzipped`);
}
process.exitCode = failed ? 1 : 0;
