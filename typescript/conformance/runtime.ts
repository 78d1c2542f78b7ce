import { host } from "../src/runtime/host.js";

/** Where this program runs, in the runtime's own words, so that a row never bears another's name. */

interface Globals {
  Deno?: { version: { deno: string } };
  Bun?: { version: string };
  navigator?: { userAgent?: string };
  process?: { version?: string };
}

/** The runtime's name and version. `version` is for workerd, which does not tell its own. */
export function runtime(version = ""): string {
  const { Deno, Bun, navigator, process } = globalThis as Globals;
  const agent = navigator?.userAgent ?? "";
  if (Deno) return `Deno ${Deno.version.deno}`;
  if (Bun) return `Bun ${Bun.version}`;
  if (agent === "Cloudflare-Workers") return `workerd ${version}`.trim();
  const [, chrome] = /Chrome\/(\d+)/.exec(agent) ?? [];
  if (chrome) return `Chromium ${chrome}`;
  return process?.version ? `Node ${process.version}` : "unknown";
}

/**
 * What a runtime keeps from every client that runs on it; no client can undo it.
 *
 * lost-connections: its fetch sends a request again by itself when a kept connection is closed without an answer, and
 *   tells nobody. What is written twice so is written once all the same: every write carries its Idempotency-Key.
 * status-407: it takes a 407 for a broken connection, as it asked no proxy.
 * status-408: it takes a 408 on a kept connection for such a loss.
 * redirect-targets: `redirect: "manual"` gives an opaque answer without status and Location, and one that leads to
 *   another scheme is a network error.
 * broken-codings: it gives out what it could inflate, and hides that the gzip had no end.
 * coding-checksums: it does not compare a gzip's checksum.
 * coding-errors: it tells of what it could not inflate as of any lost connection.
 * other-codings: it inflates gzip alone, of one member and called so, and gives out all else as it came.
 * shared-waits: a call may not wait for what another one began, such as for the answer of /info.
 * user-agent: it sends its own, whatever a program says.
 */
const KEPT: Record<string, readonly string[]> = {
  Node: ["broken-codings"],
  Deno: ["lost-connections", "broken-codings", "coding-errors", "other-codings"],
  Bun: ["lost-connections", "broken-codings", "coding-errors"],
  workerd: ["lost-connections", "broken-codings", "coding-errors", "other-codings", "shared-waits"],
  Chromium: [
    "lost-connections",
    "status-407",
    "status-408",
    "redirect-targets",
    "broken-codings",
    "coding-checksums",
    "coding-errors",
    "other-codings",
    "user-agent",
  ],
};

/** What the client cannot do here, in the protocol's words; a browser's developer tools have failed requests as commands. */
export const lacks = (name: string): readonly string[] => [
  ...(KEPT[name.split(" ")[0] ?? ""] ?? []),
  ...(host.asCurl ? [] : ["shown-requests"]),
];
