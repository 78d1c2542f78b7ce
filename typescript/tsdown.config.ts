import { defineConfig } from "tsdown";

// Types take most of the time, as they must.
const checks = { pluginTimings: false };
// The conformance adapter is a program of its own: it is no part of what the client weighs.
const adapter = {
  format: ["esm" as const],
  dts: false as const,
  clean: false,
  checks,
  outExtensions: () => ({ js: ".js" }),
};

/** What JSR reads of an entry: where its types are. */
const types = ({ format, fileName }: { format: string; fileName: string }): string | undefined =>
  format === "es" && /^[a-z-]+\.js$/.test(fileName)
    ? `/* @ts-self-types="./${fileName.replace(/js$/, "d.ts")}" */`
    : undefined;

/** The same package, not a copy of it. */
const self = {
  name: "self",
  resolveId: (id: string) => (id === "./index.js" ? { id: "vectorizer-client", external: true } : null),
};

export default defineConfig([
  {
    entry: {
      index: "src/index.ts",
      functions: "src/functions.ts",
      browser: "src/browser.ts",
      "browser-functions": "src/browser-functions.ts",
      extras: "src/extras.ts",
    },
    format: ["esm", "cjs"],
    platform: "neutral",
    target: "es2022",
    dts: true,
    banner: types,
    sourcemap: true,
    // Constants in place and shorter forms of the same; names and lines stay for whoever reads it.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    checks,
  },
  // What stands beside the client, and needs what not everyone has.
  {
    entry: { otel: "src/otel.ts" },
    checks,
    format: ["esm", "cjs"],
    platform: "neutral",
    target: "es2022",
    dts: true,
    sourcemap: true,
    clean: false,
  },
  // For Node alone.
  {
    entry: { node: "src/node.ts", testing: "src/testing.ts" },
    format: ["esm", "cjs"],
    platform: "node",
    target: "node20",
    tsconfig: "tsconfig.tests.json",
    dts: true,
    sourcemap: true,
    clean: false,
    checks,
    outExtensions: ({ format }) =>
      format === "es" ? { js: ".js", dts: ".d.ts" } : { js: ".cjs", dts: ".d.cts" },
    // `plugins` are not asked for the types of CommonJS.
    inputOptions: (options) => ({ ...options, plugins: [self, options.plugins] }),
  },
  { ...adapter, entry: { conformance: "conformance/main.ts" }, platform: "node", target: "node20" },
  // Its end inside workerd and inside a page.
  { ...adapter, entry: { "conformance-web": "conformance/web.ts" }, platform: "neutral", target: "es2022" },
]);
