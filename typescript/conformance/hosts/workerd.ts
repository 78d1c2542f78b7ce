import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Host } from "../lines.js";
import { find } from "./find.js";

const BUNDLE = fileURLToPath(new URL("./conformance-web.js", import.meta.url));

/** A worker on loopback, on a port of the system's choice, that may call loopback too. */
const config = (version: string): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "client", worker = .client),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "bridge", address = "127.0.0.1:0", http = (), service = "client")],
);
const client :Workerd.Worker = (
  modules = [(name = "client", esModule = embed "client.js")],
  bindings = [(name = "VERSION", text = "${version}")],
  compatibilityDate = "${version}",
);
`;

/** A worker in workerd; each command is a request of its own, as calls in workers are. */
export async function workerd(): Promise<Host> {
  const program = find(["workerd"], "npm ci in typescript/runtimes");
  const [, version = ""] =
    /(\d{4}-\d\d-\d\d)/.exec(execFileSync(program, ["--version"], { encoding: "utf8" })) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "vectorizer-workerd-"));
  await copyFile(BUNDLE, join(folder, "client.js"));
  await writeFile(join(folder, "config.capnp"), config(version));
  const child = spawn(program, ["serve", "--control-fd=3", join(folder, "config.capnp")], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = once(child, "exit");
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdio[3] as Readable }), "line"),
    ended.then(([code]) => Promise.reject(new Error(`workerd ended with ${code}`))),
  ])) as [string];
  const { port } = JSON.parse(line) as { port: number };
  let closing = false;
  void ended.then(([code]) => {
    if (closing) return;
    console.error(`workerd ended with ${code}`);
    process.exit(1);
  });
  return {
    artefact: BUNDLE,
    async answer(_, body) {
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
      const text = await response.text();
      if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text.slice(0, 400)}`);
      return text;
    },
    async close() {
      closing = true;
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
