// Bundles the conformance adapter so that it imports `vectorizer-client` as any program does: from where it is installed.
//
//   node adapter.mjs OUT      in the folder typescript/ of a copy
import { createRequire } from "node:module";
import { resolve } from "node:path";

const { build } = createRequire(resolve("package.json"))("esbuild");
await build({
  entryPoints: ["conformance/main.ts"],
  outfile: process.argv[2],
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "error",
  plugins: [
    {
      name: "installed",
      setup: (own) => own.onResolve({ filter: /^\.\.\/src\/index\.js$/ }, () => ({ path: "vectorizer-client", external: true })),
    },
  ],
});
