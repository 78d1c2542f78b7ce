import { defineConfig } from "tsdown";

export default defineConfig([
  {
    entry: { index: "src/index.ts" },
    format: ["esm", "cjs"],
    platform: "neutral",
    target: "es2022",
    dts: true,
    sourcemap: true,
    // Types take most of the time, as they must.
    checks: { pluginTimings: false },
  },
  {
    // The conformance adapter is a program of its own: it is no part of what the client weighs.
    entry: { conformance: "conformance/main.ts" },
    format: ["esm"],
    platform: "node",
    target: "node20",
    dts: false,
    clean: false,
    outExtensions: () => ({ js: ".js" }),
  },
]);
