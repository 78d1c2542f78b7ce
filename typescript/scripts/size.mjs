// Fails when the client, or one operation alone, is larger than its limit: what a user's bundler ships to browsers, gzipped.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KIB = 1024;
// Inside its own folder a package can be imported by its name.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUDGETS = [
  { name: "the whole client", limit: 12 * KIB, source: 'export * from "vectorizer-client"' },
  {
    name: "updateVector alone",
    limit: 7 * KIB,
    source:
      'import { createClient, updateVector } from "vectorizer-client/functions"; globalThis.use = [createClient, updateVector]',
  },
];

let failed = false;
for (const { name, limit, source } of BUDGETS) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT },
    platform: "browser",
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
